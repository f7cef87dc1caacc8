#!/bin/sh
# Makes gpu-top_VERSION_all.deb in a folder (default: dist) after npm run build:single. Needs dpkg-deb, and no rights.
set -eu
cd "$(dirname "$0")/../.."
out=${1:-dist}
version=$(node -p 'require("./package.json").version')
least=$(node -p '/[0-9.]+/.exec(require("./package.json").engines.node)[0]')
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
umask 022
chmod 755 "$tree"

put() { install -D -m "$1" "$2" "$tree/$3"; }
put 755 dist/gpu-top.cjs usr/lib/gpu-top/gpu-top.cjs
install -d "$tree/usr/bin"
ln -s ../lib/gpu-top/gpu-top.cjs "$tree/usr/bin/gpu-top"
put 644 docs/man/gpu-top.1 usr/share/man/man1/gpu-top.1
put 644 docs/completions/gpu-top.bash usr/share/bash-completion/completions/gpu-top
put 644 docs/completions/_gpu-top usr/share/zsh/vendor-completions/_gpu-top
put 644 docs/completions/gpu-top.fish usr/share/fish/vendor_completions.d/gpu-top.fish
put 644 LICENSE usr/share/doc/gpu-top/copyright
echo 'The licences of the packages in gpu-top.cjs stand at its end.' >> "$tree/usr/share/doc/gpu-top/copyright"
put 644 CHANGELOG.md usr/share/doc/gpu-top/changelog
gzip -9 -n "$tree/usr/share/man/man1/gpu-top.1" "$tree/usr/share/doc/gpu-top/changelog"
put 644 deploy/systemd/gpu-top.service usr/lib/systemd/system/gpu-top.service
sed -i 's|/usr/local/bin/gpu-top|/usr/bin/gpu-top|; /^# Install:/,/^# Where/d' "$tree/usr/lib/systemd/system/gpu-top.service"

size=$(du -sk "$tree/usr" | cut -f1)
install -d "$tree/DEBIAN"
cat > "$tree/DEBIAN/control" <<EOF
Package: gpu-top
Version: $version
Architecture: all
Maintainer: ${DEBFULLNAME:-gpu-top} <${DEBEMAIL:-gpu-top@localhost}>
Installed-Size: $size
Depends: nodejs (>= $least)
Recommends: pci.ids
Section: utils
Priority: optional
Description: GPU engine busyness by client, live
 Who uses which GPU engine, how much: of every driver that prints fdinfo
 statistics, and of NVIDIA's. Screen, JSON, CSV, recordings, and an exporter
 for Prometheus. Reads /proc and /sys; opens no device.
EOF
mkdir -p "$out"
dpkg-deb --root-owner-group --build "$tree" "$out/gpu-top_${version}_all.deb"
