# The screen on a terminal, from start to q, at two sizes at once.
node=$(first_node)
vmhelp hold "$node" "$(kind_of "$node")" 1 1 >hold & h=$!
until_ready hold ready
show() { # show COLUMNS ROWS
	f=$1x$2
	: >"$f.screen"
	(until [ -s "$f.screen" ]; do sleep 1; done; sleep 6; wc -c <"$f.screen" >"$f.length"; printf q; sleep 3) |
		vmhelp pty "$1" "$2" sh -c 'stty -a >$0.before; node /work/bin/gpu-top.js -d 1 2>$0.stderr; echo $? >$0.status; stty -a >$0.after' "$f" \
			>>"$f.screen"
}
show 80 24 & a=$!
show 200 50
wait $a
kill $h
keep_all
