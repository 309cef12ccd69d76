#!/usr/bin/env bash
# 10-root.sh: the root as Debian makes it, by mmdebstrap, with the package scripts under emulation (about four minutes). Kept in the cache under the
# hash of the package list and of this file. Makes $CACHE/root-HASH.tar and root-HASH.versions, and links root.tar and root.versions to them.
set -euo pipefail
. "$IMAGE/stages/apt.sh"
packages="$(sed 's/#.*//' "$IMAGE/packages.list" | tr -s ' \n' ',' | sed 's/^,//; s/,$//')"
hash="$(cat "$IMAGE/packages.list" "$IMAGE/stages/10-root.sh" | sha256sum | cut -c1-16)"
whole="$CACHE/root-$hash.tar"
if [ ! -e "$whole" ]; then
  apt_prepare
  # A foreign package's scripts run where the kernel hands their programs to qemu.
  if [ "$(dpkg --print-architecture)" != arm64 ]; then
    [ -e /proc/sys/fs/binfmt_misc/register ] || mount -t binfmt_misc binfmt_misc /proc/sys/fs/binfmt_misc
    [ -e /proc/sys/fs/binfmt_misc/qemu-aarch64 ] || update-binfmts --enable qemu-aarch64
  fi
  leave_out=()
  for path in '/usr/share/doc/*' '/usr/share/man/*' '/usr/share/info/*' '/usr/share/locale/*' '/usr/share/lintian/*' '/usr/share/bash-completion/*' '/usr/share/zsh/*' '/usr/lib/udev/hwdb.d/*'; do
    leave_out+=(--dpkgopt="path-exclude=$path")
  done
  leave_out+=(--dpkgopt='path-include=/usr/share/doc/*/copyright')
  rm -f "$CACHE"/root-*
  mmdebstrap --quiet --mode=root --architectures=arm64 --variant=essential --include="$packages" "${leave_out[@]}" \
    --aptopt='Acquire::Check-Valid-Until "false"' --aptopt='Acquire::Retries "2"' \
    --customize-hook='dpkg-query --admindir="$1/var/lib/dpkg" -W -f "\${Package} \${Version} \${Architecture} \${source:Package}\n" > '"$whole.versions" \
    "$suite" "${whole%.tar}.part.tar" "$SOURCES"
  mv "$whole.versions" "$CACHE/root-$hash.versions"
  mv "${whole%.tar}.part.tar" "$whole"
fi
ln -sf "root-$hash.tar" "$CACHE/root.tar"
ln -sf "root-$hash.versions" "$CACHE/root.versions"
