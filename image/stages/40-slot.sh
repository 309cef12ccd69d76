#!/usr/bin/env bash
# 40-slot.sh: what a slot holds beyond Debian, and what of Debian it does not need; then the slot's file system: $WORK/root.ext4.
set -euo pipefail
root="$WORK/root"

# 1: the daemon and its command line, as published, with the models and the unit.
install -d "$root/usr/lib/edge-appliance" "$root/etc/edge-appliance" "$root/data" "$root/usr/share/edge-appliance"
cp -r "$PUBLISHED"/. "$root/usr/lib/edge-appliance/"
chmod 0755 "$root/usr/lib/edge-appliance"/*
ln -sf ../lib/edge-appliance/edge-appliance ../lib/edge-appliance/edgectl "$root/usr/bin/"
install -m 0644 "$IMAGE/systemd/edge-appliance.service" "$root/usr/lib/systemd/system/"

# 2: what makes it an appliance.
cp -r "$IMAGE/root"/. "$root/"
sed "s/@VERSION@/$VERSION/" "$root/etc/rauc/system.conf.in" > "$root/etc/rauc/system.conf"; rm "$root/etc/rauc/system.conf.in"
cp "$KEYS/bundle-ca.pem" "$root/etc/rauc/keyring.pem"
echo "$VERSION" > "$root/usr/lib/edge-image/version"
cp "$OUT/packages.txt" "$root/usr/share/edge-appliance/packages.txt"
# The last time that is known before any other is.
: > "$root/usr/lib/clock-epoch"

# 3: users and groups by fixed numbers, so that the data partition's owners stay who they are from version to version.
number=900
for group in edge-appliance gpio i2c spi iio; do
  grep -q "^$group:" "$root/etc/group" || { echo "$group:x:$number:" >> "$root/etc/group"; echo "$group:!::" >> "$root/etc/gshadow"; }
  number=$((number + 1))
done
grep -q '^edge-appliance:' "$root/etc/passwd" || {
  echo 'edge-appliance:x:900:900:EdgeAppliance:/var/lib/edge-appliance:/usr/sbin/nologin' >> "$root/etc/passwd"
  echo 'edge-appliance:!:1::::::' >> "$root/etc/shadow"
}
# Nobody has a password, and nothing asks for one.
sed -i -E 's/^([^:]+):[^:]*:/\1:!:/' "$root/etc/shadow"
sed -i -E 's#^root:([^:]*:){5}.*#root:x:0:0:root:/root:/bin/bash#' "$root/etc/passwd"
ln -sf /run/systemd/resolve/stub-resolv.conf "$root/etc/resolv.conf"
ln -sf /etc/edge-appliance/timesyncd.conf "$root/etc/systemd/timesyncd.conf.d/site.conf"
ln -sf /etc/edge-appliance/localtime "$root/etc/localtime"
: > "$root/etc/machine-id"
echo edge > "$root/etc/hostname"
printf '127.0.0.1 localhost edge\n::1 localhost edge\n' > "$root/etc/hosts"
rm -rf "$root/var/lib/dbus" && mkdir -p "$root/etc/systemd/network"

# 4: what starts, and what does not. By links, as systemctl makes them, for its own program is of another architecture.
units="$root/etc/systemd/system"
enable() { # enable UNIT TARGET
  mkdir -p "$units/$2.wants"; ln -sf "/usr/lib/systemd/system/$1" "$units/$2.wants/$1"
}
enable edge-appliance.service multi-user.target
enable edge-provision.service multi-user.target
enable edge-ssh.service multi-user.target
enable edge-wireless.service sys-subsystem-net-devices-wlan0.device
enable edge-boot-health.service multi-user.target
enable edge-system-update.path multi-user.target
enable edge-journal-keep-at-stop.service multi-user.target
enable edge-boot-state.service sysinit.target
enable edge-journal-keep.timer timers.target
enable edge-clock.timer timers.target
enable systemd-networkd.service multi-user.target
enable systemd-resolved.service multi-user.target
enable systemd-timesyncd.service sysinit.target
enable nftables.service sysinit.target
ln -sf /usr/lib/systemd/system/systemd-networkd.service "$units/dbus-org.freedesktop.network1.service"
ln -sf /usr/lib/systemd/system/systemd-resolved.service "$units/dbus-org.freedesktop.resolve1.service"
ln -sf /usr/lib/systemd/system/systemd-timesyncd.service "$units/dbus-org.freedesktop.timesync1.service"
for unit in getty@tty1.service console-getty.service serial-getty@.service getty.target systemd-networkd-wait-online.service apt-daily.timer apt-daily-upgrade.timer \
  dpkg-db-backup.timer e2scrub_all.timer e2scrub_reap.service fstrim.timer wpa_supplicant.service dropbear.service debug-shell.service \
  systemd-hwdb-update.service ldconfig.service systemd-firstboot.service systemd-pcrphase.service systemd-machine-id-commit.service remote-fs.target \
  systemd-user-sessions.service dev-hugepages.mount dev-mqueue.mount sys-kernel-debug.mount sys-kernel-tracing.mount \
  proc-sys-fs-binfmt_misc.automount modprobe@drm.service systemd-update-done.service systemd-journal-catalog-update.service systemd-journal-flush.service; do
  ln -sf /dev/null "$units/$unit"
done
ln -sf /usr/lib/systemd/system/multi-user.target "$units/default.target"

# 5: Wi-Fi of the Raspberry Pi, and no other firmware.
mkdir -p "$root/usr/lib/firmware"
for folder in brcm cypress; do [ ! -d "$WORK/firmware/usr/lib/firmware/$folder" ] || cp -a "$WORK/firmware/usr/lib/firmware/$folder" "$root/usr/lib/firmware/"; done
find "$root/usr/lib/firmware/brcm" -type f ! -name 'brcmfmac43455*' ! -name 'brcmfmac43456*' ! -name 'brcmfmac43430*' -delete
find "$root/usr/lib/firmware/cypress" -type f ! -name 'cyfmac43455*' ! -name 'cyfmac43430*' -delete

# The licences of what was unpacked beside the root; those of the root's packages are there.
for part in kernel firmware; do (cd "$WORK/$part" && find usr/share/doc -name copyright -exec cp --parents {} "$root/" \;); done

# 6: left out: the package system (a slot is replaced whole), perl, and what is for people at a shell.
while read -r path; do rm -rf "${root:?}"/$path; done < <(sed 's/#.*//; /^ *$/d' "$IMAGE/root-left-out.list")
find "$root/usr/lib/firmware" -xtype l -delete

