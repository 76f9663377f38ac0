-- Those whose bytes are still the ones that were opened: what waits for an edit looks at them again afterwards. Locked in order
-- of the ids, so that no two nodes wait for each other. The event comes with the first of them, and later ones leave it.
WITH opened AS (
    SELECT credentials.id, input.sealed
    FROM unnest(:ids, :opened, :sealed) AS input (id, opened, sealed)
    JOIN credentials ON credentials.company_id = :company_id AND credentials.id = input.id
    WHERE credentials.sealed = input.opened
        AND EXISTS (SELECT FROM companies WHERE companies.id = :company_id AND deleted_at IS NULL)
    ORDER BY credentials.id
    FOR UPDATE OF credentials
), replaced AS (
    UPDATE credentials SET sealed = opened.sealed
    FROM opened
    WHERE credentials.company_id = :company_id AND credentials.id = opened.id
    RETURNING credentials.id
), told AS (
    INSERT INTO audit_events (
        company_id, id, at, actor_kind, actor_id, request_id, action, target_kind, target_id, outcome,
        version_before, version_after, secret_version_before, secret_version_after, audit_key, row_digest, mac
    )
    SELECT
        :event_company_id, :event_id, :event_at, :actor_kind, :actor_id, :request_id, :action, :target_kind,
        :target_id, :outcome, :version_before, :version_after, :secret_version_before, :secret_version_after,
        :audit_key, :row_digest, :mac
    FROM replaced
    LIMIT 1
    ON CONFLICT (company_id, id) DO NOTHING
    RETURNING company_id, id
), marked AS (
    INSERT INTO audit_unsealed (company_id, event_id)
    SELECT company_id, id FROM told
)
SELECT count(*) FROM replaced
