# DRM fds everywhere, and what `gpu-top detect` says of them.
. "$guest/everywhere.sh"
gpu_top detect --json --rounds 1 --timeout 5m >detect.json 2>detect.err
echo $? >detect.status
clear_away
keep where hold fds detect.json detect.err detect.status
