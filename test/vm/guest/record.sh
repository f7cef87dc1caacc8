# Three GPUs under load, and a client that several processes hold: recorded as it is and scrubbed, and what replays say of it here.
load v3d /run/drm/v3d-render 30 70
load v3d2 /run/drm/v3d2-render 60 40
load panfrost /run/drm/panfrost-render 50 50
vmhelp hold /run/drm/v3d-render v3d 2 4 >hold &
until_ready hold ready
gpu_top record -d 1 -n 10 plain.gputop 2>plain.err & a=$!
gpu_top record --scrub -d 1 -n 6 scrubbed.gputop 2>scrubbed.err
wait $a
truth >truth
end $(cut -d' ' -f2 ./*.load)
for name in plain scrubbed; do
	gpu_top replay --json $name.gputop >$name.json 2>$name.replay-err
done
kill $(jobs -p)
keep_all
