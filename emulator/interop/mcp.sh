#!/usr/bin/env bash
# Runs the vendor's MCP server against the emulator, through the emulator's proxy: it lists, reads and creates models, and
# a wrong key ends in an error.
#
# The server asks for files of the vendor's hosts at its start and does not use the proxy for these, so everything runs in
# a network namespace in which there is nothing but loopback. Skipped without node or where namespaces are not permitted.
# MCP names an installed `cloudbase-mcp/dist/cli.cjs`; otherwise npm installs one beforehand.
set -euo pipefail
cd "$(dirname "$0")/../.."

if ! command -v node >/dev/null; then
    echo "skipped: node is not installed"
    exit 0
fi
if ! unshare -rn true 2>/dev/null; then
    echo "skipped: unshare -rn is not permitted, and without it the MCP server would call the vendor's hosts"
    exit 0
fi

if [ "${1-}" != inside ]; then
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT
    cargo build --quiet -p weda-cli
    weda=$(cargo metadata --no-deps --format-version 1 | node -p 'JSON.parse(require("fs").readFileSync(0)).target_directory')/debug/weda
    if [ -z "${MCP-}" ]; then
        npm install --silent --no-save --ignore-scripts --prefix "$work" @cloudbase/cloudbase-mcp@2.34.6
        MCP=$work/node_modules/@cloudbase/cloudbase-mcp/dist/cli.cjs
    fi
    export work weda MCP
    unshare -rn bash "emulator/interop/$(basename "$0")" inside
    exit
fi

ip link set lo up
given=$PWD/examples/database-schemas
session=$PWD/emulator/interop/mcp.mjs
"$weda" emulate --dir "$given" --listen 127.0.0.1:0 --proxy 127.0.0.1:0 --cert-file "$work/cert.pem" --env-file "$work/env" \
    >"$work/log" 2>"$work/introduction" &
emulator=$!
trap 'kill "$emulator"' EXIT
until grep -q Bearer "$work/introduction"; do
    kill -0 "$emulator"
    sleep 0.1
done
address=$(sed -n 's/^WEDA_EMULATOR_HOST=//p' "$work/env")
proxy=$(sed -n 's|^ *proxy *\(http://[^,]*\).*|\1|p' "$work/introduction")

cd "$work"
export HOME=$work NODE_EXTRA_CA_CERTS=$work/cert.pem http_proxy=$proxy no_proxy=
export CLOUDBASE_ENV_ID=lowcode-emulator TENCENTCLOUD_SECRETID=emulator-id
MODELS=$(cd "$given" && printf '%s\n' *.json | sed 's/\.json$//' | paste -sd,)
export MODELS
TENCENTCLOUD_SECRETKEY=wrong-key EXPECT=refusal node "$session" node "$MCP" 2>"$work/mcp-wrong" || {
    cat "$work/mcp-wrong" >&2
    exit 1
}
TENCENTCLOUD_SECRETKEY=emulator-key node "$session" node "$MCP" 2>"$work/mcp" || {
    tail -50 "$work/mcp" "$work/log" >&2
    exit 1
}

# The new model answers on the other interfaces.
token=$(env -u http_proxy curl -s "http://$address/auth/v1/token/clientCredential" -u emulator-id:emulator-key \
    -H 'Content-Type: application/json' -d '{"grant_type":"client_credentials"}' | sed 's/.*"access_token":"\([^"]*\)".*/\1/')
post() {
    env -u http_proxy curl -s "http://$address$1" -H "Authorization: Bearer $token" -H 'Content-Type: application/json' -d "$2"
}
post /weda/odata/v1/pre/Shop '{"name":"茶馆"}' | grep -q '"name":"茶馆"'
post /v1/model/pre/Shop/list '{"filter":{"where":{}},"select":{"$master":true}}' | grep -q '"name":"茶馆"'
echo "the MCP server lists, reads and creates models of the emulator"
