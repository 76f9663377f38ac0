-- Takes the turn, or prolongs it, and makes chains grow, each whole or not at all. Whoever comes at the same time waits for
-- the row of the turn, and so never for heads that another holds.
WITH turn AS (
    INSERT INTO audit_turn (only_row, sealer, ends_at)
    VALUES (true, :sealer, clock_timestamp() + make_interval(secs => :turn_seconds))
    ON CONFLICT (only_row) DO UPDATE SET sealer = excluded.sealer, ends_at = excluded.ends_at
        WHERE audit_turn.sealer = excluded.sealer OR audit_turn.ends_at <= clock_timestamp()
            OR audit_turn.ends_at > clock_timestamp() + make_interval(secs => :turn_seconds)
    RETURNING sealer
), growing AS (
    SELECT growing.* FROM turn, unnest(:company_ids, :from_seqs, :from_links, :seqs, :links, :audit_keys, :macs)
        AS growing (company_id, from_seq, from_link, seq, link, audit_key, mac)
), begun AS (
    INSERT INTO audit_heads (company_id, seq, link, audit_key, mac)
    SELECT company_id, seq, link, audit_key, mac FROM growing WHERE from_seq IS NULL
    ON CONFLICT DO NOTHING
    RETURNING company_id
), moved AS (
    UPDATE audit_heads AS head
    SET seq = growing.seq, link = growing.link, audit_key = growing.audit_key, mac = growing.mac
    FROM growing
    WHERE head.company_id = growing.company_id AND head.seq = growing.from_seq AND head.link = growing.from_link
    RETURNING head.company_id
), grown AS (
    SELECT company_id FROM begun UNION ALL SELECT company_id FROM moved
), added AS (
    SELECT added.* FROM unnest(:link_company_ids, :link_seqs, :link_event_ids, :link_audit_keys, :link_macs)
        AS added (company_id, seq, event_id, audit_key, link)
    WHERE added.company_id IN (SELECT company_id FROM grown)
), linked AS (
    INSERT INTO audit_links (company_id, seq, event_id, audit_key, link)
    SELECT company_id, seq, event_id, audit_key, link FROM added
), unmarked AS (
    DELETE FROM audit_unsealed AS marked USING added
    WHERE marked.company_id = added.company_id AND marked.event_id = added.event_id
)
SELECT company_id FROM grown
