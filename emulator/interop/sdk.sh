#!/usr/bin/env bash
# Runs the vendor's JavaScript clients, unchanged, against the emulator: each runs the same cases. Arguments are the names of
# the set-ups to run, which defaults to all:
#   js-sdk               @cloudbase/js-sdk over http
#   js-sdk-keys          the same with a key pair
#   wx-cloud-client-sdk  @cloudbase/wx-cloud-client-sdk over http
#   node-sdk             @cloudbase/node-sdk over https, with an API key
#   node-sdk-proxy       @cloudbase/node-sdk through a proxy, with a key pair
# Skipped without node and npm. PACKAGES names a folder with the packages of sdk/packages.txt; otherwise they are installed
# into a temporary one. No case leaves the machine: sdk/loopback.mjs refuses all names but `localhost`.
set -euo pipefail
cd "$(dirname "$0")/../.."
sdk=$PWD/emulator/interop/sdk

for tool in node npm; do
    if ! command -v "$tool" >/dev/null; then
        echo "skipped: $tool is not installed"
        exit 0
    fi
done
work=$(mktemp -d)
emulator=
trap '[ -z "$emulator" ] || kill "$emulator"; rm -rf "$work"' EXIT
if [ -z "${PACKAGES:-}" ]; then
    PACKAGES=$work/packages
    xargs npm install --silent --no-fund --no-audit --ignore-scripts --prefix "$PACKAGES" <"$sdk/packages.txt"
fi

if [ -z "${WEDA:-}" ]; then
    cargo build --quiet -p weda-cli
    WEDA=$(cargo metadata --no-deps --format-version 1 | node -p 'JSON.parse(require("fs").readFileSync(0)).target_directory')/debug/weda
fi

# Variables that would change what the clients do.
unset TCB_ENV TENCENTCLOUD_RUNENV SCF_NAMESPACE CLOUDBASE_APIKEY TENCENTCLOUD_SECRETID TENCENTCLOUD_SECRETKEY \
    TENCENTCLOUD_SESSIONTOKEN http_proxy https_proxy HTTP_PROXY HTTPS_PROXY
export PACKAGES ENV_ID=lowcode-emulator API_KEY=emulator-api-key SECRET_ID=emulator-id SECRET_KEY=emulator-key
export NODE_EXTRA_CA_CERTS=$work/cert.pem

# Starts an emulator without records, and sets the variables with its addresses.
serve() {
    # Before the emulator starts: the file of the one before must not be read.
    : >"$work/introduction"
    "$WEDA" emulate --dir "$sdk/models" --templates "$sdk/templates" --api-key "$API_KEY" --listen 127.0.0.1:0 \
        --https 127.0.0.1:0 --proxy 127.0.0.1:0 --cert-file "$work/cert.pem" >"$work/log" 2>"$work/introduction" &
    emulator=$!
    until grep -q Bearer "$work/introduction"; do
        kill -0 "$emulator" || { cat "$work/introduction"; exit 1; }
        sleep 0.1
    done
    HTTP=$(sed -n 's|^  listening .*http://||p' "$work/introduction")
    HTTPS=$(sed -n 's|^  https .*https://||p' "$work/introduction")
    PROXY=$(sed -n 's|^  proxy .*http://\([^,]*\),.*|\1|p' "$work/introduction")
    export HTTP HTTPS PROXY
}

[ $# -gt 0 ] || set -- js-sdk js-sdk-keys wx-cloud-client-sdk node-sdk node-sdk-proxy
failed=0
for set_up in "$@"; do
    serve
    echo "$set_up"
    node --import "$sdk/loopback.mjs" "$sdk/$set_up.mjs" || failed=1
    kill "$emulator"
    wait "$emulator" || true
    emulator=
done
exit "$failed"
