#!/usr/bin/env python3
"""Writes docs/capacity.md: what so many credentials and requests need, by what docs/benchmarks.md says was measured.

    python3 tests/capacity/capacity.py            writes it
    python3 tests/capacity/capacity.py --check    only tells whether it is what it would write
"""

import math
import pathlib
import re
import sys

DOCS = pathlib.Path(__file__).resolve().parents[2] / "docs"
MEASURED, WRITTEN = DOCS / "benchmarks.md", DOCS / "capacity.md"

# What is not measured but chosen, and said in the page.
MIX = {"get": 0.8, "list": 0.1, "create": 0.1}
EVENTS_PER_CREDENTIAL = 3
# Processors are planned to be this busy at the peak, and disks this full.
BUSY, FULL = 0.5, 0.7
NODE_PROCESSORS = 4
# As docs/postgresql.md has them: those that all share, those of each worker, and those that wait for a missing standby.
SHARED_CONNECTIONS, CONNECTIONS_PER_PROCESSOR, WAITING_CONNECTIONS = 8, 2, 9
LARGEST_SERVER_PROCESSORS, LARGEST_SERVER_CONNECTIONS, LARGEST_DISK_TB = 64, 1_000, 30
CREDENTIALS = [1_000_000, 100_000_000, 10_000_000_000]
RATES = [1_000, 10_000, 100_000]


def rows(text):
    """The lines of the table: what was measured, and its cells."""
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split(" | ")]
        if line.startswith("|") and len(cells) >= 5:
            yield cells[0], cells


def processor(table, work):
    """Microseconds of the service and of PostgreSQL for each request of this kind, and what PostgreSQL takes at most.

    How many are looked up or written together depends on how many come at once. At worst each has a statement of its own, as
    each of pgbench's has. Nobody seals pgbench's events, so for a create the product's own part of PostgreSQL, in which that
    is, is counted besides.
    """
    for name, cells in table.items():
        told = re.search(r"([\d.]+) µs, of which the service ([\d.]+) µs; ([\d.]+) µs", cells[4])
        if name.startswith(work) and told:
            whole, service, alone = map(float, told.groups())
            together = whole - service
            most = alone + together if work.startswith("create") else max(alone, together)
            return service, together, most
    sys.exit(f"{MEASURED} does not say what {work} takes of processors")


def number(table, work):
    for name, cells in table.items():
        if name.startswith(work):
            return float(re.match(r"[\d.]+", cells[1]).group())
    sys.exit(f"{MEASURED} does not say {work}")


def size(count):
    for unit, name in [(10**12, "TB"), (10**9, "GB"), (10**6, "MB")]:
        if count >= unit:
            return f"{count / unit:.3g} {name}"
    return f"{count:.0f} bytes"


def amount(count):
    return f"{count:,}".replace(",", "\u202f")


def nearest(shares):
    """Which limit of one PostgreSQL server comes first, and how much of it is used."""
    name, share = max(shares.items(), key=lambda it: it[1])
    return f"{name}: {share:.0%} of one server's"


