# Jobs of 1.5 s: the driver resets the GPU after half a second, and forgets what the aborted job had counted.
node=$(first_node)
gpu_top --json --all -d 0.7 -n 16 >ticks 2>stderr & a=$!
until_ready ticks schema
load hang "$node" 1500 300 render
pid=$(pid_of hang)
fd=$(cut -d' ' -f3 hang.load)
while kill -0 $a 2>/dev/null; do # the raw counter, seen without gpu-top
	awk '$1=="drm-engine-render:"{print $2; exit}' "/proc/$pid/fdinfo/$fd"
	usleep 100000
done >counter
wait $a
end "$pid"
dmesg | grep -i reset >dmesg
keep_all
