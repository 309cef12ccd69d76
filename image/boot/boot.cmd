# The choice of the slot, run by U-Boot from the FAT partition. The boot environment's format is in ../root/usr/lib/edge-image/boot-env: two copies with
# a CRC in the partition "bootenv", of which the newer one is read and the older one is written. Kernel and initrd lie within each slot.
test "x${devtype}" != "x" || setenv devtype virtio
test "x${devnum}" != "x" || setenv devnum 0
setexpr rd_addr ${kernel_addr_r} + 0x6000000
setexpr env0 ${kernel_addr_r} + 0x8000000
setexpr env1 ${env0} + 0x1000
setexpr env_new ${env0} + 0x2000

${devtype} dev ${devnum}
part start ${devtype} ${devnum} bootenv block0
setexpr block1 ${block0} + 0x40
setenv seq0 0
setenv seq1 0
${devtype} read ${env0} ${block0} 0x8
${devtype} read ${env1} ${block1} 0x8
setenv BOOT_SEQ 0
if env import -c ${env0} 0x1000 BOOT_SEQ; then setenv seq0 ${BOOT_SEQ}; fi
setenv BOOT_SEQ 0
if env import -c ${env1} 0x1000 BOOT_SEQ; then setenv seq1 ${BOOT_SEQ}; fi
setenv newest 0
if test "${seq0}${seq1}" = "12" || test "${seq0}${seq1}" = "23" || test "${seq0}${seq1}" = "31"; then setenv newest 1; fi
if test "${seq0}" = "0" && test "${seq1}" != "0"; then setenv newest 1; fi
setenv vars "BOOT_ORDER BOOT_A_LEFT BOOT_B_LEFT BOOT_A_GOOD BOOT_B_GOOD BOOT_FAILED BOOT_SEQ"
setenv BOOT_ORDER "A B"
setenv BOOT_A_LEFT 3
setenv BOOT_B_LEFT 0
setenv BOOT_A_GOOD 1
setenv BOOT_B_GOOD 0
setenv BOOT_FAILED
setenv BOOT_SEQ 3
if test "${newest}" = "1"; then
  env import -c ${env1} 0x1000 ${vars}
  setenv block_new ${block0}
else
  if test "${seq0}" != "0"; then env import -c ${env0} 0x1000 ${vars}; fi
  setenv block_new ${block1}
fi
if test "${BOOT_SEQ}" = "1"; then setenv BOOT_SEQ 2; elif test "${BOOT_SEQ}" = "2"; then setenv BOOT_SEQ 3; else setenv BOOT_SEQ 1; fi

setenv slot
for s in ${BOOT_ORDER}; do
  if test "x${slot}" = "x"; then
    if test "${s}" = "A" && test ${BOOT_A_LEFT} -gt 0; then setenv slot A; fi
    if test "${s}" = "B" && test ${BOOT_B_LEFT} -gt 0; then setenv slot B; fi
  fi
done
if test "x${slot}" = "x"; then
  # Every slot is spent. One that was good before is a better guess than standing still.
  echo "edge-boot: no slot is left, trying again those that were good"
  if test "${BOOT_A_GOOD}" = "1"; then setenv BOOT_A_LEFT 3; fi
  if test "${BOOT_B_GOOD}" = "1"; then setenv BOOT_B_LEFT 3; fi
  if test "${BOOT_A_GOOD}${BOOT_B_GOOD}" = "00"; then setenv BOOT_A_LEFT 1; setenv BOOT_B_LEFT 1; fi
else
  if test "${slot}" = "A"; then setenv pn 3; setexpr BOOT_A_LEFT ${BOOT_A_LEFT} - 1; else setenv pn 4; setexpr BOOT_B_LEFT ${BOOT_B_LEFT} - 1; fi
  if load ${devtype} ${devnum}:${pn} ${kernel_addr_r} /boot/vmlinuz && load ${devtype} ${devnum}:${pn} ${rd_addr} /boot/initrd.img; then
    setenv rd_size ${filesize}
    setenv loaded 1
  else
    echo "edge-boot: slot ${slot} has no kernel that can be read"
    setenv BOOT_FAILED "${slot}:no-kernel"
    if test "${slot}" = "A"; then setenv BOOT_A_LEFT 0; else setenv BOOT_B_LEFT 0; fi
  fi
fi
env export -c -s 0x1000 ${env_new} ${vars}
${devtype} write ${env_new} ${block_new} 0x8
if test "x${loaded}" = "x1"; then
  echo "edge-boot: slot ${slot} order ${BOOT_ORDER} left A ${BOOT_A_LEFT} B ${BOOT_B_LEFT}"
  part uuid ${devtype} ${devnum}:${pn} root_uuid
  setenv bootargs "root=PARTUUID=${root_uuid} rauc.slot=${slot} edge.from=${devtype} ro quiet panic=5 fsck.repair=yes systemd.show_status=0 ${edge_args}"
  setenv fdt ${fdt_addr}
  if test "x${fdtcontroladdr}" != "x" && test "${board}" = "qemu-arm"; then setenv fdt ${fdtcontroladdr}; fi
  booti ${kernel_addr_r} ${rd_addr}:${rd_size} ${fdt}
fi
echo "edge-boot: starting again"
sleep 1
reset
