-- Over the whole store, at one moment: those that bear the mark, and those that do not. What a deleted company left can be
-- opened by nobody.
SELECT
    count(*) FILTER (WHERE substr(sealed, 1, octet_length(:mark)) = :mark),
    count(*) FILTER (WHERE substr(sealed, 1, octet_length(:mark)) <> :mark)
FROM credentials
JOIN companies ON companies.id = credentials.company_id AND deleted_at IS NULL
