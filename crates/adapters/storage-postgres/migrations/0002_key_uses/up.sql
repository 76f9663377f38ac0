-- When somebody was last let in by a key. It is no part of the key itself: neither its version nor its row MAC knows of it.
ALTER TABLE api_keys ADD COLUMN last_used_at timestamptz;

INSERT INTO schema_requirements (migration, oldest_program) VALUES ('0002', '0.1.0');
