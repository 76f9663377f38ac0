#!/usr/bin/env python3
"""Takes each field out of what is sealed, signed or fingerprinted: `python3 fields.py [PART OF A PATH…]`.

cargo-mutants alters functions and operators, but never shortens `Parts::of("…").part(one).part(two)`. This does, one
field at a time in a copy of the sources, and demands that a test fails: then it is caught. Ends with one line that counts,
and with 1 if one was missed or the table below is out of date.
"""

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CIPHER = "crates/adapters/cipher-chacha20poly1305"

# Where MACs are made, and the packages whose unit tests have to notice, asked one after the other.
TESTS = {
    f"{CIPHER}/src": ["pullkey-cipher-chacha20poly1305"],
    "crates/domain/src": ["pullkey-domain", "pullkey-cipher-chacha20poly1305"],
    "crates/use-cases/src": ["pullkey-use-cases"],
}

# Fields that are entries of a list, not links of a chain: what is there, and what is left without it.
ENTRIES = [
    (f"{CIPHER}/src/derive.rs", "[purpose, company.as_bytes()]", "[company.as_bytes().as_slice()]"),
    (f"{CIPHER}/src/derive.rs", "[purpose, company.as_bytes()]", "[purpose]"),
    (f"{CIPHER}/src/derive.rs", "Some(salt.as_bytes())", "None"),
    (f"{CIPHER}/src/ring/pepper.rs", "idempotency.mac_of_pieces(&[&head, payload])", "idempotency.mac_of_pieces(&[payload])"),
    (f"{CIPHER}/src/ring/pepper.rs", "idempotency.mac_of_pieces(&[&head, payload])", "idempotency.mac_of_pieces(&[&head])"),
    (f"{CIPHER}/src/ring/pepper.rs", "cursor.mac_of_pieces(&[&head, cursor])", "cursor.mac_of_pieces(&[cursor])"),
    (f"{CIPHER}/src/ring/pepper.rs", "cursor.mac_of_pieces(&[&head, cursor])", "cursor.mac_of_pieces(&[&head])"),
    ("crates/domain/src/api_key/verifier.rs", "&self.pepper.to_be_bytes()[..]", "&[][..]"),
    ("crates/domain/src/api_key/verifier.rs", "&end.to_be_bytes(),", ""),
    ("crates/domain/src/api_key/verifier.rs", "&self.mac,\n        ]", "]"),
    ("crates/use-cases/src/credentials/create.rs", '("name", Some(self.name.as_str())),', ""),
    ("crates/use-cases/src/credentials/create.rs", '("username", Some(self.username.as_str())),', ""),
    ("crates/use-cases/src/credentials/create.rs", '("secret", Some(self.secret.expose())),', ""),
    ("crates/use-cases/src/credentials/create.rs", '("registry", provider),', ""),
    ("crates/use-cases/src/credentials/create.rs", "iter::once(company)", "iter::empty()"),
]


def main():
    wanted = sys.argv[1:]
    fields = [it for it in [*links(), *entries()] if not wanted or any(part in it[0] for part in wanted)]
    with tempfile.TemporaryDirectory(prefix="pullkey-fields-") as folder:
        copy = Path(folder)
        copy_sources(copy)
        for package in sorted(set(sum(TESTS.values(), []))):
            if not cargo_test(copy, package):
                sys.exit(f"the tests of {package} fail with every field in its place")
        missed = [where for where, mutant in fields if survives(copy, where, mutant)]
    print(f"{len(fields)} fields, {len(fields) - len(missed)} caught, {len(missed)} missed")
    return 1 if missed else 0


def links():
    """Each link of each chain: where it stands, and the file without it."""
    for root in TESTS:
        for path in sorted((ROOT / root).rglob("*.rs")):
            if "tests" in path.parts or path.stem == "tests":
                continue
            text = path.read_text()
            code = text.split("#[cfg(test)]\nmod tests {")[0]
            for found in re.finditer(r"\.(part|optional)\(", code):
                line_start = code.rfind("\n", 0, found.start()) + 1
                if code[line_start:].lstrip().startswith("//"):
                    continue
                end = closing(code, found.end())
                yield place(path, code, found.start(), code[found.start() : end]), (
                    path,
                    text[: found.start()] + text[end:],
                )


def entries():
    for name, there, left in ENTRIES:
        path = ROOT / name
        text = path.read_text()
        if text.count(there) != 1:
            sys.exit(f"{name} has not one {there!r}: bring the table in {Path(__file__).name} up to date")
        yield place(path, text, text.index(there), f"{there} -> {left}"), (path, text.replace(there, left))


def closing(code, at):
    """Where the bracket is closed that was opened right before."""
    depth = 1
    while depth:
        depth += {"(": 1, ")": -1}.get(code[at], 0)
        at += 1
    return at


def place(path, text, at, what):
    return f"{path.relative_to(ROOT)}:{text.count(chr(10), 0, at) + 1}: {' '.join(what.split())}"


def copy_sources(copy):
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listed, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True).stdout
    for name in filter(None, names.split("\0")):
        if (ROOT / name).is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, copy / name)


def survives(copy, where, mutant):
    """Whether every test passes without the field."""
    path, text = mutant
    name = path.relative_to(ROOT)
    packages = next(TESTS[root] for root in TESTS if name.is_relative_to(root))
    target = copy / name
    whole = target.read_text()
    target.write_text(text)
    try:
        if not cargo_test(copy, packages[0], "--no-run"):
            sys.exit(f"does not compile without {where}")
        survived = all(cargo_test(copy, package) for package in packages)
    finally:
        target.write_text(whole)
    print("MISSED" if survived else "caught", where, flush=True)
    return survived


def cargo_test(copy, package, *options):
    """Whether the unit tests of a package compile and pass."""
    command = ["cargo", "test", "--profile=mutants", "--quiet", "--locked", "--lib", f"--package={package}", *options]
    return subprocess.run(command, cwd=copy, capture_output=True).returncode == 0


if __name__ == "__main__":
    sys.exit(main())
