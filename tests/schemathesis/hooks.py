"""What the drill `fuzz` tells schemathesis of this service, and which of its failures are none, as the document cannot
say these rules."""

import atexit
import collections
import json
import os
import re
import uuid

import schemathesis

# Codes of refusals that hang on more than what the document says of the request, each with the places in the body that
# it may be about.
BEYOND_THE_DOCUMENT = {
    "precondition_failed": "",  # If-Match names another version than the credential has.
    "idempotency_key_reused": "",  # Another body was sent under the key.
    "cursor_invalid": "",  # A cursor is signed, and does not go with an offset.
    "expired_at_in_past": "/expired_at",  # A document does not know when it is read.
    "permission_not_narrowable": "/capabilities/.*",  # Only some permissions can be had for one credential.
    "secret_required": "/secret",  # A registry may change together with the secret only.
    "login_required": "/login",  # The same of a login of another type,
    "whole_login_required": "/login",  # of which each part hangs on the others.
    "missing": "/username|/secret|/login/.*",  # A login comes in two ways, and its parts hang on its type.
    "beside_login": "/username|/secret",
    "login_member": "/login/.*",
    # A host is more than a pattern says that is still read by people.
    "host_too_long": "/host|/token_host",  # Its port does not count.
    "host_empty": "/host|/token_host",  # There may be nothing but a port.
    "host_pattern": "/host|/token_host",
    "host_address": "/host|/token_host",
    "host_port": "/host|/token_host",
    "more_broken": "/capabilities",  # More of them than are told break one of these rules.
    # Which hosts there may be hangs on the registry.
    "host_required": "/host",  # Some can be kept without, but not tried.
    "host_fixed": "/host",
    "host_of_another_registry": "/host",
    "host_not_of_registry": "/host",
    "token_host_without_host": "/token_host",
    "token_host_not_of_registry": "/token_host",
    # So is an image.
    "image_host": "/image",
    "image_path": "/image",
    "image_tag": "/image",
    "image_digest": "/image",
    "image_of_another_registry": "/image",
}

# In ECMA-262, the dialect of patterns, a dot takes none of these. In Python's, from which values are drawn, it takes
# all but the first.
LINE_TERMINATORS = set("\n\r\u2028\u2029")

# The ids of the keys and companies that fuzz.
KEPT = set(os.environ.get("FUZZ_KEPT", "").split(","))

replayed = set()
dropped = collections.Counter()


@schemathesis.hook
def before_call(context, case, kwargs):
    """Leaves alone what fuzzes: whoever revokes his own key is refused ever after, and finds nothing more."""
    path = case.path_parameters
    if case.method != "GET" and path and path.get("id") in KEPT:
        path["id"] = str(uuid.uuid4())


@schemathesis.hook
def after_call(context, case, response):
    """Remembers what an earlier attempt had created: it may be deleted since, and is answered all the same."""
    if "idempotency-replayed" in response.headers:
        replayed.add(response.json()["id"])


@schemathesis.hook
def filter_failure(context, failure, case, response):
    """Keeps every failure but those, which it counts."""
    rules = beyond_the_document(type(failure).__name__, case, response)
    dropped.update(rules)
    return not rules


def beyond_the_document(kind, case, response):
    """The rules for which this is no failure; empty if it is one."""
    if kind == "EnsureResourceAvailability" and case.path_parameters["id"] in replayed:
        return {"replayed"}
    if kind != "RejectedPositiveData":
        return set()
    problem = response.json()
    if problem["code"] == "header_malformed":
        good = all(well_formed(header, case.headers) for header in case.operation.headers)
        return set() if good else {"header_malformed"}
    broken = [(error["code"], error.get("pointer", "")) for error in problem.get("errors", [])]
    broken = broken or [(problem["code"], "")]
    known = all(is_beyond(code, place, case) for code, place in broken)
    return {code for code, _ in broken} if known else set()


def is_beyond(code, place, case):
    """Whether the document cannot say this rule about this place."""
    if code == "secret_line_terminator":
        secret = case.body["login"]["password"] if place.startswith("/login") else case.body["secret"]
        return bool(LINE_TERMINATORS & set(secret))
    places = BEYOND_THE_DOCUMENT.get(code)
    return places is not None and re.fullmatch(places, place) is not None


def well_formed(header, sent):
    """Whether a header is as the document has it. Where its pattern asks for quotes, a digit is drawn all the same."""
    if header.name not in sent:
        return True
    pattern = header.definition.get("schema", {}).get("pattern", "")
    return re.search(pattern, sent[header.name]) is not None


@atexit.register
def tell_what_was_dropped():
    """Leaves behind how many failures were dropped for each rule."""
    with open("dropped.json", "w", encoding="utf-8") as file:
        json.dump(dropped, file)
