# The commands of this repository by name: `just` lists them. Each line can also be run without just.

# Lists the commands.
default:
    @just --list --unsorted

# --- start ---

# Runs the first example: one program against an emulator.
[group('start')]
quickstart:
    cargo run -p weda-examples --bin quickstart

# Serves the models of the examples on port 4010.
[group('start')]
emulate *flags:
    cargo run -p weda-cli -- emulate --dir examples/database-schemas --listen 127.0.0.1:4010 {{ flags }}

# Installs the command `weda`.
[group('start')]
install:
    cargo install --locked --path cli

# Opens the documentation of the client.
[group('start')]
doc:
    cargo doc -p weda --all-features --no-deps --open

# --- check ---

# Runs everything that must hold before a change lands.
[group('check')]
ci:
    .ci/run

# Builds and tests the workspace `analytics/`, about ten minutes the first time.
[group('check')]
analytics:
    .ci/analytics

# Formats all sources.
[group('check')]
fmt:
    cargo fmt --all

# Lints all targets with all features.
[group('check')]
clippy:
    cargo clippy --workspace --all-targets --all-features -- -D warnings

# Checks the links of the documentation.
[group('check')]
docs:
    RUSTDOCFLAGS='-D warnings' cargo doc --workspace --no-deps --all-features

# Builds the guide as a book, in target/guide; needs mdbook.
[group('check')]
book:
    for book in guide/*/book.toml; do mdbook build "$(dirname "$book")" || exit; done

# Checks licences, sources, duplicates and advisories; needs cargo-deny, and the network for advisories.
[group('check')]
deny:
    cargo deny check

# Builds with the oldest compiler that is promised; needs that toolchain.
[group('check')]
msrv:
    cargo +1.89 check --workspace --all-targets --all-features --locked

# Builds published crates with the oldest versions that their manifests allow; needs a nightly toolchain.
[group('check')]
minimal-versions:
    rm -rf target/minimal && mkdir -p target/minimal && git archive HEAD | tar -x -C target/minimal
    cd target/minimal && rm Cargo.lock && cargo +nightly -Z direct-minimal-versions generate-lockfile
    cd target/minimal && cargo +nightly check -p weda -p weda-cli --target-dir ../minimal-target

# Builds the libraries with no feature, each feature alone, and all; `cargo hack check --feature-powerset --no-dev-deps` builds each combination.
[group('check')]
powerset:
    for features in '' gzip macros socks tls jiff02 gzip,macros,socks,tls,jiff02; do cargo check -p weda --no-default-features --features "$features" || exit; done
    for features in '' format; do cargo check -p weda-codegen --no-default-features --features "$features" || exit; done
    for features in '' judge; do cargo check -p weda-definition --no-default-features --features "$features" || exit; done

# Compares the public interfaces with a revision; needs cargo-semver-checks.
[group('check')]
semver revision:
    cargo semver-checks --workspace --exclude weda-examples --baseline-rev {{ revision }}

# Lists the files of each package.
[group('check')]
package-files:
    for crate in weda-definition weda-codegen weda-macros weda-emulator weda-studio weda weda-cli; do echo "== $crate"; cargo package --list --allow-dirty -p $crate || exit; done

# --- test ---

# Runs all tests.
[group('test')]
test:
    cargo test --workspace

# Runs one suite: `just suite weda-cli records`, with `-- FILTER` behind it.
[group('test')]
suite crate suite *arguments:
    cargo test -p {{ crate }} --test {{ suite }} {{ arguments }}

# Writes the expected files of one suite again: `just golden weda pins`. Read the diff.
[group('test')]
golden crate suite *arguments:
    UPDATE_GOLDEN=1 cargo test -p {{ crate }} --test {{ suite }} {{ arguments }}

# Builds programs with the packages as a registry would serve them.
[group('test')]
packages:
    WEDA_PACKAGES=1 cargo test -p weda-examples --test packages

# Compares records and patterns with foreign programs; needs node with ajv.
[group('test')]
foreign-records:
    cargo test -p weda-definition --features judge --test foreign

# Compares filters with a foreign parser; needs Python with odata-query.
[group('test')]
foreign-filters:
    cargo test -p weda --test foreign

# Reads and writes files of other programs; needs Python with openpyxl, and LibreOffice.
[group('test')]
spreadsheets:
    cargo test -p weda-cli --test spreadsheets

# Runs the vendor's own command and clients against the emulator; needs node, npm and the network.
[group('test')]
interop:
    emulator/interop/tcb.sh
    emulator/interop/sdk.sh
    emulator/interop/client.sh

# Generates, serves and imports real definitions and records in a folder.
[group('test')]
samples folder:
    WEDA_SAMPLES={{ folder }} cargo test -p weda-examples --test samples

# Keeps the emulator under load for ten minutes.
[group('test')]
soak:
    WEDA_SOAK_SECONDS=600 cargo test --release -p weda-cli --test soak

# Measures memory over a million requests.
[group('test')]
memory:
    WEDA_SOAK_REQUESTS=1000000 cargo test --release -p weda-cli --test memory -- --nocapture

# Exports and imports 100,000 records.
[group('test')]
hundred-thousand:
    cargo test --release -p weda-cli --test records -- --ignored hundred_thousand

# Runs 2,000 random imports.
[group('test')]
model:
    WEDA_SEEDS=2000 cargo test --release -p weda-cli --test model

# Sends many wrong answers, and leaves many calls waiting.
[group('test')]
stress:
    WEDA_CALLS=100000 cargo test --release -p weda --test faulty --test stress

# Generates code of more random definitions.
[group('test')]
any-definition:
    WEDA_CASES=1000 cargo test -p weda-codegen any_definition -- --nocapture

# Fuzzes `row` or `definition`; needs a nightly toolchain and cargo-fuzz.
[group('test')]
fuzz target *arguments:
    cargo +nightly fuzz run {{ target }} {{ arguments }}

# --- bench ---

# Runs the benches of all crates, or of one: `just bench weda`. See BENCHMARKS.md.
[group('bench')]
bench crate='--workspace':
    cargo bench {{ if crate == '--workspace' { '--workspace' } else { '-p ' + crate } }} --benches --features weda-definition/judge

# --- release ---

# Builds each package by itself, as `cargo publish` does.
[group('release')]
package:
    cargo package --workspace --exclude weda-examples
