#!/usr/bin/env bash
# 20-unpack.sh: the cached root and the packages beside it, unpacked: $WORK/root, $WORK/kernel, $WORK/firmware. Packages come from the mirror once.
set -euo pipefail
. "$IMAGE/stages/apt.sh"
debs="$CACHE/debs"
stamp="$(cat "$IMAGE/boot-packages.list" "$IMAGE/stages/20-unpack.sh" | sha256sum | cut -c1-16)"
if [ ! -e "$debs/$stamp" ]; then
  apt_prepare
  apt-get "${APT[@]}" -qq update
  rm -rf "$debs"; mkdir -p "$debs/kernel" "$debs/firmware"
  while read -r package from; do
    case "$package" in
      kernel)
        depends="$(apt-cache "${APT[@]}" show "linux-image-arm64/$from" | sed -n 's/^Depends: //p' | head -n 1)"
        image="$(printf '%s' "$depends" | tr ',' '\n' | sed -n 's/^ *\(linux-image-[^ ]*\) (= \(.*\))/\1 \2/p')"
        version="${image#* }" image="${image% *}"
        modules="$(printf '%s' "$image" | sed 's/^linux-image-/linux-modules-/')"
        for deb in "$image" "$modules" "linux-base-${image#linux-image-}" "linux-binary-${image#linux-image-}"; do
          apt-cache "${APT[@]}" show "$deb=$version" > /dev/null 2>&1 || continue
          (cd "$debs/kernel" && apt-get "${APT[@]}" -qq download "$deb=$version")
        done ;;
      *) (cd "$debs/firmware" && apt-get "${APT[@]}" -qq download "$package/$from") ;;
    esac
  done < <(sed 's/#.*//; /^ *$/d' "$IMAGE/boot-packages.list")
  for deb in "$debs"/*/*.deb; do dpkg-deb -f "$deb" Package Version Architecture Source | awk -F': ' '{ v[$1] = $2 } END { print v["Package"], v["Version"], v["Architecture"], (v["Source"] ? v["Source"] : v["Package"]) }'; done > "$debs/versions"
  touch "$debs/$stamp"
fi
for part in kernel firmware; do
  mkdir -p "$WORK/$part"
  for deb in "$debs/$part"/*.deb; do dpkg-deb --extract "$deb" "$WORK/$part"; done
done
mkdir -p "$WORK/root"
tar -C "$WORK/root" --numeric-owner --xattrs -xpf "$CACHE/root.tar"
cat "$CACHE/root.versions" "$debs/versions" | sort > "$OUT/packages.txt"
