SELECT
    applied.version, requirement.oldest_program, date_trunc('milliseconds', clock_timestamp()),
    current_setting('fsync'), current_setting('synchronous_commit')
FROM __diesel_schema_migrations AS applied
LEFT JOIN schema_requirements AS requirement ON requirement.migration = applied.version
