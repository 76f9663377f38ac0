-- Any number of credentials, each with its event, its record and its place in the counts, or without any of them.
WITH input AS (
    SELECT * FROM unnest(
        :company_ids, :ids, :names, :folded_names, :providers, :logins, :usernames, :folded_usernames, :sealed,
        :secret_versions, :versions, :created_at, :updated_at, :hosts, :token_hosts, :last_verified_at, :last_outcomes,
        :path_prefixes,
        :event_ids, :events_at, :actor_kinds, :actor_ids, :request_ids, :actions, :target_kinds, :target_ids,
        :outcomes, :versions_before, :versions_after, :secret_versions_before, :secret_versions_after, :audit_keys,
        :row_digests, :macs,
        :keys, :fingerprint_peppers, :fingerprints, :statuses, :bodies, :end_at
    ) WITH ORDINALITY AS input (
        company_id, id, name, folded_name, provider, login, username, folded_username, sealed,
        secret_version, version, created_at, updated_at, host, token_host, last_verified_at, last_outcome,
        path_prefix,
        event_id, at, actor_kind, actor_id, request_id, action, target_kind, target_id,
        outcome, version_before, version_after, secret_version_before, secret_version_after, audit_key,
        row_digest, mac,
        key, fingerprint_pepper, fingerprint, status, body, ends_at,
        nth
    )
), admitted AS (
    -- Each company is looked up by its id, however many there are.
    SELECT input.* FROM input
    CROSS JOIN LATERAL (
        SELECT FROM companies WHERE companies.id = input.company_id AND deleted_at IS NULL LIMIT 1
    ) AS company
), claimed AS (
    -- In the order of the keys, so that of two nodes that claim the same ones none holds one that the other waits for
    -- while it waits itself.
    INSERT INTO idempotency_records AS held (
        company_id, key, fingerprint_pepper, fingerprint, status, body, claimed_at, ends_at
    )
    SELECT company_id, key, fingerprint_pepper, fingerprint, status, body, at, ends_at
    FROM admitted
    WHERE key IS NOT NULL
    ORDER BY company_id, key
    ON CONFLICT (company_id, key) DO UPDATE SET
        fingerprint_pepper = excluded.fingerprint_pepper, fingerprint = excluded.fingerprint,
        status = excluded.status, body = excluded.body, claimed_at = excluded.claimed_at,
        ends_at = excluded.ends_at
        WHERE held.ends_at <= excluded.claimed_at
    RETURNING company_id, key
), won AS (
    SELECT * FROM admitted
    WHERE key IS NULL OR (company_id, key) IN (SELECT company_id, key FROM claimed)
), stored AS (
    INSERT INTO credentials (
        company_id, id, name, folded_name, provider, login, username, folded_username, sealed, secret_version,
        version, created_at, updated_at, host, token_host, last_verified_at, last_outcome, path_prefix
    )
    SELECT
        company_id, id, name, folded_name, provider, login, username, folded_username, sealed, secret_version,
        version, created_at, updated_at, host, token_host, last_verified_at, last_outcome, path_prefix
    FROM won
    RETURNING company_id, provider
), told AS (
    INSERT INTO audit_events (
        company_id, id, at, actor_kind, actor_id, request_id, action, target_kind, target_id, outcome,
        version_before, version_after, secret_version_before, secret_version_after, audit_key, row_digest, mac
    )
    SELECT
        company_id, event_id, at, actor_kind, actor_id, request_id, action, target_kind, target_id, outcome,
        version_before, version_after, secret_version_before, secret_version_after, audit_key, row_digest, mac
    FROM won
), marked AS (
    INSERT INTO audit_unsealed (company_id, event_id)
    SELECT company_id, event_id FROM won
), counted AS (
    INSERT INTO credential_counts (company_id, provider, shard, count)
    SELECT company_id, provider, (SELECT CAST(floor(random() * 16) AS integer)), count(*)
    FROM stored
    GROUP BY company_id, provider
    ORDER BY company_id, provider
    ON CONFLICT (company_id, provider, shard) DO UPDATE SET count = credential_counts.count + excluded.count
)
SELECT nth, nth IN (SELECT nth FROM won) FROM admitted