def page(text):
    table = dict(rows(text))
    taken = {
        "get": processor(table, "get: processor time"),
        "list": processor(table, "list of 50 without total, 32 connections: processor time"),
        "create": processor(table, "create, durable, 32 connections: processor time"),
    }
    of_credential = number(table, "disk that a credential takes")
    of_event = number(table, "disk that its event and their seal takes")
    service, _, database = (sum(MIX[work] * taken[work][nth] for work in MIX) for nth in range(3))
    stored = of_credential + EVENTS_PER_CREDENTIAL * of_event

    out = ["# Capacity", ""]
    out += [
        "`python3 tests/capacity/capacity.py` computed this page from [benchmarks.md](benchmarks.md). It is a plan to begin with, "
        "by the processors and disks of that machine: measure your own with `just bench --full`, and compute it again.",
        "",
        "Measured were, for each request:",
        "",
        "| | service | PostgreSQL, at 32 connections | PostgreSQL at most |",
        "|---|---|---|---|",
    ]
    out += [f"| {work} | {a:.0f} µs | {b:.0f} µs | {c:.0f} µs |" for work, (a, b, c) in taken.items()]
    out += [
        "",
        f"and on disk, with indexes, {of_credential:.0f} bytes for a credential and {of_event:.0f} for an event and its seal.",
        "",
        "Requests that come at the same time are looked up and written together, which is why PostgreSQL takes so little at 32 "
        "connections. At most, each has a statement of its own: what pgbench's take, and for a create, whose event nobody seals "
        "there, as much again as the product's take together with their seals.",
        "",
        f"Chosen were: of ten requests {MIX['get'] * 10:.0f} gets, {MIX['list'] * 10:.0f} list of 50 and {MIX['create'] * 10:.0f} create, "
        f"which makes {service:.0f} µs of the service's processors for each and at most {database:.0f} of PostgreSQL's; processors "
        f"{BUSY:.0%} busy at the peak and disks {FULL:.0%} full; nodes of {NODE_PROCESSORS} processors, at least two; "
        f"{EVENTS_PER_CREDENTIAL} events for each credential in its life.",
        "",
        "## Requests",
        "",
        "| requests a second | nodes | processors of PostgreSQL | connections | and while a standby is missing | what limits first |",
        "|---|---|---|---|---|---|",
    ]
    for rate in RATES:
        nodes = max(2, math.ceil(rate * service / 1e6 / BUSY / NODE_PROCESSORS))
        processors = max(1, math.ceil(rate * database / 1e6 / BUSY))
        connections = nodes * (SHARED_CONNECTIONS + CONNECTIONS_PER_PROCESSOR * NODE_PROCESSORS)
        most = connections + nodes * WAITING_CONNECTIONS
        first = nearest({"processors": processors / LARGEST_SERVER_PROCESSORS, "connections": most / LARGEST_SERVER_CONNECTIONS})
        out.append(f"| {amount(rate)} | {nodes} | {processors} | {connections} | {most} | {first} |")
    out += [
        "",
        "PostgreSQL's own `max_connections` is 100, which leaves room for "
        f"{97 // (SHARED_CONNECTIONS + CONNECTIONS_PER_PROCESSOR * NODE_PROCESSORS + WAITING_CONNECTIONS)} such nodes: set it to what "
        "the table says, and some more for `psql` and backups.",
        "",
        "## Credentials",
        "",
        "| credentials | rows and indexes | disk | what limits first |",
        "|---|---|---|---|",
    ]
    for count in CREDENTIALS:
        needed = count * stored
        disk = needed / FULL
        first = nearest({"disk": disk / LARGEST_DISK_TB / 1e12})
        out.append(f"| {amount(count)} | {size(needed)} | {size(disk)} | {first} |")
    out += [
        "",
        "What is asked for by its key or page by page costs up to an eighth more of the processors in the largest company and "
        "among the most rows that were measured ([benchmarks.md](benchmarks.md)). What does grow is what walks over everything: "
        "`rewrap`, `audit verify`, a backup, a restore, an index that is built.",
        "",
        "## The next step",
        "",
        f"One PostgreSQL server is taken to have up to {LARGEST_SERVER_PROCESSORS} processors, {amount(LARGEST_SERVER_CONNECTIONS)} "
        f"connections and {LARGEST_DISK_TB} TB. Up to there, "
        "more of the same is the answer: processors, memory, disks, and nodes of the service, which share nothing but the "
        "database. Beyond:",
        "",
        "- **Distribution by company.** No statement that a request causes reaches beyond one company, and the company leads every "
        "key and index, so companies can live on different servers: as installations of their own behind a proxy that knows "
        "which company is where, or by an extension such as Citus with `company_id` as the distribution column. The second was "
        "not tried: keys are found by their handle before their company is known, and that table, like the companies, the "
        "epoch and the ring's keys, must then be a reference table.",
        "- **Read replicas.** A service reads only from the server that takes writes, as a revoked key must not live on at a replica "
        "that lags. Replicas would take gets and lists from it, at the price of reads that may be old; Pullkey does not do that today.",
        "- **Events.** They are most of what is stored. What was exported and is no longer asked for may be kept elsewhere; "
        "Pullkey removes none by itself.",
    ]
    return "\n".join(out) + "\n"


def main():
    text = page(MEASURED.read_text())
    if "--check" not in sys.argv:
        WRITTEN.write_text(text)
    elif WRITTEN.read_text() != text:
        sys.exit(f"{WRITTEN} is not what was computed: run {sys.argv[0]}")


if __name__ == "__main__":
    main()
