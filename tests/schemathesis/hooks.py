"""What schemathesis reports although the service keeps its contract: the document cannot say these rules."""

import re

import schemathesis

# Codes of refusals that hang on more than the request's own form.
BEYOND_THE_DOCUMENT = {
    "precondition_failed",  # If-Match names another version than the credential has.
    "idempotency_key_reused",  # Another body was sent under the key.
    "cursor_invalid",  # A cursor is signed, and does not go with an offset.
    "expired_at_in_past",  # A document does not know when it is read.
    "permission_not_narrowable",  # Only some permissions can be had for one credential.
    "secret_required",  # A registry may change together with the secret only.
}

# In ECMA-262, the dialect of patterns, a dot takes none of these. In Python's, from which values are drawn, it takes
# all but the first.
LINE_TERMINATORS = set("\n\r\u2028\u2029")

replayed = set()


@schemathesis.hook
def after_call(context, case, response):
    """Remembers what an earlier attempt had created: it may be deleted since, and is answered all the same."""
    if "idempotency-replayed" in response.headers:
        replayed.add(response.json()["id"])


@schemathesis.hook
def filter_failure(context, failure, case, response):
    """Keeps every failure but those."""
    kind = type(failure).__name__
    if kind == "EnsureResourceAvailability":
        return case.path_parameters["id"] not in replayed
    if kind != "RejectedPositiveData":
        return True
    problem = response.json()
    codes = {error["code"] for error in problem.get("errors", [])} or {problem["code"]}
    if codes == {"secret_line_terminator"}:
        return not LINE_TERMINATORS & set(case.body["secret"])
    if codes == {"header_malformed"}:
        return all(well_formed(header, case.headers) for header in case.operation.headers)
    return not codes <= BEYOND_THE_DOCUMENT


def well_formed(header, sent):
    """Whether a header is as the document has it. Where its pattern asks for quotes, a digit is drawn all the same."""
    if header.name not in sent:
        return True
    pattern = header.definition.get("schema", {}).get("pattern", "")
    return re.search(pattern, sent[header.name]) is not None
