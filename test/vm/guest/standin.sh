# amdgpu, i915 and xe by name: engine groups of several engines, and an engine that counts cycles, not time.
vmhelp standin /run/drm/amdgpu-render 100 0 400 1 250 >amdgpu &
vmhelp standin /run/drm/i915-render 64 0 900 2 1000 4 2000 >i915 &
vmhelp standin /run/drm/xe-render 32 0 100 1 4500 4 3500 >xe &
until_ready xe standin
gpu_top --json --all -d 1 -n 3 >ticks 2>stderr
gpu_top --once >once 2>>stderr
kill $(jobs -p)
keep_all
