"""Drives every operation of a running Pullkey through the Python client that was generated from its document.

Prints as JSON what the client read, for the test that started it.
"""

import json
import os
from datetime import timedelta
from uuid import UUID

from driver import Driver, api_key, credential, event, given, moment, problem
from pullkey_client import AuthenticatedClient, Client
from pullkey_client.api.api_keys import (
    create_api_key,
    delete_api_key,
    get_api_key,
    get_own_api_key,
    list_api_keys,
    rotate_api_key,
    toggle_api_key,
    update_api_key,
    validate_api_key,
)
from pullkey_client.api.audit_events import list_audit_events
from pullkey_client.api.docker_registries import (
    create_docker_registry,
    delete_docker_registry,
    get_docker_registry,
    list_docker_registries,
    resolve_docker_registry,
    update_docker_registry,
    verify_docker_registry,
)
from pullkey_client.api.service import (
    get_docs,
    get_liveness,
    get_metrics,
    get_open_api,
    get_problem_page,
    get_readiness,
)
from pullkey_client.models import (
    CreateCredentialBody,
    CreateCredentialBodyRegistry,
    CreateKeyBody,
    ListAuditEventsAction,
    ListDockerRegistriesRegistry,
    ListDockerRegistriesSort,
    LoginBody,
    LoginBodyType,
    RotateKeyBody,
    SentCapability,
    SentCapabilityPermission,
    ResolveBody,
    ToggleKeyBody,
    UpdateCredentialBody,
    UpdateKeyBody,
    VerifyCredentialBody,
)
from pullkey_client.types import UNSET

URL = os.environ["BASE_URL"]
NOBODY = UUID("fb5e5168-4281-4bec-94c5-0d1584e9e657")


def client(token):
    return AuthenticatedClient(base_url=URL, token=token, raise_on_unexpected_status=True)


driver = Driver()
anyone = Client(base_url=URL, raise_on_unexpected_status=True)
holder = client(os.environ["API_KEY"])
narrow = client(os.environ["NARROWED_KEY"])
stranger = client("not-a-key")


def service():
    """What needs no key."""
    ready = driver.call(get_readiness, anyone).parsed
    return {
        "alive": driver.call(get_liveness, anyone).parsed.status,
        "ready": {"status": ready.status, "store": ready.checks.store},
        "metrics": driver.call(get_metrics, anyone).parsed,
        "page": driver.call(get_problem_page, anyone, "validation_failed").parsed,
        "docs": driver.call(get_docs, anyone).parsed,
    }


def registries():
    """Credentials, by a key that may do everything."""
    body = CreateCredentialBody(
        name="Träger 🚢",
        username="my-docker-user",
        secret="my-secret-token",
        registry=CreateCredentialBodyRegistry.GITHUB,
    )
    created = driver.call(create_docker_registry, holder, body=body)
    identity = created.parsed.id
    listed = driver.call(list_docker_registries, holder, limit=1, offset=1).parsed
    return {
        "location": created.headers["location"],
        "created": credential(created.parsed),
        "found": credential(driver.call(get_docker_registry, holder, identity).parsed),
        "page_of_one": {
            "names": [it.name for it in listed.data],
            "total": listed.total,
            "offset": listed.offset,
            "limit": listed.limit,
        },
        "narrowed": driver.call(list_docker_registries, narrow).parsed.total,
    }


def changes():
    """One credential from its creation, tried twice, to its end."""
    body = CreateCredentialBody(name="first", username="u", secret="12345678")
    other = CreateCredentialBody(name="other", username="u", secret="12345678")
    attempt = {"idempotency_key": "deploy-42"}
    made = driver.call(create_docker_registry, holder, body=body, **attempt)
    again = driver.call(create_docker_registry, holder, body=body, **attempt)
    reused = driver.call(create_docker_registry, holder, body=other, **attempt)
    identity = made.parsed.id
    read = driver.call(get_docker_registry, holder, identity)
    named = UpdateCredentialBody(name="second")
    seen = {"if_match": read.headers["etag"]}
    changed = driver.call(update_docker_registry, holder, identity, body=named, **seen)
    stale = [
        driver.call(update_docker_registry, holder, identity, body=named, **seen),
        driver.call(delete_docker_registry, holder, identity, **seen),
    ]
    deleted = driver.call(delete_docker_registry, holder, identity)
    gone = driver.call(delete_docker_registry, holder, identity)
    return {
        "replayed": [it.headers.get("idempotency-replayed") for it in [made, again]],
        "made": [credential(it.parsed) for it in [made, again, read]],
        "changed": credential(changed.parsed),
        "tags": [it.headers["etag"] for it in [made, again, read, changed]],
        "deleted": deleted.parsed.message,
        "refusals": [problem(it) for it in [reused, *stale, gone]],
    }


def logins():
    """A typed login for a host that nobody connects to, as its name is one of a local network."""
    login = LoginBody(type_=LoginBodyType.PASSWORD, username="robot$ci", password="p")
    registry = CreateCredentialBodyRegistry.CUSTOM
    body = CreateCredentialBody(
        name="typed",
        registry=registry,
        host="Registry",
        token_host="auth",
        path_prefix="acme",
        login=login,
    )
    created = driver.call(create_docker_registry, holder, body=body).parsed
    tried = driver.call(verify_docker_registry, holder, created.id).parsed
    image = VerifyCredentialBody(image="ghcr.io/acme/app")
    elsewhere = driver.call(verify_docker_registry, holder, created.id, body=image)
    known = driver.call(get_docker_registry, holder, created.id).parsed
    wanted = ResolveBody(image="registry:443/acme/app:1")
    resolved = driver.call(resolve_docker_registry, holder, body=wanted).parsed
    driver.call(delete_docker_registry, holder, created.id)
    none = driver.call(resolve_docker_registry, holder, body=wanted).parsed
    return {
        "created": credential(created),
        "known": credential(known),
        "outcome": tried.outcome.value,
        "checked_at": moment(tried.checked_at),
        "is_timed": tried.latency_ms is not None,
        "message": tried.message,
        "elsewhere": problem(elsewhere),
        "resolved": credential(resolved.credential),
        "chosen_by": resolved.chosen_by.value,
        "known_to_work": resolved.known_to_work,
        "gateway_name": resolved.gateway_name,
        "none": [none.credential, none.chosen_by, none.gateway_name],
    }


