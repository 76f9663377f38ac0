DELETE FROM schema_requirements WHERE migration = '0004';
DROP INDEX audit_events_of_target;
