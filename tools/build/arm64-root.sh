#!/usr/bin/env bash
# arm64-root.sh FOLDER: makes what qemu-aarch64's -L wants: the libraries that an arm64 binary loads, and a processor of its own. Else
# ONNX Runtime reads this machine's /proc/cpuinfo, takes it for an arm64 one, and crashes.
set -euo pipefail
root="$(realpath -m "$1")"
[ ! -e "$root/whole" ] || exit 0
rm -rf "$root"
mkdir -p "$root/proc" "$root/sys/devices/system/cpu/cpu0" "$root/sys/devices/system/cpu/cpu1" "$root/apt"

# The C and C++ libraries of the cross compiler.
cp -a /usr/aarch64-linux-gnu/lib "$root/lib"

# TLS and zlib of Debian's arm64, with apt's state beside ours: the machine's own package lists stay as they are.
apt=(-o APT::Architecture=arm64 -o APT::Architectures::=arm64 -o Dir::State="$root/apt" -o Dir::State::status="$root/apt/status"
     -o Dir::Cache="$root/apt/cache" -o APT::Sandbox::User=root -o Debug::NoLocking=1)
mkdir -p "$root/apt/lists/partial" "$root/apt/cache/archives/partial"
touch "$root/apt/status"
apt-get "${apt[@]}" -qq update
( cd "$root/apt" && apt-get "${apt[@]}" -qq download libssl3 zlib1g )
for package in "$root"/apt/*.deb; do dpkg-deb --extract "$package" "$root/apt/files"; done
find "$root/apt/files" -name '*.so*' -exec cp -a {} "$root/lib/" \;
rm -rf "$root/apt"

# A Cortex-A72, as on the Raspberry Pi 4.
for processor in 0 1; do
  cat <<CPU
processor	: $processor
BogoMIPS	: 108.00
Features	: fp asimd evtstrm crc32 cpuid
CPU implementer	: 0x41
CPU architecture: 8
CPU variant	: 0x0
CPU part	: 0xd08
CPU revision	: 3

CPU
done > "$root/proc/cpuinfo"
for list in possible present online; do echo 0-1 > "$root/sys/devices/system/cpu/$list"; done
echo 255 > "$root/sys/devices/system/cpu/kernel_max"
touch "$root/whole"
