# DRM fds in every place and by every way that a process may come to hold one. Sourced by scenes; leaves in the scene's folder
# `hold` (ROLE PID FD, from vmhelp), `where` (PLACE PID FD) and `fds`: PID FD CLIENT-ID of every DRM fd as a shell sees it.
node=$(first_node)
device=$(readlink "$node")
major_minor=$(tr : ' ' <"/sys/class/drm/${device##*/}/dev")

holder() { # holder NAME PATH: a process that opened PATH and sleeps; noted in `where`
	sh -c 'exec 7<>"$1"; exec sleep 1000' sh "$2" &
	held_by "$1" $!
}
held_by() { # held_by NAME PID: notes that PID has the node open as fd 7, once it has
	until [ -L "/proc/$2/fd/7" ] || [ ! -e "/proc/$2" ]; do usleep 20000; done
	echo "$1 $2 7" >>where
}
# shellcheck disable=SC2086
{
	mknod renamed c $major_minor
	mknod deleted c $major_minor
	touch bound
	mount --bind "$device" bound
	ln -s "$device" linked
	mkdir -p root/bin root/dev/dri
	cp /bin/busybox root/bin/sh
	cp /bin/busybox root/bin/sleep
	mknod "root/dev/dri/${device##*/}" c $major_minor
}
vmhelp hold "$node" "$(kind_of "$node")" 2 4 >hold &
until_ready hold ready
holder renamed "$PWD/renamed"
holder deleted "$PWD/deleted"
holder bound "$PWD/bound"
holder linked "$PWD/linked"
unshare -m sh -c 'mount -t tmpfs t /dev/shm; mknod /dev/shm/inner c $1 $2; exec 7<>/dev/shm/inner; exec sleep 1000' sh $major_minor &
held_by namespace $!
chroot root /bin/sh -c 'exec 7<>/dev/dri/'"${device##*/}"'; exec /bin/sleep 1000' &
held_by chroot $!
for silent in vgem virtio_gpu; do
	[ ! -e "/run/drm/$silent-render" ] || [ "/run/drm/$silent-render" = "$node" ] || holder "silent-$silent" "/run/drm/$silent-render"
done
holder plain-file /dev/dri/card63 # opened for writing, so it comes to be: a file of that name, and no device
rm deleted
for fd in /proc/[0-9]*/fd/*; do # what is there, seen without gpu-top
	case $(stat -L -c '%t' "$fd" 2>/dev/null) in e2 | 105) ;; *) continue ;; esac
	p=${fd%/fd/*}
	id=$(awk '$1=="drm-client-id:"{print $2; exit}' "$p/fdinfo/${fd##*/}")
	echo "${p##*/} ${fd##*/} ${id:--}"
done >fds
clear_away() { # ends the holders, and takes away what they left outside the scene's folder
	kill $(jobs -p)
	wait
	umount bound
	rm /dev/dri/card63
}
