# DRM fds everywhere, looked for by each strategy.
. "$guest/everywhere.sh"
look() {
	gpu_top --json --all -n 1 -d 0.3 --detect "$1" >"$1.json" 2>"$1.err"
	echo $? >"$1.status"
}
look auto & a=$!
look stat
wait $a
look name & a=$!
look fdinfo
wait $a
look clients
cat /sys/kernel/debug/dri/*/clients >debugfs
clear_away
keep where hold fds debugfs ./*.json ./*.err ./*.status
