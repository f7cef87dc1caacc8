# gpu-top run around one load that is ended from outside, and around four short ones in turn.
node=$(first_node)
node /work/bin/gpu-top.js run --json -o one.json -- vmhelp load "$node" 60 40 >one.load 2>one.err & a=$!
until_ready one.load load
sleep 6
kill $a
wait $a
echo $? >one.exit
node /work/bin/gpu-top.js run --json -o parts.json -- sh -c "for i in 1 2 3 4; do
	vmhelp load $node 60 40 & sleep 2; kill \$!; wait \$!
done" >parts.load 2>parts.err
echo $? >parts.exit
truth >truth
keep_all
