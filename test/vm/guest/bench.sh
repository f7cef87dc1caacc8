# A short `gpu-top bench` with real processes, beside a client that several hold.
node=$(first_node)
vmhelp hold "$node" "$(kind_of "$node")" 1 1 >hold &
until_ready hold ready
gpu_top bench --live --processes 20 --fds 8 --gpu-clients 2 --iterations 2 --no-scaling --json >report.json 2>stderr
echo $? >status
uname -r >release
kill $(jobs -p)
keep_all
