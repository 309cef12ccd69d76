# Writes to the card at rest, measured in the guest for EDGE_REST_SECONDS (600).
card_new at-rest
seconds="${EDGE_REST_SECONDS:-600}"
board_run $((seconds + 200)) at-rest.sh "$seconds" || true
guest_checks
