# One engine of one GPU: loads come, share it, rest with their file open, and go.
node=$(first_node)
vmhelp hold "$node" "$(kind_of "$node")" 1 1 >idle.hold &
until_ready idle.hold ready
gpu_top --json --all -d 1 -n 27 >ticks 2>stderr & a=$!
until_ready ticks schema
for percent in 10 30 60 95; do
	mark "start-$percent"
	load "p$percent" "$node" $percent $((100 - percent))
	sleep 4
	mark "stop-$percent"
	end "$(pid_of p$percent)"
done
mark start-two
load one "$node" 30 70
load other "$node" 20 80
sleep 4
mark rest
kill -USR1 "$(pid_of one)"
sleep 3
mark wake
kill -USR1 "$(pid_of one)"
sleep 2
mark end
end "$(pid_of one)" "$(pid_of other)"
wait $a
kill $(jobs -p)
truth >truth
keep_all
