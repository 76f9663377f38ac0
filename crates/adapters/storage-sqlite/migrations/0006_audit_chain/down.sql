DROP TABLE audit_turn;
DROP TABLE audit_heads;
DROP TABLE audit_links;
DROP TABLE audit_unsealed;
