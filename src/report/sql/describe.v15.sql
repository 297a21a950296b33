-- since: server 15
-- section: Publications
SELECT p.pubname::text AS name
  FROM pg_publication AS p
  JOIN pg_class AS c ON c.oid = $1::oid AND c.relkind IN ('r', 'p')
 WHERE p.puballtables
    OR EXISTS (SELECT FROM pg_publication_rel AS r WHERE r.prpubid = p.oid AND r.prrelid = c.oid)
    OR EXISTS (SELECT FROM pg_publication_namespace AS s WHERE s.pnpubid = p.oid AND s.pnnspid = c.relnamespace)
 ORDER BY p.pubname
