# Names for the usual commands. They only save typing: every recipe is plain cargo or a script of this repository.

# Lists the recipes.
_default:
    @just --list

# Formatting, lints and documentation, as every change must pass them.
check:
    cargo fmt --all --check
    cargo clippy --workspace --all-targets --all-features --locked -- -D warnings
    cargo clippy -p pullkey-tests --test daemons --locked -- -D warnings
    RUSTDOCFLAGS="-D warnings" cargo doc --workspace --all-features --no-deps --locked

# Installs what the tests need, then runs the checks above and every test.
test:
    bash tests/run

# Pulls by docker's daemon and by containerd, as Debian's docker.io and containerd have them. Needs root.
daemons *ARGS:
    cargo test --locked -p pullkey-tests --test daemons -- {{ARGS}}

# Runs a drill, such as `just drill tenants --plant`; tests/README.md lists them.
drill NAME *ARGS:
    cargo run --release --locked -p pullkey-tests --bin drill -- {{NAME}} {{ARGS}}

# Installs what the drills need, and runs every one in its short form.
drills *ARGS:
    bash tests/install drills
    cargo run --release --locked -p pullkey-tests --bin drill -- all {{ARGS}}

# Tells whether the time that the check of an API key takes tells anything about its secret.
key-check:
    cargo bench --locked -p pullkey-tests --bench key_check

# What sealing costs a busy company, and how fast so many events are verified.
audit-chain EVENTS="100000":
    cargo bench --locked -p pullkey-tests --bench audit_chain -- {{EVENTS}}

# The product over HTTP beside PostgreSQL's own benchmark; with `--full`, docs/benchmarks.md is written. Needs wrk.
bench *ARGS:
    cargo bench --locked -p pullkey-tests --bench product -- {{ARGS}}

# What sealing, opening, the check of an API key and validation take.
parts:
    cargo bench --locked -p pullkey-tests --bench parts

# What it costs to have a login tried, beside the same login sent to the registry without Pullkey.
verify:
    cargo bench --locked -p pullkey-tests --bench verify

# What it costs to pull through Pullkey, beside the same pull from the registry itself; with `--short`, less of it.
pulls *ARGS:
    cargo bench --locked -p pullkey-tests --bench pulls -- {{ARGS}}

# Tells what it costs to wipe memory that is freed.
wiping:
    cargo bench --locked -p pullkey-tests --bench wiping

# Serves, with the data in ./data.
run:
    cargo run --release

# Licences, bans and sources of all dependencies. Needs `cargo install cargo-deny --locked`.
deny:
    cargo deny check bans licenses sources

# Alters what keeps secrets, keys and the audit trail, one place at a time, and tells what no test notices. Needs
# `cargo install cargo-mutants --locked`.
mutants *ARGS:
    cargo mutants --workspace {{ARGS}}

# The same for each field of what is sealed, signed or fingerprinted, which cargo-mutants cannot take out.
fields *PATHS:
    python3 tests/mutants/fields.py {{PATHS}}

# Formats everything.
fmt:
    cargo fmt --all
