-- What the user may not do of what the statements do. A table that is not there lacks nothing.
SELECT string_agg(needed.privilege || ' on ' || needed.name, ', ' ORDER BY needed.name, needed.privilege)
FROM (
    SELECT needed.name, regexp_split_to_table(needed.privileges, ' ') AS privilege
    FROM (VALUES
        ('__diesel_schema_migrations', 'SELECT'),
        ('schema_requirements', 'SELECT'),
        ('companies', 'SELECT INSERT UPDATE'),
        ('credentials', 'SELECT INSERT UPDATE DELETE'),
        ('credential_counts', 'SELECT INSERT UPDATE DELETE'),
        ('idempotency_records', 'SELECT INSERT UPDATE DELETE'),
        ('api_keys', 'SELECT INSERT UPDATE DELETE'),
        ('api_key_handles', 'SELECT INSERT DELETE'),
        ('audit_events', 'SELECT INSERT'),
        ('audit_unsealed', 'SELECT INSERT DELETE'),
        ('audit_links', 'SELECT INSERT'),
        ('audit_heads', 'SELECT INSERT UPDATE'),
        ('audit_turn', 'SELECT INSERT UPDATE'),
        ('ring_keys', 'SELECT INSERT'),
        ('retired_ring_keys', 'SELECT INSERT DELETE'),
        ('auth_epoch', 'SELECT INSERT UPDATE')
    ) AS needed (name, privileges)
) AS needed
WHERE NOT has_table_privilege(to_regclass(needed.name), needed.privilege)
