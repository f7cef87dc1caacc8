# The screen on a terminal, from start to q, at two sizes at once.
load busy "$(first_node)" 30 70
show() { # show COLUMNS ROWS: q once the client's row is there and two more ticks have passed
	f=$1x$2
	: >"$f.screen"
	(until_ready "$f.screen" 'vmhelp'; sleep 3; wc -c <"$f.screen" >"$f.length"; printf q; sleep 3) |
		vmhelp pty "$1" "$2" sh -c 'stty -a >$0.before; node /work/bin/gpu-top.js -d 1 2>$0.stderr; echo $? >$0.status; stty -a >$0.after' "$f" \
			>>"$f.screen"
}
show 80 24 & a=$!
show 200 50
wait $a
end "$(pid_of busy)"
keep_all
