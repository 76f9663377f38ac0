-- Where the chains of companies end, by their heads and by their last links.
SELECT asked.company_id, head.company_id, head.seq, head.link, head.audit_key, head.mac, last.seq, last.link
FROM unnest(:company_ids) AS asked (company_id)
LEFT JOIN audit_heads AS head ON head.company_id = asked.company_id
LEFT JOIN LATERAL (
    SELECT seq, link FROM audit_links
    WHERE audit_links.company_id = asked.company_id
    ORDER BY seq DESC
    LIMIT 1
) AS last ON true
