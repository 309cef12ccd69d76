# An update that is good; updates that are not (the daemon fails, the kernel panics, there is none, it hangs), each of which falls back with its reason
# told; and bundles that are refused. EDGE_UPDATES names those to try.
"$here/bundles.sh" "$out" "$work/bundles"
extra="$work/bundles"
card_new updates
version="$(basename "$image" -arm64.img)"; version="${version#edge-appliance-}"
updates="${EDGE_UPDATES:-good daemon-fails panics no-kernel hangs}"
health_deadline=$((60 * slow)) board_run 900 updates.sh "$version" $updates || true
extra=
guest_checks
holds "updates ended by themselves" saw 'edge-test: end'
case "$updates" in *panics*) holds "the panic was one" saw 'Kernel panic' ;; esac
case "$updates" in *hangs*) holds "the hang was one" saw 'edge-test-hang: hanging' ;; esac
holds "data partition is whole" data_check
