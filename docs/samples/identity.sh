#!/bin/sh
# Signs who a visitor is, with a shell and openssl. Give what it prints to the page, for `Baton('identify', { jwt })`.
#
# HS256 by default: BATON_KID and BATON_SECRET are a name and its secret in `identity.keys`. With BATON_PRIVATE_KEY, the
# file of an RSA key, it signs by RS256; its public half is in `identity.public_keys`.
# A secret stands in openssl's arguments while it runs, for other users of this machine to see: sign with a key in a file
# where there are such.
set -eu

part() {
    openssl base64 -A | tr '+/' '-_' | tr -d '='
}

algorithm=HS256
[ -z "${BATON_PRIVATE_KEY:-}" ] || algorithm=RS256
now=$(date +%s)
header=$(printf '{"alg":"%s","typ":"JWT","kid":"%s"}' "$algorithm" "$BATON_KID" | part)
claims=$(printf '{"scope":"user","external_id":"%s","name":"%s","email":"%s","iat":%d,"exp":%d}' \
    'customer-42' 'Ada Brown' 'ada@customer.example' "$now" $((now + 300)) | part)
if [ "$algorithm" = RS256 ]; then
    signature=$(printf '%s.%s' "$header" "$claims" | openssl dgst -sha256 -sign "$BATON_PRIVATE_KEY" -binary | part)
else
    signature=$(printf '%s.%s' "$header" "$claims" | openssl dgst -sha256 -hmac "$BATON_SECRET" -binary | part)
fi
printf '%s.%s.%s\n' "$header" "$claims" "$signature"
