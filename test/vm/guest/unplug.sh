# A GPU goes away while a process has it open. Last of its machine: the GPU does not come back.
vmhelp standin /run/drm/xe-render 8 0 500 >gone &
vmhelp standin /run/drm/amdgpu-render 8 0 500 >stays &
until_ready gone standin
until_ready stays standin
gpu_top --json --all -d 1 -n 7 >ticks 2>stderr & a=$!
until_ready ticks schema
sleep 2
card=$(readlink /run/drm/xe-card)
mark unplug
echo 1 >"/sys/class/drm/${card##*/}/device/remove"
wait $a
gpu_top --json --all -d 0.3 -n 1 >after 2>>stderr
kill $(jobs -p)
keep_all
