#!/usr/bin/env bash
# kernel.sh FOLDER: Debian's newest backported kernel for amd64, unpacked into FOLDER/root; FOLDER/version names it. The kernels of
# Debian 12 and 13 themselves lack gpio-sim. Does nothing where one is there already.
set -euo pipefail
folder="$1"
[ ! -s "$folder/version" ] || exit 0
mkdir -p "$folder/apt/lists/partial" "$folder/apt/archives/partial"
cd "$folder"
folder="$PWD"
# The mirror that this machine's own packages come from, and the keys of Debian's archive.
mirror="$(apt-get indextargets --format '$(REPO_URI) $(ORIGIN)' 'Created-By: Packages' | awk '$2 == "Debian" && $1 !~ /security/ { print $1; exit }')"
echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] ${mirror:?no Debian mirror in this machine\'s package sources} trixie-backports main" > apt/sources.list
options=(-o "Dir::State=$folder/apt" -o "Dir::State::status=/dev/null" -o "Dir::Cache=$folder/apt" -o "Dir::Etc::sourcelist=$folder/apt/sources.list" -o Dir::Etc::sourceparts=/dev/null
         -o APT::Architecture=amd64 -o APT::Architectures=amd64 -o APT::Sandbox::User=root)
apt-get "${options[@]}" -qq update
version="$(apt-cache "${options[@]}" depends linux-image-amd64 | sed -n 's/.*Depends: linux-image-//p' | head -1)"
rm -f ./*.deb
# Newer packages part the image into modules and binary; before, it was one.
wanted=("linux-image-$version")
for part in modules binary; do
  [ -z "$(apt-cache "${options[@]}" search --names-only "^linux-$part-${version//+/\\+}\$")" ] || wanted+=("linux-$part-$version")
done
apt-get "${options[@]}" -qq download "${wanted[@]}"
rm -rf root
for package in ./*.deb; do dpkg-deb -x "$package" root; done
rm -f ./*.deb
[ -d root/lib/modules ] || { mkdir -p root/lib; ln -s ../usr/lib/modules root/lib/modules; }
depmod -b "$folder/root" "$version" 2>/dev/null
find root -name "vmlinuz*" -exec cp {} vmlinuz \;
echo "$version" > version
