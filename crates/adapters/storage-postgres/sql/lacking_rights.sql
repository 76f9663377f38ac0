SELECT count(*)
FROM unnest(ARRAY[
        'companies', 'credentials', 'credential_counts', 'idempotency_records', 'api_keys', 'api_key_handles',
        'audit_events', 'ring_keys', 'auth_epoch'
    ]) AS ours (name),
    unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']) AS needed (privilege)
WHERE NOT has_table_privilege(ours.name, needed.privilege)