def lists():
    """The names of all credentials, walked through by cursors, and of those that a filter leaves."""
    by_name = {"limit": 1, "sort": ListDockerRegistriesSort("name")}
    walked, totals, cursor = [], [], UNSET
    while cursor is not None and len(walked) < 10:
        page = driver.call(list_docker_registries, holder, cursor=cursor, **by_name).parsed
        walked += [it.name for it in page.data]
        totals.append(given(page.total))
        cursor = page.next_cursor
    only = {"registry": ListDockerRegistriesRegistry.GITHUB, "search": "TRÄGER", "total": False}
    filtered = driver.call(list_docker_registries, holder, **only).parsed
    forged = driver.call(list_docker_registries, holder, cursor="forged")
    return {
        "walked": walked,
        "totals": totals,
        "filtered": [it.name for it in filtered.data],
        "uncounted": given(filtered.total),
        "refusals": [problem(forged)],
    }


def keys():
    """One API key from its creation, tried twice, to its end."""
    reads = SentCapability(permission=SentCapabilityPermission("DOCKER_REGISTRY:READ"))
    end = "2099-01-30T00:00:00Z"
    body = CreateKeyBody(name="reads", capabilities=[reads], expired_at=end)
    attempt = {"idempotency_key": "service-7"}
    made = driver.call(create_api_key, holder, body=body, **attempt)
    again = driver.call(create_api_key, holder, body=body, **attempt)
    identity, first = made.parsed.id, client(made.parsed.token)
    valid = driver.call(validate_api_key, first).parsed
    own = driver.call(get_own_api_key, first)
    lacking = driver.call(list_api_keys, first)
    listed = driver.call(list_api_keys, holder, limit=1).parsed
    found = driver.call(get_api_key, holder, identity)
    endless = UpdateKeyBody(name="reads on", expired_at=None)
    changed = driver.call(update_api_key, holder, identity, body=endless)
    off = driver.call(toggle_api_key, holder, identity, body=ToggleKeyBody(is_enabled=False))
    while_off = driver.call(validate_api_key, first)
    on = driver.call(toggle_api_key, holder, identity)
    overlap = RotateKeyBody(old_token_ttl_hours=1)
    rotated = driver.call(rotate_api_key, holder, identity, body=overlap)
    second = client(rotated.parsed.token)
    both = [driver.call(validate_api_key, it).parsed.is_valid for it in [first, second]]
    deleted = driver.call(delete_api_key, holder, identity)
    answers = [made, own, found, changed, off, on, rotated]
    return {
        "location": made.headers["location"],
        "keys": [api_key(answer.parsed) for answer in answers],
        "tokens": [made.parsed.token, rotated.parsed.token],
        "valid": [valid.is_valid, str(valid.id), str(valid.company_id), valid.name],
        "listed": [[it.name for it in listed.data], listed.total, listed.offset, listed.limit],
        "both": both,
        "deleted": deleted.parsed.message,
        "refusals": [problem(it) for it in [again, lacking, while_off]],
    }


def events():
    """What became of a credential, walked through by cursors, and events that filters leave."""
    body = CreateCredentialBody(name="told of", username="u", secret="12345678")
    identity = driver.call(create_docker_registry, holder, body=body).parsed.id
    driver.call(delete_docker_registry, holder, identity)
    own = driver.call(get_own_api_key, holder).parsed.id
    walked, cursor = [], UNSET
    while cursor is not None and len(walked) < 10:
        only = {"credential_id": identity, "limit": 1, "cursor": cursor}
        page = driver.call(list_audit_events, holder, **only).parsed
        walked += page.data
        cursor = page.next_cursor
    creations = {"action": ListAuditEventsAction("credential.create"), "actor": str(own)}
    end = walked[1].at + timedelta(milliseconds=1)
    creations["from_"], creations["to"] = moment(walked[1].at), moment(end)
    found = driver.call(list_audit_events, holder, **creations).parsed.data
    refused = driver.call(list_audit_events, narrow)
    return {
        "credential": str(identity),
        "actor": str(own),
        "walked": [event(it) for it in walked],
        "found": [it.target.id == identity for it in found],
        "refusals": [problem(refused)],
    }


def refusals():
    """What is answered with a problem."""
    broken = CreateCredentialBody(name="", username="-", secret="short")
    answers = [
        driver.call(list_docker_registries, stranger),
        driver.call(create_docker_registry, narrow, body=broken),
        driver.call(get_docker_registry, narrow, NOBODY),
        driver.call(get_docker_registry, holder, NOBODY),
        driver.call(get_problem_page, anyone, "no_such_code"),
        driver.call(list_docker_registries, holder, limit=0),
        driver.call(create_docker_registry, holder, body=broken),
    ]
    return [problem(answer) for answer in answers]


report = {
    "service": service(),
    "registries": registries(),
    "changes": changes(),
    "logins": logins(),
    "lists": lists(),
    "keys": keys(),
    "events": events(),
    "refusals": refusals(),
}
document = driver.call(get_open_api, anyone).parsed.to_dict()
print(json.dumps({**report, "driven": driver.driven(document)}))
