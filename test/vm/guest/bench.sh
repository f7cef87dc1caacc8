# A short `gpu-top bench` with real processes.
gpu_top bench --live --processes 20 --fds 8 --gpu-clients 2 --iterations 2 --no-scaling --json >report.json 2>stderr
echo $? >status
uname -r >release
keep_all
