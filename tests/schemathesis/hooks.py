"""What schemathesis reports although the service keeps its contract."""

import re

import schemathesis

TAGS = re.compile(r'^(\*|(W/)?"[!#-~]*"([ \t]*,[ \t]*(W/)?"[!#-~]*")*)$')
# What no schema can tell beforehand: whether a tag is the current one, a cursor of this list, a key still free.
REFUSALS = {"cursor_invalid", "edit_conflict", "idempotency_key_reused", "precondition_failed"}


@schemathesis.hook
def filter_failure(context, failure, case, response):
    """Keeps every failure but those of data that fit the schema and were refused for one of these reasons."""
    # A repeat under an idempotency key is answered as the first attempt was, although what that made is gone since.
    if type(failure).__name__ == "EnsureResourceAvailability":
        return False
    if type(failure).__name__ != "RejectedPositiveData":
        return True
    problem = response.json()
    if problem.get("code") in REFUSALS:
        return False
    # Some headers are drawn without regard to their pattern.
    if problem.get("code") == "header_malformed" and not TAGS.match(case.headers.get("If-Match", "*")):
        return False
    if {error["code"] for error in problem.get("errors", [])} == {"secret_required"}:
        return False
    # The secret's pattern is ECMA-262, where a dot takes none of these four. In Python's own dialect, from which values
    # are drawn, it takes three of them.
    secret = case.body.get("secret", "") if isinstance(case.body, dict) else ""
    return not any(character in secret for character in "\n\r\u2028\u2029")
