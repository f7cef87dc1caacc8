#!/bin/bash
# Boots one of Debian's own kernels in QEMU, with real DRM drivers on pretended silicon, and runs one command in it.
# ../README.md says what each profile shows and what is real in it.
set -euo pipefail

usage() {
	cat >&2 <<'U'
usage: run.sh [-p PROFILE] [-k KERNEL] [-m MIB] [-c CPUS] [-t SECONDS] [-l CONSOLE_LOG] [-n] [-f] [-i] [-v] DIR COMMAND...
       run.sh -q [-p PROFILE]
  DIR          copied into the guest as /work, the command's current folder; nothing comes back but stdout and stderr
  COMMAND...   joined by spaces and given to `sh -c` in the guest, as root
  -p PROFILE   v3d (default), panfrost, multi (two v3d, one panfrost): arm64; standin, stock: amd64
  -k KERNEL    a version's beginning, 6.12 by default: the newest Debian kernel that starts so
  -t SECONDS   end the machine after so long (300)
  -l FILE      keep the guest's console there;  -v  show it on stderr
  -n           no Node.js in the guest
  -f           fetch package lists and the kernel anew, else what the cache has is used
  -i           install host packages that are missing (needs root)
  -q           only say which host packages are missing
Exit status: the command's; 77: a host package or the kernel cannot be had here; 124: ran past -t; 125: the machine failed.
U
	exit 2
}
say() { echo "run.sh: $*" >&2; }
fail() { say "$*"; exit 125; }
unavailable() { say "$*"; exit 77; }

here=$(cd "$(dirname "$0")" && pwd)
cache=${GPU_TOP_VM_CACHE:-/var/tmp/gpu-top-vm}
profile=v3d kernel=6.12 mem=2048 cpus=2 limit=300 log='' node=1 verbose='' fresh='' install='' query=''
while getopts p:k:m:c:t:l:nfivq o; do
	case $o in
	p) profile=$OPTARG ;; k) kernel=$OPTARG ;; m) mem=$OPTARG ;; c) cpus=$OPTARG ;; t) limit=$OPTARG ;; l) log=$OPTARG ;;
	n) node='' ;; f) fresh=1 ;; i) install=1 ;; v) verbose=1 ;; q) query=1 ;; *) usage ;;
	esac
done
shift $((OPTIND - 1))

for part in profiles host debian modules rootfs qemu; do . "$here/lib/$part.sh"; done
set_profile "$profile" "$kernel" || usage
if [ -n "$query" ]; then missing_packages; exit 0; fi
[ $# -ge 2 ] && [ -d "$1" ] || usage
dir=$1; shift
command=$*
have_packages

mkdir -p "$cache"
work=$(mktemp -d "$cache/run.XXXXXX")
qemu_pid=
trap '[ -z "$qemu_pid" ] || kill "$qemu_pid" 2>/dev/null; rm -rf "$work"' EXIT

# One run at a time fills the cache; machines themselves run side by side.
exec 9>"$cache/lock"
flock 9
[ -z "$fresh" ] || rm -f "$cache"/apt/*/ok
have_kernel
have_userland
have_vmhelp
have_modules
exec 9>&-

make_rootfs
boot
