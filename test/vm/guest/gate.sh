# One program that watches, while files are opened, forked, swapped and closed around it, each with some quiet seconds before and after. Then
# the count of open files is hidden, as where a driver is built into the kernel, from a program that starts then: the first one keeps the file open.
node=$(first_node)
driver=$(basename "$node" -render)
count() { # count NAME: the kernel's count then, without the modules that use the driver
	used=$(ls "/sys/module/$driver/holders" | wc -l)
	echo "$1 $(($(cat "/sys/module/$driver/refcnt") - used))" >>counts
	mark "$1"
}
opener() { # opener NAME: opens the node as fd 7; a word in the pipe NAME.fork has it fork a child that keeps the fd
	mkfifo "$1.fork"
	sh -c 'exec 7<>"$1"; read -r go <"$2.fork"; sleep 1000 & echo "$2-child $!" >>who; exec sleep 1000' sh "$node" "$1" &
	echo "$1 $!" >>who
	until [ -L "/proc/$!/fd/7" ]; do usleep 20000; done
}
swapper() { # closes fd 8 and opens the node instead, at a word in the pipe swap
	mkfifo swap
	sh -c 'exec 8</dev/null; read -r go <swap; exec 8<&- 7<>"$1"; exec sleep 1000' sh "$node" &
	swapping=$!
	echo "swapped $swapping" >>who
}
opener first
swapper
gpu_top --json --all -d 1 -n 40 >ticks 2>stderr & a=$!
until_ready ticks schema
sleep 5
opener opened
count opened
sleep 5
echo go >opened.fork
until grep -q opened-child who; do usleep 20000; done
count forked
sleep 14
echo go >swap
until [ -L "/proc/$swapping/fd/7" ]; do usleep 20000; done
count swapped
sleep 4
kill $(awk '$1 ~ /^opened/ { print $2 }' who)
until ! grep -qs . /proc/$(awk '$1 == "opened-child" { print $2 }' who)/cmdline; do usleep 20000; done
count closed
sleep 4
mark end
wait $a
mount -t tmpfs none /sys/module
gpu_top --json --all -d 1 -n 8 >hidden 2>>stderr & a=$!
until_ready hidden schema
sleep 3
opener unseen
mark unseen
wait $a
umount /sys/module
kill $(jobs -p)
keep ticks hidden stderr marks counts who
