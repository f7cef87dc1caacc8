# The guest's file system: an initramfs with busybox, the helper, the modules in loading order, Node.js and /work.

unpack_modules() { # Debian's modules of the profile with what they depend on, and a list in the order to load
	local m f name
	: >"$root/mod/order"
	for m in $modules; do
		modprobe -d "$kdir" -S "$version" --show-depends "$m" 2>/dev/null | awk '$1=="insmod"{print $2}' || true
	done | awk '!seen[$0]++' | while read -r f; do
		name=$(basename "$f")
		name=${name%.xz}
		name=${name%.zst}
		case $f in
		*.xz) xz -dc "$f" >"$root/mod/$name" ;;
		*.zst) zstd -qdc "$f" >"$root/mod/$name" ;;
		*) cp "$f" "$root/mod/$name" ;;
		esac
		echo "$name" >>"$root/mod/order"
	done
	for m in $own_modules; do
		cp "$(module_file "$m")" "$root/mod/"
		case $m in
		# before virtio-gpu, so that the stand-ins are card0 to card2
		standin) sed -i '0,/^virtio.gpu/s/^virtio.gpu/standin.ko\n&/' "$root/mod/order" ;;
		*) echo "$m.ko" >>"$root/mod/order" ;;
		esac
	done
}

make_rootfs() {
	root=$work/root
	mkdir -p "$root"/{bin,dev,proc,sys,tmp,run,etc,work,mod,root,var/tmp}
	cp "$(find "$userland/base" -path '*/bin/busybox' -type f | head -1)" "$root/bin/busybox"
	cp "$vmhelp" "$root/bin/vmhelp"
	cp "$here/init" "$root/init"
	printf '%s\n' 'root:x:0:0:root:/root:/bin/sh' 'nobody:x:65534:65534::/:/bin/false' 'user:x:1000:1000::/tmp:/bin/sh' \
		'other:x:1001:1001::/tmp:/bin/sh' >"$root/etc/passwd"
	printf '%s\n' 'root:x:0:' 'video:x:44:' 'render:x:992:' 'user:x:1000:' 'other:x:1001:' >"$root/etc/group"
	unpack_modules
	cp -a "$dir/." "$root/work/"
	printf '%s\n' "$command" >"$root/run/command"
	echo "$profile" >"$root/run/profile"
	echo "$gpus" >"$root/run/gpus"
	(cd "$root" && find . | cpio --quiet -o -H newc -R 0:0) >"$work/initrd"
	[ -z "$node" ] || cat "$userland/node.cpio" >>"$work/initrd"
}
