#!/usr/bin/env bash
# deb.sh ARCHITECTURE VERSION PUBLISHED OUT: the Debian package of the daemon and edgectl for arm64 or amd64, from the folder that "./build.sh publish"
# filled, for people with a Debian of their own (12 or newer).
set -euo pipefail
architecture="$1" version="$2" published="$(realpath "$3")" out="$(realpath "$4")"
here="$(dirname "$(realpath "${BASH_SOURCE[0]}")")" image="$(dirname "$(dirname "$(realpath "${BASH_SOURCE[0]}")")")"
export SOURCE_DATE_EPOCH="${SOURCE_DATE_EPOCH:-$(git -C "$here" log -1 --format=%ct 2> /dev/null || echo 1767225600)}"
work="$(mktemp -d)"; trap 'rm -rf "$work"' EXIT
umask 022
install -d "$work"/usr/lib/{edge-appliance,systemd/system,sysusers.d} "$work"/usr/bin "$work"/usr/share/{doc/edge-appliance,edge-appliance} "$work"/etc/edge-appliance "$work"/DEBIAN
cp -r "$published"/. "$work/usr/lib/edge-appliance/"
chmod -R u=rwX,go=rX "$work/usr/lib/edge-appliance"; chmod 0755 "$work/usr/lib/edge-appliance"/{edge-appliance,edgectl}
ln -s ../lib/edge-appliance/edge-appliance ../lib/edge-appliance/edgectl "$work/usr/bin/"
install -m 0644 "$image/systemd/edge-appliance.service" "$work/usr/lib/systemd/system/"
install -m 0644 "$image/systemd/sysusers.conf" "$work/usr/lib/sysusers.d/edge-appliance.conf"
install -m 0644 "$image/systemd/devices.conf.example" "$work/usr/share/edge-appliance/"
install -m 0644 "$image/root/usr/share/edge-appliance/appliance.json" "$work/etc/edge-appliance/appliance.json"
install -m 0644 "$image/../README.md" "$work/usr/share/doc/edge-appliance/README.md"
install -m 0644 "$here/copyright" "$work/usr/share/doc/edge-appliance/copyright"
for script in postinst prerm postrm; do install -m 0755 "$here/$script" "$work/DEBIAN/$script"; done
echo /etc/edge-appliance/appliance.json > "$work/DEBIAN/conffiles"
cat > "$work/DEBIAN/control" <<CONTROL
Package: edge-appliance
Version: $version
Architecture: $architecture
Maintainer: EdgeAppliance developers <edge-appliance@localhost>
Installed-Size: $(du -sk --apparent-size "$work/usr" | cut -f1)
Depends: libc6 (>= 2.36), libstdc++6, zlib1g, libssl3 | libssl3t64, ca-certificates, systemd
Section: net
Priority: optional
Description: readings, models and records at the edge
 A daemon that turns a board into a smart gateway for a site: it takes in sensors
 and devices, runs quantized ONNX models beside them, keeps every result through
 outages and power cuts, and sends it on when it can. With edgectl, its command
 line.
CONTROL
(cd "$work" && find usr etc -type f -print0 | LC_ALL=C sort -z | xargs -0 md5sum > DEBIAN/md5sums)
find "$work" -newermt "@$SOURCE_DATE_EPOCH" -exec touch -hd "@$SOURCE_DATE_EPOCH" {} +
dpkg-deb --root-owner-group -Zxz --build "$work" "$out/edge-appliance_${version}_$architecture.deb" > /dev/null
echo "$out/edge-appliance_${version}_$architecture.deb"
