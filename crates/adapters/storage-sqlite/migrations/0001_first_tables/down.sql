DROP TABLE auth_epoch;
DROP TABLE ring_keys;
DROP TABLE audit_events;
DROP TABLE api_key_handles;
DROP TABLE api_keys;
DROP TABLE credentials;
DROP TABLE companies;
