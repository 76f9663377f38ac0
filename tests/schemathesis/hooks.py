"""What schemathesis reports although the service keeps its contract."""

import schemathesis


@schemathesis.hook
def filter_failure(context, failure, case, response):
    """Keeps every failure but that of a secret with a line terminator.

    The secret's pattern is ECMA-262, where a dot takes none of these four. In Python's own dialect, from which values
    are drawn, it takes three of them.
    """
    if type(failure).__name__ != "RejectedPositiveData":
        return True
    secret = case.body.get("secret", "") if isinstance(case.body, dict) else ""
    return not any(character in secret for character in "\n\r\u2028\u2029")
