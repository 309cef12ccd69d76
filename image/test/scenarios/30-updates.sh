# An update that is good; updates that are not (the daemon fails, the kernel panics, there is none, it hangs), each of which falls back with its reason
# told; and bundles that are refused.
"$here/bundles.sh" "$out" "$work/bundles"
extra="$work/bundles"
card_new updates
version="$(basename "$image" -arm64.img)"; version="${version#edge-appliance-}"
health_deadline=$((60 * slow)) board_run 600 updates.sh "$version" || true
extra=
guest_checks
holds "updates ended by themselves" saw 'edge-test: end'
holds "the panic was one" saw 'Kernel panic'
holds "the hang was one" saw 'edge-test-hang: hanging'
holds "data partition is whole" data_check
