#!/usr/bin/env bash
# 05-keys.sh: the keys that sign the image and the updates, in $KEYS: image.key and image.pub.pem (ECDSA P-256), bundle.key, bundle.pem and bundle-ca.pem.
# Where EDGE_IMAGE_KEYS names a folder they are taken from there. Else keys for development are made once; a released image must not have them.
set -euo pipefail
mkdir -p "$KEYS"; chmod 0700 "$KEYS"
if [ -n "${EDGE_IMAGE_KEYS:-}" ]; then
  for file in image.key image.pub.pem bundle.key bundle.pem bundle-ca.pem; do install -m 0600 "$EDGE_IMAGE_KEYS/$file" "$KEYS/$file"; done
  rm -f "$KEYS/development"
  exit 0
fi
if [ ! -e "$KEYS/development" ]; then
  openssl ecparam -genkey -name prime256v1 -noout -out "$KEYS/image.key"
  openssl ec -in "$KEYS/image.key" -pubout -out "$KEYS/image.pub.pem" 2> /dev/null
  for who in bundle-ca bundle; do openssl ecparam -genkey -name prime256v1 -noout -out "$KEYS/$who.key"; done
  openssl req -x509 -new -key "$KEYS/bundle-ca.key" -subj '/CN=EdgeAppliance development CA' -days 7300 -out "$KEYS/bundle-ca.pem"
  openssl req -new -key "$KEYS/bundle.key" -subj '/CN=EdgeAppliance development' |
    openssl x509 -req -CA "$KEYS/bundle-ca.pem" -CAkey "$KEYS/bundle-ca.key" -set_serial 1 -days 7300 -out "$KEYS/bundle.pem" 2> /dev/null
  touch "$KEYS/development"
fi
echo "image: signed with keys for development, made on this machine; EDGE_IMAGE_KEYS names the folder of real ones" >&2
