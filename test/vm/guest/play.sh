# Runs in the guest: plays the named scenes one after another. What a scene keeps comes out as NDJSON, at once, so that
# a machine that dies half-way has still said what it saw. The host judges (../scenes); nothing is decided here.
# play.sh SCENE...
guest=/work/guest

gpu_top() {
	node /work/bin/gpu-top.js "$@"
}
keep() { # keep FILE...: hand them to the host under their own names
	for f; do
		printf '{"scene":"%s","file":"%s","base64":"' "$scene" "${f##*/}"
		base64 -w 0 "$f"
		printf '"}\n'
	done
}
keep_all() { # every file of the scene's folder
	keep $(find . -maxdepth 1 -type f)
}
until_ready() { # until_ready FILE TEXT: at most a minute
	i=0
	until grep -q "$2" "$1" 2>/dev/null || [ $i -gt 1200 ]; do
		usleep 50000
		i=$((i + 1))
	done
}
mark() { # mark NAME: when something happened, in seconds since boot (the clock of tick and truth)
	echo "$1 $(cut -d' ' -f1 /proc/uptime)" >>marks
}
load() { # load NAME NODE BUSY_MS IDLE_MS [ENGINE]: leaves "load PID FD" in NAME.load
	name=$1
	shift
	vmhelp load "$@" >"$name.load" 2>"$name.err" &
	until_ready "$name.load" load
}
pid_of() { # pid_of NAME
	cut -d' ' -f2 "$1.load"
}
truth() { # what the pretended silicon did since boot
	cat /run/truth-* /sys/kernel/debug/player 2>/dev/null | grep -v ready
}
end() { # SIGTERM and wait; never SIGKILL for a load (load.c says why)
	kill "$@" 2>/dev/null
	for p; do
		until [ ! -e "/proc/$p" ] || grep -q '^State:.Z' "/proc/$p/status"; do usleep 20000; done
	done
}

first_node() { # first_node: a render node whose driver has statistics, else any
	for driver in v3d panfrost amdgpu vgem; do
		[ ! -e /run/drm/$driver-render ] || { echo /run/drm/$driver-render; return; }
	done
}
kind_of() { # kind_of NODE: the kind of buffers for vmhelp
	case $1 in *v3d* | *panfrost*) basename "$1" -render ;; *amdgpu*) echo standin ;; *) echo none ;; esac
}

scene=machine
mkdir -p /tmp/machine
cd /tmp/machine || exit 1
uname -r >release
cat /proc/version >version
for n in /run/drm/*; do
	d=$(readlink "$n")
	echo "${n##*/} ${d##*/} $(cat "/sys/class/drm/${d##*/}/dev")"
done >nodes
keep_all
for scene; do
	mkdir -p "/tmp/$scene"
	(cd "/tmp/$scene" && . "$guest/$scene.sh")
	rm -rf "/tmp/${scene:?}"
done
