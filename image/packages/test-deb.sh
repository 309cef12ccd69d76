#!/usr/bin/env bash
# test-deb.sh DEB: installs the package in a clean Debian 13 of its architecture (by mmdebstrap, from this machine's mirror), runs what it brings, removes
# and purges it. Prints "ok" or "FAILED" a line; ends with 0 where all held. Needs root.
set -euo pipefail
deb="$(realpath "$1")" architecture="$(dpkg-deb -f "$1" Architecture)"
export IMAGE CACHE
IMAGE="$(dirname "$(dirname "$(realpath "${BASH_SOURCE[0]}")")")" CACHE="${EDGE_IMAGE_CACHE:-$(mktemp -d)}"
. "$IMAGE/stages/apt.sh"
apt_prepare
work="$(mktemp -d)"; trap 'umount -q "$work/root/proc" || true; rm -rf "$work"' EXIT
sed "s/arch=arm64/arch=$architecture/" "$SOURCES" > "$work/sources.list"
mmdebstrap --quiet --mode=root --architectures="$architecture" --variant=apt --include=debian-archive-keyring --skip=cleanup/apt/lists --aptopt='Acquire::Check-Valid-Until "false"' trixie "$work/root" "$work/sources.list"
cp "$deb" "$work/root/tmp/edge-appliance.deb"
mount -t proc proc "$work/root/proc"
failed=0
within() { chroot "$work/root" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive "$@"; }
say() { local name="$1"; shift; if "$@" > "$work/said" 2>&1; then echo "ok $name"; else echo "FAILED $name: $(tail -n 3 "$work/said" | tr '\n' ' ')"; failed=1; fi; }
say "installs with what it needs" within apt-get -o Acquire::Check-Valid-Until=false install -y -qq --no-install-recommends /tmp/edge-appliance.deb
say "has its user" within getent passwd edge-appliance
say "is enabled" within test -L /etc/systemd/system/multi-user.target.wants/edge-appliance.service
say "edgectl runs" within edgectl --version
say "its configuration is good" within edgectl check /etc/edge-appliance/appliance.json
say "the daemon tests itself" within edge-appliance --self-test
say "installs again" within dpkg -i /tmp/edge-appliance.deb
say "is removed" within apt-get remove -y -qq edge-appliance
say "keeps its configuration" within test -e /etc/edge-appliance/appliance.json
say "is purged" within apt-get purge -y -qq edge-appliance
say "leaves nothing" within sh -c '! test -e /etc/edge-appliance && ! test -e /usr/lib/edge-appliance'
exit "$failed"
