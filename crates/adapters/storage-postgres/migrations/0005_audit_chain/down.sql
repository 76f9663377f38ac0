DELETE FROM schema_requirements WHERE migration = '0005';
DROP TABLE audit_turn, audit_heads, audit_links, audit_unsealed;
