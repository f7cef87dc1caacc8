# The same machine seen by root, by a user, with one capability or two, and where /proc hides others' processes.
node=$(first_node)
for who in 0 1000 1001; do
	vmhelp as $who none sh -c 'exec 7<>"$1"; exec sleep 1000' sh "$(readlink "$node")" &
	echo "$who $! 7" >>owners
done
ls /proc | grep -c '^[0-9]' >processes
look() { # look NAME CAPABILITIES: as user 1000
	vmhelp as 1000 "$2" node /work/bin/gpu-top.js --json --all -n 1 -d 0.3 >"$1.json" 2>"$1.err"
	echo $? >"$1.status"
}
look none none & a=$!
look sys_ptrace sys_ptrace
wait $a
look dac_read_search dac_read_search & a=$!
look both sys_ptrace,dac_read_search
wait $a
vmhelp as 1000 none node /work/bin/gpu-top.js --once >once.txt 2>once.err & a=$!
gpu_top --json --all -n 1 -d 0.3 >root.json 2>root.err
echo $? >root.status
wait $a
mount -o remount,hidepid=2 /proc
look hidepid none
mount -o remount,hidepid=0 /proc
kill $(jobs -p)
keep_all
