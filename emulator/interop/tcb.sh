#!/usr/bin/env bash
# Runs the vendor's command line against the emulator: `tcb db list` and `tcb db pull`, with the right key and a wrong one.
# `tcb db push` of this version fails before its first call, so the calls that were recorded of it are replayed.
# Skipped without node. TCB names an installed `tcb`; otherwise npm installs one into a temporary folder. It also reports to a
# host of the vendor's: sdk/loopback.mjs refuses all names but `localhost`.
set -euo pipefail
cd "$(dirname "$0")/../.."

if ! command -v node >/dev/null; then
    echo "skipped: node is not installed"
    exit 0
fi
guard=$PWD/emulator/interop/sdk/loopback.mjs
given=$PWD/examples/database-schemas
cloud_call=$PWD/emulator/interop/cloud_call.mjs
env_id=lowcode-emulator

cargo build --quiet -p weda-cli
weda=$(cargo metadata --no-deps --format-version 1 | node -p 'JSON.parse(require("fs").readFileSync(0)).target_directory')/debug/weda
work=$(mktemp -d)
tcb=${TCB:-$work/packages/node_modules/.bin/tcb}
if [ -z "${TCB:-}" ]; then
    npm install --silent --no-fund --no-audit --ignore-scripts --prefix "$work/packages" @cloudbase/cli@2.12.10
fi
"$weda" emulate --dir "$given" --listen 127.0.0.1:0 --env-file "$work/env" >"$work/log" 2>"$work/introduction" &
emulator=$!
trap 'kill "$emulator"; rm -rf "$work"' EXIT
until grep -q Bearer "$work/introduction"; do
    kill -0 "$emulator"
    sleep 0.1
done
address=$(sed -n 's/^WEDA_EMULATOR_HOST=//p' "$work/env")

fail() {
    echo "$1:" >&2
    cat "$2" >&2
    exit 1
}

# Fails unless two JSON files are equal.
same() {
    node -e '
        const read = (path) => JSON.parse(require("fs").readFileSync(path));
        require("assert").deepStrictEqual(read(process.argv[1]), read(process.argv[2]));
    ' "$1" "$2"
}

# A temporary home, so that an existing login is not changed.
cd "$work"
export HOME=$work CLOUDBASE_LOWCODE_CLOUDAPI_URL=http://$address CLOUDBASE_TCB_CLOUDAPI_URL=http://$address
export TCB_LANG=en CI=1 NODE_OPTIONS="--import $guard"

# A wrong key ends in an error.
$tcb login --apiKeyId emulator-id --apiKey wrong-key </dev/null >wrong 2>&1 || true
grep -q 'AuthFailure.SignatureFailure\|signature does not match' wrong || fail "a wrong key is accepted" wrong

$tcb login --apiKeyId emulator-id --apiKey emulator-key </dev/null >login 2>&1 || fail "login" login
$tcb db list -e $env_id </dev/null >list 2>&1 || fail "list" list
models=
for file in "$given"/*.json; do
    model=$(basename "$file" .json)
    models=${models:+$models,}$model
    grep -q "$model" list || fail "$model is not in the list" list
done
$tcb db pull -e $env_id -n "$models" </dev/null >pull 2>&1 || fail "pull" pull
for file in "$given"/*.json; do
    same "database-schemas/$(basename "$file")" "$file"
done
echo "tcb lists and pulls the emulator's definitions"

# The calls of `tcb db push`: a look-up, a creation or a change, and the publication.
export TENCENTCLOUD_SECRETID=emulator-id TENCENTCLOUD_SECRETKEY=emulator-key
call() {
    node "$cloud_call" "$address" "$1" "$2"
}
body() {
    node -e '
        const [template, path] = process.argv.slice(1);
        const body = JSON.parse(template);
        if (path) body.Schema = JSON.stringify(JSON.parse(require("fs").readFileSync(path)));
        console.log(JSON.stringify(body));
    ' "$@"
}
printf '%s' '{"type":"object","title":"订单","properties":{"code":{"type":"string","title":"编号"}}}' >order.json
printf '%s' '{"type":"object","title":"新订单","properties":{"code":{"type":"string","title":"编号"},"note":{"type":"string","title":"备注"}}}' >order2.json
named='{"EnvId":"'$env_id'","Name":"order"}'
call DescribeDataSource "$named" >found
grep -q '"Code":"ResourceNotFound"' found || fail "order exists already" found
call CreateDataSourceDetail \
    "$(body '{"EnvId":"'$env_id'","Title":"订单","Name":"order","Type":"database","TableNameRule":"only_name"}' order.json)" >created
id=$(node -p 'JSON.parse(require("fs").readFileSync("created")).Data.Id')
call BatchPublishDataSources '{"EnvId":"'$env_id'","DataSourceIds":["'"$id"'"]}' >published
! grep -q Error published || fail "publish" published
call DescribeDataSource "$named" >found
[ "$(node -p 'JSON.parse(require("fs").readFileSync("found")).Data.Id')" = "$id" ] || fail "order has another id" found
call ModifyDataSource "$(body '{"Id":"'"$id"'","EnvId":"'$env_id'","Title":"新订单"}' order2.json)" >modified
! grep -q Error modified || fail "modify" modified
call BatchPublishDataSources '{"EnvId":"'$env_id'","DataSourceIds":["'"$id"'"]}' >published
! grep -q Error published || fail "publish" published
$tcb db pull -e $env_id -n order </dev/null >pull 2>&1 || fail "pull of the pushed model" pull
same database-schemas/order.json order2.json
echo "the recorded calls of push create, change and publish a model, which tcb pulls"
