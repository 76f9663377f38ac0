, changed AS (
    INSERT INTO api_keys (
        company_id, id, handle, name, capabilities, expires_at, enabled, verifier, verifier_pepper, verifier_ends_at,
        previous_verifier, previous_verifier_pepper, previous_verifier_ends_at, row_pepper, row_mac, version,
        created_at, updated_at
    )
    SELECT
        company_id, :id, :handle, :name, :capabilities, :expires_at, :enabled, :verifier, :verifier_pepper,
        :verifier_ends_at, :previous_verifier, :previous_verifier_pepper, :previous_verifier_ends_at, :row_pepper,
        :row_mac, :version, :created_at, :updated_at
    FROM won
    RETURNING company_id, id, handle
), named AS (
    INSERT INTO api_key_handles (handle, company_id, api_key_id)
    SELECT handle, company_id, id FROM changed
)
