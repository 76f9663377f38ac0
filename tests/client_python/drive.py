"""Drives every operation of a running Pullkey through the Python client that was generated from its document.

Prints as JSON what the client read, for the test that started it.
"""

import json
import os
from uuid import UUID

from driver import Driver, credential, problem
from pullkey_client import AuthenticatedClient, Client
from pullkey_client.api.docker_registries import (
    create_docker_registry,
    get_docker_registry,
    list_docker_registries,
)
from pullkey_client.api.service import (
    get_liveness,
    get_metrics,
    get_open_api,
    get_problem_page,
    get_readiness,
)
from pullkey_client.models import CreateCredentialBody, CreateCredentialBodyRegistry

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


report = {"service": service(), "registries": registries(), "refusals": refusals()}
document = driver.call(get_open_api, anyone).parsed.to_dict()
print(json.dumps({**report, "driven": driver.driven(document)}))
