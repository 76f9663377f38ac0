-- The row MAC covers the version, so whatever changed the key meanwhile has another one.
WITH changed AS (
    UPDATE api_keys SET
        verifier = :verifier, verifier_pepper = :verifier_pepper,
        previous_verifier = :previous_verifier, previous_verifier_pepper = :previous_verifier_pepper,
        row_pepper = :row_pepper, row_mac = :row_mac
    WHERE company_id = :company_id AND id = :id AND row_mac = :row_mac_before
    RETURNING id
)
SELECT count(*) FROM changed
