#!/bin/sh
# fetch.sh DIR [SUITE]: gputop, intel_gpu_top, htop and nvtop of another Debian (default: sid) into DIR, for a system whose own are too
# old. Nothing is installed: packages are unpacked with their own libc, and DIR/bin has a script for each. Then:
#
#     PATH=DIR/bin:$PATH npx vitest run --config test/vitest.config.ts test/peers
set -eu
dir=$(mkdir -p "$1" && cd "$1" && pwd)
suite=${2:-sid}
keyring=/usr/share/keyrings/debian-archive-keyring.gpg
mirror=$(apt-get indextargets --format '$(ORIGIN)|$(REPO_URI)' | awk -F'|' '$1 == "Debian" && $2 !~ /security/ { print $2; exit }')

mkdir -p "$dir/lists/partial" "$dir/cache/archives/partial" "$dir/root" "$dir/bin"
echo "deb [signed-by=$keyring] $mirror $suite main contrib" >"$dir/sources.list"
apt_there() {
	apt-get -qq -o Dir::State::status=/dev/null -o Dir::Etc::sourcelist="$dir/sources.list" -o Dir::Etc::sourceparts=/dev/null \
		-o Dir::State::lists="$dir/lists" -o Dir::Cache="$dir/cache" -o APT::Sandbox::User=root -o APT::Install-Recommends=false \
		-o APT::Keep-Downloaded-Packages=true "$@"
}
apt_there update
apt_there install -y --download-only intel-gpu-tools htop nvtop
for package in "$dir"/cache/archives/*.deb; do dpkg -x "$package" "$dir/root"; done

libraries=$(dirname "$(find "$dir/root" -name libc.so.6 | head -n 1)")
loader=$(find "$dir/root/usr/lib" "$dir/root/lib" -name 'ld-linux*.so.*' 2>/dev/null | head -n 1)
for program in gputop intel_gpu_top htop nvtop; do
	cat >"$dir/bin/$program" <<-END
		#!/bin/sh
		export TERMINFO_DIRS=/lib/terminfo:/usr/share/terminfo
		exec $loader --library-path $libraries:$libraries/systemd $dir/root/usr/bin/$program "\$@"
	END
	chmod +x "$dir/bin/$program"
done
