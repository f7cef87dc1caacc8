# What is built here for the guest: the helper program and the kernel modules of our own. Both are kept in the cache
# under a name with their sources' hash, so a changed source is built again and a fresh checkout of the same is not.

hash_of() { cat "$@" | sha256sum | cut -c1-12; }

have_vmhelp() {
	vmhelp=$userland/vmhelp-$(hash_of "$here"/vmhelp/*)
	[ ! -x "$vmhelp" ] || return 0
	local cc=(gcc -idirafter /usr/aarch64-linux-gnu/include)
	[ $arch = amd64 ] || cc=(aarch64-linux-gnu-gcc)
	"${cc[@]}" -O2 -Wall -Wextra -D_GNU_SOURCE -static -o "$vmhelp.new" "$here"/vmhelp/*.c || fail 'vmhelp could not be built'
	mv "$vmhelp.new" "$vmhelp"
}

have_headers() { # Debian's headers for the kernel: what a module of our own is built against
	local s p a f
	headers=$kdir/headers
	[ ! -e "$headers/ok" ] || return 0
	s=$(cat "$kdir/suite")
	rm -rf "$headers"
	mkdir -p "$headers/deb"
	# the build's own programs (linux-kbuild) are for this computer, the rest is for the guest
	for p in "linux-headers-$version" $(apt_in $arch "$s" apt-cache depends "linux-headers-$version" |
		awk '$1=="Depends:" && $2~/^linux-(headers-.*-common|kbuild-)/ {print $2}'); do
		case $p in linux-kbuild-*) a=amd64; have_suite $a "$s" ;; *) a=$arch ;; esac
		(cd "$headers/deb" && apt_in $a "$s" apt-get download -qq "$p" >&2)
	done
	for f in "$headers"/deb/*.deb; do dpkg -x "$f" "$headers"; done
	rm -rf "$headers/deb"
	sed -i "s#^include /usr/src#include $headers/usr/src#" "$headers/usr/src/linux-headers-$version/Makefile"
	touch "$headers/ok"
}

module_file() { # module_file NAME: where the built module is
	echo "$kdir/$1-$(hash_of "$here/modules/$1"/*)/$1.ko"
}

have_modules() {
	local name d
	for name in $own_modules; do
		d=$(dirname "$(module_file "$name")")
		[ ! -e "$d/$name.ko" ] || continue
		have_headers
		rm -rf "$d"
		cp -r "$here/modules/$name" "$d"
		make -s -C "$headers/usr/src/linux-headers-$version" M="$d" CONFIG_DEBUG_INFO_BTF_MODULES= modules >"$d.log" 2>&1 ||
			{ tail -n 20 "$d.log" >&2; fail "the module $name could not be built"; }
	done
}
