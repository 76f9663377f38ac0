"""Calls operations of the generated client and puts down what they answered with."""

from openapi_python_client.strings import snake_case
from pullkey_client.models import (
    ApiKeyBody,
    AuditEventBody,
    CredentialBody,
    IssuedKeyBody,
    ProblemBody,
)
from pullkey_client.types import Unset


class Driver:
    """Keeps which statuses each operation answered with."""

    def __init__(self):
        self._driven = {}

    def call(self, operation, client, *path, **arguments):
        answer = operation.sync_detailed(*path, client=client, **arguments)
        name = operation.__name__.rpartition(".")[2]
        self._driven.setdefault(name, set()).add(int(answer.status_code))
        return answer

    def driven(self, document):
        """The statuses by the operation's id in the document. The generator has its own names for the ids."""
        operations = [
            operation for path in document["paths"].values() for operation in path.values()
        ]
        ids = {snake_case(it["operationId"]): it["operationId"] for it in operations}
        return {ids[name]: sorted(statuses) for name, statuses in self._driven.items()}


def credential(body):
    """What a credential's model holds."""
    assert isinstance(body, CredentialBody), body
    return {
        "id": str(body.id),
        "company_id": str(body.company_id),
        "name": body.name,
        "registry": body.registry.value,
        "username": body.username,
        "host": body.host,
        "token_host": body.token_host,
        "path_prefix": body.path_prefix,
        "login_type": body.login_type.value,
        "last_outcome": body.last_outcome and body.last_outcome.value,
        "last_verified_at": body.last_verified_at and moment(body.last_verified_at),
        "last_used_at": body.last_used_at and moment(body.last_used_at),
        "created_at": moment(body.created_at),
        "updated_at": moment(body.updated_at),
    }


def api_key(body):
    """What an API key's model holds, without its token."""
    assert isinstance(body, ApiKeyBody | IssuedKeyBody), body
    return {
        "id": str(body.id),
        "company_id": str(body.company_id),
        "name": body.name,
        "is_enabled": body.is_enabled,
        "expired_at": body.expired_at and moment(body.expired_at),
        "capabilities": [
            [it.permission.value, it.id_resource and str(it.id_resource)]
            for it in body.capabilities
        ],
        "last_used_at": body.last_used_at and moment(body.last_used_at),
        "created_at": moment(body.created_at),
        "updated_at": moment(body.updated_at),
    }


def event(body):
    """What an audit event's model holds."""
    assert isinstance(body, AuditEventBody), body
    return {
        "id": str(body.id),
        "at": moment(body.at),
        "actor": [body.actor.kind.value, body.actor.id],
        "action": body.action.value,
        "target": [body.target.kind.value, str(body.target.id)],
        "outcome": body.outcome.value,
        "request_id": body.request_id,
        "versions": [body.version_before, body.version_after],
    }


def problem(answer):
    """What a problem's model holds, and the header that it repeats."""
    body = answer.parsed
    assert isinstance(body, ProblemBody), answer
    return {
        "answered": int(answer.status_code),
        "header": answer.headers["x-request-id"],
        "type": body.type_,
        "title": body.title,
        "status": body.status,
        "detail": body.detail,
        "code": body.code,
        "request_id": body.request_id,
        "message": body.message,
        "data": {"code": body.data.code, "message": body.data.message},
        "errors": [
            {
                "pointer": given(error.pointer),
                "parameter": given(error.parameter),
                "code": error.code,
                "detail": error.detail,
            }
            for error in given(body.errors) or []
        ],
    }


def given(value):
    """A member that may be left out."""
    return None if isinstance(value, Unset) else value


def moment(time):
    """A timestamp as the service writes it."""
    return time.isoformat(timespec="milliseconds").replace("+00:00", "Z")
