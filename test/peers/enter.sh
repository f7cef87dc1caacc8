# enter.sh TREE PROGRAM ARGS...
#
# Runs a program that believes in TREE: in a mount namespace of its own (start this with `unshare --mount`) the tree's proc, sys
# and dev are put over the system's. Of the system the program keeps what it cannot run without: its fds, terminals, /dev/null.
set -e
tree=$1
shift

mkdir -p "$tree/dev/pts" "$tree/proc/self/fd"
for name in null tty urandom; do
	: >>"$tree/dev/$name"
	mount --bind "/dev/$name" "$tree/dev/$name"
done
mount --rbind /dev/pts "$tree/dev/pts"

# libsystemd opens files through /proc/self/fd. All of the other files there are the tree's, fdinfo above all: intel_gpu_top looks
# at the fdinfo of a render node that it opened itself, to see whether the kernel is new enough. (exec keeps this pid.)
mount --bind "/proc/$$/fd" "$tree/proc/self/fd"

# The tree may lie below /dev (in /dev/shm), so it is given a place where it can still be seen.
mount -t tmpfs tmpfs /run
mkdir -p /run/tree /run/udev/data
mount --bind "$tree" /run/tree
# libudev hides devices that udev has not seen.
for device in "$tree"/sys/dev/char/*; do
	echo I:1 >"/run/udev/data/c${device##*/}"
done

mount --rbind "$tree/sys" /sys
mount --rbind "$tree/proc" /proc
mount --rbind "$tree/dev" /dev
# The one node that must open: a node without a driver behind it does not.
[ ! -e /dev/dri/renderD128 ] || mount --bind /dev/null /dev/dri/renderD128
exec "$@"
