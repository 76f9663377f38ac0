#!/usr/bin/env python3
"""Fuzzes the real binary by its OpenAPI document: `python3 fuzz.py [SECONDS] [--seed SEED]`.

Half of the time with a key that may do everything, a quarter as the operator, a quarter as nobody. Ends with one line
that counts, and with 1 if something was found.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
import urllib.request
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
OPERATOR_KEY = "the-operators-key-of-this-run-only"
# The paths that take no other key.
OPERATORS = "^/operator/"


def main():
    arguments = argparse.ArgumentParser(description="Fuzzes the real binary by its OpenAPI document.")
    arguments.add_argument("seconds", nargs="?", type=int, default=60, help="how long to fuzz")
    arguments.add_argument("--seed", help="the seed of an earlier run, to repeat it")
    asked = arguments.parse_args()
    binary = build()
    schemathesis = install(binary.parent / "tools" / "schemathesis")
    with tempfile.TemporaryDirectory(prefix="pullkey-fuzz-") as folder:
        server, url = serve(binary, Path(folder))
        try:
            key = Path(folder, "data", "first-api-key").read_text().strip()
            quarter = max(1, asked.seconds // 4)
            options = ["--seed", asked.seed] if asked.seed else []
            companies = ["--exclude-path-regex", OPERATORS, *options, *sending(key)]
            operators = ["--include-path-regex", OPERATORS, *options, *sending(OPERATOR_KEY)]
            reports = [
                fuzz(schemathesis, url, max(1, asked.seconds - 2 * quarter), companies, folder),
                fuzz(schemathesis, url, quarter, operators, folder),
                fuzz(schemathesis, url, quarter, options, folder),
            ]
            refused = count_5xx(url)
        finally:
            server.terminate()
            status = server.wait(timeout=30)
    cases = sum(report["test_cases"]["generated"] for report in reports)
    failures = sum(
        report["test_cases"]["unique_failures"] + len(report["errors"]) for report in reports
    )
    dropped = sum(report["filtered"] for report in reports)
    print(
        f"{cases} cases, {failures} failures ({dropped} more dropped by hooks.py), "
        f"{refused} answers of 5xx, the server ended with {status}"
    )
    return 1 if failures or refused or status else 0


def sending(key):
    """The option to send this key."""
    return ["--header", f"Authorization: Bearer {key}"]


def build():
    """The binary with its debug assertions."""
    built = subprocess.run(
        ["cargo", "build", "--locked", "--package=pullkey-app", "--bin=pullkey", "--message-format=json"],
        cwd=HERE,
        stdout=subprocess.PIPE,
        check=True,
    )
    messages = [json.loads(line) for line in built.stdout.splitlines()]
    return next(Path(it["executable"]) for it in messages if it.get("executable"))


def install(folder):
    """A virtual environment with what requirements.txt names, made once."""
    wanted = (HERE / "requirements.txt").read_text()
    stamp = folder / "installed"
    if not stamp.exists() or stamp.read_text() != wanted:
        venv.create(folder / "venv", with_pip=True)
        pip = [folder / "venv/bin/pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, "-r", HERE / "requirements.txt"], check=True)
        stamp.write_text(wanted)
    return folder / "venv/bin/schemathesis"


def serve(binary, folder):
    """Starts the service on a free port with its data in this folder, without any setting of this environment.

    It limits no rate: whoever is refused for their number finds nothing else.
    """
    environment = {name: it for name, it in os.environ.items() if not name.startswith("PULLKEY_")}
    environment |= {f"PULLKEY_RATE_{tier}_PER_MINUTE": "0" for tier in ["READ", "WRITE", "VERIFY"]}
    environment["PULLKEY_OPERATOR_KEY"] = OPERATOR_KEY
    with open(folder / "log", "wb") as log:
        server = subprocess.Popen(
            [binary, "--listen=127.0.0.1:0", "--address-file=address"],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=log,
        )
    deadline = time.monotonic() + 30
    address = folder / "address"
    while not address.exists() or not address.read_text().strip():
        if server.poll() is not None or time.monotonic() > deadline:
            server.kill()
            sys.exit("pullkey does not serve: " + (folder / "log").read_text())
        time.sleep(0.02)
    return server, "http://" + address.read_text().strip()


def fuzz(schemathesis, url, seconds, options, folder):
    """One run of all phases and checks; its report."""
    report = Path(folder, "report.json")
    report.unlink(missing_ok=True)
    environment = {**os.environ, "SCHEMATHESIS_HOOKS": "hooks", "PYTHONPATH": str(HERE)}
    command = [schemathesis, "run", f"{url}/openapi.json", "--max-time", str(seconds), *options]
    command += ["--phases", "examples,coverage,fuzzing,stateful", "--checks", "all"]
    # Its health checks judge how well it draws values, not the service.
    command += ["--suppress-health-check", "all"]
    command += ["--continue-on-failure", "--report", "json", "--report-json-path", report]
    # It leaves its database where it runs.
    subprocess.run(command, cwd=folder, env={**environment, "PYTHONDONTWRITEBYTECODE": "1"})
    if not report.exists():
        sys.exit("schemathesis did not run")
    return json.loads(report.read_text())


def count_5xx(url):
    """What the service itself counted."""
    with urllib.request.urlopen(f"{url}/metrics", timeout=30) as answer:
        figures = answer.read().decode()
    counted = re.findall(r'^pullkey_http_requests_total\{.*status="5\d\d".*\} (\d+)$', figures, re.M)
    return sum(int(count) for count in counted)


if __name__ == "__main__":
    sys.exit(main())
