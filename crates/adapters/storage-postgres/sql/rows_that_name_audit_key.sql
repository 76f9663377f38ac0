-- All of them are read, once in the life of an audit key: an index would make every change dearer.
SELECT (SELECT count(*) FROM audit_events WHERE audit_key = :id)
    + (SELECT count(*) FROM audit_links WHERE audit_key = :id)
    + (SELECT count(*) FROM audit_heads WHERE audit_key = :id)
