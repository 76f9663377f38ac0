DROP TABLE schema_requirements, auth_epoch, ring_keys, audit_events, api_key_handles, api_keys, idempotency_records,
    credential_counts, credentials, companies;
