#!/usr/bin/env python3
"""Makes the dumps of the schema that a build of pullkey has: README.md tells how it is used.

It runs the program on an empty store of each kind, has it keep companies, keys, credentials and what else there is, stops
it, and writes what is stored as SQL, with what is to be found in it.
"""

import json
import os
import pathlib
import re
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
RING = HERE / "keyring.json"
REGISTRIES = ["gcr", "ecr", "dockerHub", "github", "gitlab", "digitalOcean", "custom"]
CREDENTIALS = "/v3/docker-registries"


class Service:
    """The program on an empty store."""

    def __init__(self, program, folder, url):
        self.program, self.folder = program, folder
        os.chmod(RING, 0o600)
        self.environment = {
            "PATH": os.environ["PATH"],
            "PULLKEY_DATA_DIR": str(folder / "data"),
            "PULLKEY_KEYRING_FILE": str(RING),
            "PULLKEY_LISTEN": "127.0.0.1:0",
            "PULLKEY_ADDRESS_FILE": str(folder / "address"),
            **({"PULLKEY_DATABASE_URL": url} if url else {}),
        }
        with open(folder / "log", "w") as log:
            self.process = subprocess.Popen(
                [program], cwd=folder, env=self.environment, stdout=log, stderr=log
            )
        self.until(lambda: (folder / "address").exists())
        self.address = (folder / "address").read_text().strip()
        self.until(lambda: self.ask("GET", "/readyz", None)[0] == 200)

    def until(self, holds):
        for _ in range(600):
            if holds():
                return
            time.sleep(0.05)
        sys.exit("it took too long: " + (self.folder / "log").read_text())

    def command(self, *arguments):
        ended = subprocess.run(
            [self.program, *arguments, "--json"],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            check=True,
        )
        return json.loads(ended.stdout or "null")

    def ask(self, method, path, key, body=None, headers=None):
        headers = dict(headers or {})
        if key:
            headers["Authorization"] = "Bearer " + key
        if body is not None:
            headers["Content-Type"] = "application/json"
            body = json.dumps(body).encode()
        url = f"http://{self.address}{path}"
        request = urllib.request.Request(url, body, headers, method=method)
        try:
            with urllib.request.urlopen(request) as answer:
                return answer.status, json.loads(answer.read() or "null")
        except urllib.error.HTTPError as error:
            return error.code, None

    def done(self, *arguments):
        status, answer = self.ask(*arguments)
        if status not in (200, 201):
            sys.exit(f"{arguments[:2]} was answered {status}")
        return answer

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        if self.process.wait(30) != 0:
            sys.exit("it did not end well")


def fill(service, version):
    """Keeps what there is to be kept, and tells what is to be found."""
    permissions = ["DOCKER_REGISTRY:READ", "DOCKER_REGISTRY:CREATE"]
    if version["change"]:
        permissions += ["DOCKER_REGISTRY:UPDATE", "DOCKER_REGISTRY:DELETE"]
    if version["events"]:
        permissions += ["AUDIT:READ"]
    company = service.command("company", "create", "--name", "upgraded")["id"]

    def new_key(name, *capabilities):
        given = [word for it in capabilities for word in ("--capability", it)]
        return service.command(
            "api-key", "create", "--company", company, "--name", name, *given
        )

    key = new_key("everything", *permissions)["token"]
    reading = new_key("reading", "DOCKER_REGISTRY:READ")["token"]
    ended = new_key("ended", "DOCKER_REGISTRY:READ")
    service.command("api-key", "revoke", "--company", company, ended["id"])

    kept, repeated = {}, None
    for number, registry in enumerate(REGISTRIES * 2):
        body = {
            "name": f"credential {number} über {registry}",
            "username": f"user-{number}",
            "secret": f"not-a-real-secret-{number}",
            "registry": registry,
        }
        if registry == "custom" and version["hosts"]:
            body |= {"host": f"registry-{number}.example.com:5000"}
            body |= {"path_prefix": "team"} if version["paths"] else {}
        headers = {}
        if version["change"] and number % 2:
            headers = {"Idempotency-Key": f"create-{number}"}
        made = service.done("POST", CREDENTIALS, key, body, headers)
        kept[made["id"]] = body
        if headers and registry != "custom":
            repeated = {"key": headers["Idempotency-Key"], "body": body, "id": made["id"]}
    if version["change"]:
        edited, deleted = list(kept)[0], list(kept)[-1]
        change = {"name": "an edited name", "secret": "not-a-real-secret-edited"}
        service.done("PATCH", f"{CREDENTIALS}/{edited}", key, change)
        kept[edited] |= change
        service.done("DELETE", f"{CREDENTIALS}/{deleted}", key)
        del kept[deleted]
    for token in (key, reading):
        service.done("GET", CREDENTIALS, token)
    return {
        "company": company,
        "keys": [key, reading],
        "ended_keys": [ended["token"]],
        "credentials": kept,
        "repeated": repeated,
    }


def dump_sqlite(file):
    with sqlite3.connect(file) as database:
        # Tables are not in the order in which they refer to each other.
        return "\n".join(["PRAGMA foreign_keys=OFF;", *database.iterdump()]) + "\n"


def dump_postgres(url):
    ended = subprocess.run(
        ["pg_dump", "--no-owner", "--no-privileges", "--inserts", url],
        capture_output=True,
        check=True,
        text=True,
    )
    # What psql is told, and comments.
    return re.sub(r"^(\\.*|--.*|)\n", "", ended.stdout, flags=re.MULTILINE)


def newest(kind, dump):
    """The newest migration that was run."""
    found = re.findall(r"__diesel_schema_migrations\"? VALUES ?\('(\d+)'", dump)
    if not found:
        sys.exit(f"the dump of {kind} tells of no migration")
    return max(found)


def make(program, kind, url):
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        if not RING.exists():
            ring = {"PULLKEY_KEYRING_FILE": str(RING), "PULLKEY_DATA_DIR": str(folder / "data")}
            subprocess.run([program, "keyring", "init"], cwd=folder, env=ring, check=True)
        service = Service(program, folder, url)
        _, document = service.ask("GET", "/openapi.json", None)
        paths = document["paths"]
        version = {
            "change": "patch" in paths.get(CREDENTIALS + "/{id}", {}),
            "events": "/v3/audit-events" in paths,
            "hosts": '"token_host"' in json.dumps(document),
            "paths": '"path_prefix"' in json.dumps(document),
        }
        found = fill(service, version)
        if version["events"]:
            # What is sealed by the stop, at the latest, is part of the dump.
            time.sleep(2)
        service.stop()
        dump = dump_postgres(url) if url else dump_sqlite(folder / "data" / "pullkey.db")
    place = HERE / kind / newest(kind, dump)
    place.mkdir(parents=True, exist_ok=True)
    (place / "dump.sql").write_text(dump)
    (place / "found.json").write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n")
    print(place)


if __name__ == "__main__":
    own = str(pathlib.Path(sys.argv[1]).resolve())
    make(own, "sqlite", None)
    if len(sys.argv) > 2:
        make(own, "postgres", sys.argv[2])
