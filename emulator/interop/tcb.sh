#!/usr/bin/env bash
# Runs the vendor's command line against the emulator: `tcb db list` and `tcb db pull`.
# Skipped without node. TCB names an installed `tcb`; otherwise npx downloads one.
set -euo pipefail
cd "$(dirname "$0")/../.."

if ! command -v node >/dev/null; then
    echo "skipped: node is not installed"
    exit 0
fi
tcb=${TCB:-npx --yes @cloudbase/cli@2.12.10}
given=examples/database-schemas

cargo build --quiet -p weda-cli
weda=$(cargo metadata --no-deps --format-version 1 | node -p 'JSON.parse(require("fs").readFileSync(0)).target_directory')/debug/weda
work=$(mktemp -d)
"$weda" emulate --dir "$given" --listen 127.0.0.1:0 --env-file "$work/env" >"$work/log" 2>"$work/introduction" &
emulator=$!
trap 'kill "$emulator"; rm -rf "$work"' EXIT
until grep -q Bearer "$work/introduction"; do
    kill -0 "$emulator"
    sleep 0.1
done
address=$(sed -n 's/^WEDA_EMULATOR_HOST=//p' "$work/env")

# A temporary home, so that an existing login is not changed.
cd "$work"
export HOME=$work CLOUDBASE_LOWCODE_CLOUDAPI_URL=http://$address CLOUDBASE_TCB_CLOUDAPI_URL=http://$address
given=$OLDPWD/$given
$tcb login --apiKeyId emulator-id --apiKey emulator-key >login 2>&1
$tcb db list -e lowcode-emulator >list 2>&1
$tcb db pull -e lowcode-emulator -n student </dev/null >pull 2>&1

for file in "$given"/*.json; do
    model=$(basename "$file" .json)
    grep -q "$model" list || { echo "$model is not in the list:"; cat list; exit 1; }
    node -e '
        const read = (path) => JSON.parse(require("fs").readFileSync(path));
        require("assert").deepStrictEqual(read(process.argv[1]), read(process.argv[2]));
    ' "database-schemas/$model.json" "$file"
done
echo "tcb lists and pulls the emulator's definitions"
