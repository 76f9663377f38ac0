, changed AS (
    UPDATE api_keys SET
        name = :name, capabilities = :capabilities, expires_at = :expires_at, enabled = :enabled,
        verifier = :verifier, verifier_pepper = :verifier_pepper, verifier_ends_at = :verifier_ends_at,
        previous_verifier = :previous_verifier, previous_verifier_pepper = :previous_verifier_pepper,
        previous_verifier_ends_at = :previous_verifier_ends_at, row_pepper = :row_pepper, row_mac = :row_mac,
        version = :version, updated_at = :updated_at
    FROM won
    WHERE api_keys.company_id = :company_id AND api_keys.id = :id AND api_keys.version = :replaces
    RETURNING api_keys.id
)
