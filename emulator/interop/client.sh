#!/usr/bin/env bash
# Checks that the vendor's node-sdk reads what our client wrote, and the reverse. The program in client/ writes books with a
# field of every kind through both gateways; @cloudbase/node-sdk reads them and writes books of its own; the program reads
# these through both gateways, with a key pair and with an API key. Each side has the expected values in its own language,
# and prints the field and both values where they differ. Arguments are the set-ups of node-sdk to run, which default to both:
#   https   over https, with an API key
#   proxy   through a proxy, with a key pair
# Skipped without node and npm. PACKAGES names a folder with @cloudbase/node-sdk, in the version of sdk/packages.txt;
# otherwise it is installed into a temporary one. PROFILE names a file for `weda emulate --profile`. Nothing leaves the
# machine: sdk/loopback.mjs refuses all names but `localhost`, and the program calls the emulator alone.
set -euo pipefail
cd "$(dirname "$0")/../.."
interop=$PWD/emulator/interop

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
    grep '^@cloudbase/node-sdk@' "$interop/sdk/packages.txt" |
        xargs npm install --silent --no-fund --no-audit --ignore-scripts --prefix "$PACKAGES"
fi

target=$(cargo metadata --no-deps --format-version 1 | node -p 'JSON.parse(require("fs").readFileSync(0)).target_directory')
cargo build --quiet -p weda-cli
# With the versions of the workspace, which are there already.
cp Cargo.lock "$interop/client/Cargo.lock"
(unset WEDA_MODELS && CARGO_TARGET_DIR=$target cargo build --quiet --manifest-path "$interop/client/Cargo.toml")

# Variables that would change what the clients do.
unset TCB_ENV TENCENTCLOUD_RUNENV SCF_NAMESPACE CLOUDBASE_APIKEY TENCENTCLOUD_SECRETID TENCENTCLOUD_SECRETKEY \
    TENCENTCLOUD_SESSIONTOKEN http_proxy https_proxy HTTP_PROXY HTTPS_PROXY WEDA_API_KEY WEDA_BASE_URL WEDA_ENV_ID \
    WEDA_SECRET_ID WEDA_SECRET_KEY
export PACKAGES ENV_ID=lowcode-emulator API_KEY=emulator-api-key SECRET_ID=emulator-id SECRET_KEY=emulator-key
export NODE_EXTRA_CA_CERTS=$work/cert.pem
# Where node-sdk reads and writes by default.
export WEDA_ENV_TYPE=prod

# Starts an emulator without records, and sets the variables with its addresses.
serve() {
    # Before the emulator starts: the file of the one before must not be read.
    : >"$work/introduction"
    "$target/debug/weda" emulate --dir "$interop/client/models" ${PROFILE:+--profile "$PROFILE"} --api-key "$API_KEY" \
        --listen 127.0.0.1:0 --https 127.0.0.1:0 --proxy 127.0.0.1:0 --cert-file "$work/cert.pem" >"$work/log" 2>"$work/introduction" &
    emulator=$!
    until grep -q Bearer "$work/introduction"; do
        kill -0 "$emulator" || { cat "$work/introduction"; exit 1; }
        sleep 0.1
    done
    WEDA_EMULATOR_HOST=$(sed -n 's|^  listening .*http://||p' "$work/introduction")
    HTTPS=$(sed -n 's|^  https .*https://||p' "$work/introduction")
    PROXY=$(sed -n 's|^  proxy .*http://\([^,]*\),.*|\1|p' "$work/introduction")
    export WEDA_EMULATOR_HOST HTTPS PROXY
}

failed=0
sdk() { NODE_SDK=$set_up node --import "$interop/sdk/loopback.mjs" "$interop/client/$1.mjs" || failed=1; }
ours() { WEDA_GATEWAY=$2 "$target/debug/weda-interop" "$1" || failed=1; }

[ $# -gt 0 ] || set -- https proxy
for set_up in "$@"; do
    serve
    echo "node-sdk, $set_up"
    WEDA_API_KEY=$API_KEY ours write model
    ours write odata
    sdk read
    sdk write
    ours read model
    WEDA_API_KEY=$API_KEY ours read model
    ours read odata
    kill "$emulator"
    wait "$emulator" || true
    emulator=
done
exit "$failed"
