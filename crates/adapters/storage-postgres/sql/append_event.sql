, told AS (
    INSERT INTO audit_events (
        company_id, id, at, actor_kind, actor_id, request_id, action, target_kind, target_id, outcome,
        version_before, version_after, secret_version_before, secret_version_after, audit_key, row_digest, mac
    )
    SELECT
        :event_company_id, :event_id, :event_at, :actor_kind, :actor_id, :request_id, :action, :target_kind,
        :target_id, :outcome, :version_before, :version_after, :secret_version_before, :secret_version_after,
        :audit_key, :row_digest, :mac
    FROM changed
    RETURNING company_id, id
), marked AS (
    INSERT INTO audit_unsealed (company_id, event_id)
    SELECT company_id, id FROM told
)
SELECT count(*) FROM changed
