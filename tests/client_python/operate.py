"""Drives every operation of the operator of a running Pullkey through the generated Python client.

Prints as JSON what the client read, for the test that started it.
"""

import json
import os
from uuid import UUID

from driver import Driver, problem
from pullkey_client import AuthenticatedClient, Client
from pullkey_client.api.operator import (
    create_company,
    create_company_api_key,
    delete_company,
    list_companies,
    list_company_api_keys,
)
from pullkey_client.api.service import get_open_api
from pullkey_client.models import (
    CreateCompanyBody,
    CreateKeyBody,
    SentCapability,
    SentCapabilityPermission,
)

URL = os.environ["BASE_URL"]
COMPANY = UUID("0198f2c1-7d3a-7c55-9b1e-2f6d3a4b5c6d")


def client(token):
    return AuthenticatedClient(base_url=URL, token=token, raise_on_unexpected_status=True)


driver = Driver()
operator = client(os.environ["OPERATOR_KEY"])
holder = client(os.environ["API_KEY"])


def companies():
    """One company from its creation, tried twice, to its end."""
    body = CreateCompanyBody(name="Träger", id=COMPANY)
    made = driver.call(create_company, operator, body=body)
    again = driver.call(create_company, operator, body=body)
    listed = driver.call(list_companies, operator, limit=1, offset=1).parsed
    reads = SentCapability(permission=SentCapabilityPermission("DOCKER_REGISTRY:READ"))
    first = CreateKeyBody(name="first", capabilities=[reads])
    attempt = {"idempotency_key": "first"}
    key = driver.call(create_company_api_key, operator, COMPANY, body=first, **attempt).parsed
    repeated = driver.call(create_company_api_key, operator, COMPANY, body=first, **attempt)
    keys = driver.call(list_company_api_keys, operator, COMPANY).parsed
    deleted = driver.call(delete_company, operator, COMPANY).parsed
    gone = driver.call(list_company_api_keys, operator, COMPANY)
    stranger = driver.call(list_companies, holder)
    return {
        "made": [str(made.parsed.id), made.parsed.name, made.headers["location"]],
        "listed": [[it.name for it in listed.data], listed.total, listed.offset, listed.limit],
        "key": [str(key.company_id), key.name, key.token[:4]],
        "keys": [[str(it.id) == str(key.id) for it in keys.data], keys.total],
        "deleted": deleted.message,
        "refusals": [problem(it)["code"] for it in [again, repeated, gone, stranger]],
    }


report = companies()
anyone = Client(base_url=URL, raise_on_unexpected_status=True)
document = driver.call(get_open_api, anyone).parsed.to_dict()
print(json.dumps({**report, "driven": driver.driven(document)}))
