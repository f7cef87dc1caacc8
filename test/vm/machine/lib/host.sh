# The programs that this computer needs, by Debian package.

missing_packages() { # one package a line
	local program package
	while read -r program package; do
		[ -z "$program" ] || command -v "$program" >/dev/null 2>&1 || echo "$package"
	done <<-P
		cpio cpio
		depmod kmod
		xz xz-utils
		zstd zstd
		gcc gcc
		aarch64-linux-gnu-gcc gcc-aarch64-linux-gnu
		$(case $arch in
		arm64) echo 'qemu-system-aarch64 qemu-system-arm'; echo 'dtc device-tree-compiler' ;;
		amd64) echo 'qemu-system-x86_64 qemu-system-x86' ;;
		esac)
		$([ -z "$own_modules" ] || echo 'make make')
		$([ -z "$own_modules" ] || case $arch in
		arm64) echo 'aarch64-linux-gnu-gcc-12 gcc-12-aarch64-linux-gnu' ;;
		amd64) echo 'gcc-12 gcc-12' ;;
		esac)
	P
	# the DRM headers: Debian's native ones leave drm/ out, the cross package has them, the same for all
	[ -d /usr/aarch64-linux-gnu/include/drm ] || echo libc6-dev-arm64-cross
}

have_packages() {
	local need
	need=$(missing_packages | tr '\n' ' ')
	[ -n "$need" ] || return 0
	[ -n "$install" ] || unavailable "these Debian packages are missing: $need(option -i installs them)"
	say "installing $need"
	mkdir -p "$cache"
	# shellcheck disable=SC2086
	{ apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends $need; } \
		>"$cache/install.log" 2>&1 || { tail -n 20 "$cache/install.log" >&2; unavailable 'they could not be installed'; }
}