# 7: the file system, as large as what it holds (nothing is written to it), the same from the same content: its times, id and hash seed are given.
find "$root" -newermt "@$SOURCE_DATE_EPOCH" -exec touch -hd "@$SOURCE_DATE_EPOCH" {} +
megabytes="$(du -sm --apparent-size "$root" | cut -f1)"
truncate -s "$((megabytes + megabytes / 12 + 16))M" "$WORK/root.ext4"
E2FSPROGS_FAKE_TIME="$SOURCE_DATE_EPOCH" mkfs.ext4 -q -F -L root -U 5b0a9c0e-6f0d-4a0e-9d0f-3f6f0a7c1e01 \
  -E hash_seed=5b0a9c0e-6f0d-4a0e-9d0f-3f6f0a7c1e02,lazy_itable_init=0,lazy_journal_init=0,nodiscard -O ^has_journal,^metadata_csum_seed,^orphan_file -m 0 -N 16384 -d "$root" "$WORK/root.ext4"
# mke2fs takes over when each inode was last read and changed, which is when this ran.
(cd "$root" && find . -printf "sif \"/%P\" ctime @$SOURCE_DATE_EPOCH\nsif \"/%P\" ctime_extra 0\nsif \"/%P\" atime @$SOURCE_DATE_EPOCH\nsif \"/%P\" atime_extra 0\n") > "$WORK/times"
E2FSPROGS_FAKE_TIME="$SOURCE_DATE_EPOCH" debugfs -w -f "$WORK/times" "$WORK/root.ext4" > "$WORK/debugfs.log" 2>&1
