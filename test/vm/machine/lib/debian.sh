# Kernels and the guest's user space: Debian packages by name, from the mirror that this computer's apt already knows.
# Lists and archives are the machine's own (in the cache); the system's sources and package database are not touched.

suites='bookworm-security bookworm bookworm-backports trixie trixie-backports sid experimental'
keyring=/usr/share/keyrings/debian-archive-keyring.gpg

mirror() { # mirror SUITE: the address that serves that suite
	local suite_of='^[a-z]+$'
	case $1 in *-security) suite_of='-security$' ;; esac
	apt-get indextargets --format '$(ORIGIN)|$(RELEASE)|$(COMPONENT)|$(CREATED_BY)|$(REPO_URI)' |
		awk -F'|' -v w="$suite_of" '$1=="Debian" && $2~w && $3=="main" && $4=="Packages" {print $5; exit}'
}

apt_in() { # apt_in ARCH SUITE TOOL ARGS...
	local d=$cache/apt/$1-$2 a=$1 t=$3
	shift 3
	"$t" -o APT::Architecture="$a" -o APT::Architectures="$a" -o Dir::State::status=/dev/null \
		-o Dir::Etc::sourcelist="$d/sources.list" -o Dir::Etc::sourceparts=/dev/null \
		-o Dir::State::lists="$d/lists" -o Dir::Cache="$d/cache" -o APT::Sandbox::User=root \
		-o APT::Install-Recommends=false -o APT::Keep-Downloaded-Packages=true "$@"
}

have_suite() { # have_suite ARCH SUITE: its package list is here; false if the mirror has it not
	local d=$cache/apt/$1-$2 m
	[ ! -e "$d/ok" ] || return 0
	mkdir -p "$d/lists/partial" "$d/cache/archives/partial"
	m=$(mirror "$2")
	[ -n "$m" ] || return 1
	echo "deb [arch=$1 signed-by=$keyring] $m $2 main" >"$d/sources.list"
	apt_in "$1" "$2" apt-get update -qq >"$d/update.log" 2>&1 || return 1
	touch "$d/ok"
}

find_kernel() { # prints "PACKAGE SUITE" of the newest kernel that starts with $kernel
	local s found
	for s in $suites; do
		have_suite $arch "$s" || continue
		found=$(apt_in $arch "$s" apt-cache pkgnames "linux-image-$kernel" |
			grep -E "^linux-image-${kernel//./\\.}([.-][0-9.]+)*([+]deb[0-9.]+)?(-[0-9]+)?-$arch$" | sort -V | tail -1) || true
		[ -z "$found" ] || { echo "$found $s"; return; }
	done
	return 1
}

# kdir holds: vmlinuz, lib/modules/VERSION, and in one-line files version, package, suite
have_kernel() {
	local found s packages f
	kdir=$cache/kernel/$arch-$kernel
	if [ ! -e "$kdir/ok" ] || [ -n "$fresh" ]; then
		read -r found s < <(find_kernel) || unavailable "the mirror has no Debian kernel $kernel for $arch"
		say "kernel: $found from $s"
		rm -rf "$kdir"
		mkdir -p "$kdir/deb" "$kdir/x" "$kdir/lib/modules"
		packages=("$found")
		case $(apt_in $arch "$s" apt-cache show "$found") in # newer kernels come in parts
		*linux-modules-*) packages=("linux-binary-${found#linux-image-}" "linux-modules-${found#linux-image-}") ;;
		esac
		(cd "$kdir/deb" && apt_in $arch "$s" apt-get download -qq "${packages[@]}" >&2)
		for f in "$kdir"/deb/*.deb; do dpkg -x "$f" "$kdir/x"; done
		version=$(find "$kdir/x" -path '*lib/modules/*' -prune -printf '%f\n' | head -1)
		cp "$(find "$kdir/x" -name 'vmlinuz*' | head -1)" "$kdir/vmlinuz"
		mv "$(find "$kdir/x" -type d -path "*lib/modules/$version")" "$kdir/lib/modules/"
		depmod -b "$kdir" "$version" 2>/dev/null
		echo "$version" >"$kdir/version"
		echo "$found ($s)" >"$kdir/package"
		echo "$s" >"$kdir/suite"
		rm -rf "$kdir/x" "$kdir/deb"
		touch "$kdir/ok"
	fi
	version=$(cat "$kdir/version")
}

# busybox and Node.js with its libraries, all from Debian trixie: host and guest libraries need not agree
have_userland() {
	local archives f d
	userland=$cache/userland-$arch
	[ ! -e "$userland/ok" ] || return 0
	rm -rf "$userland"
	mkdir -p "$userland/base" "$userland/node"
	have_suite $arch trixie || unavailable 'no Debian trixie on this mirror'
	archives=$cache/apt/$arch-trixie/cache/archives
	apt_in $arch trixie apt-get install -qq -y --download-only nodejs busybox-static >&2
	dpkg -x "$(ls "$archives"/busybox-static_*.deb)" "$userland/base"
	for f in "$archives"/*.deb; do
		case $f in */busybox*) ;; *) dpkg -x "$f" "$userland/node" ;; esac
	done
	(
		cd "$userland/node"
		rm -rf usr/share/{doc,man,locale,lintian,zoneinfo} usr/include usr/lib/node_modules usr/lib/*/gconv usr/lib/*/perl*
		find . -name '*.a' -delete
		for d in lib lib64; do [ ! -d usr/$d ] || [ -e $d ] || ln -s usr/$d $d; done
	)
	(cd "$userland/node" && find . | cpio --quiet -o -H newc) >"$userland/node.cpio"
	touch "$userland/ok"
}
