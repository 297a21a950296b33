-- Publications, without their members.
-- params:  none
-- columns: objid oid, name text, owner text, all_tables bool, publish text[], via_root bool,
--          all_sequences bool, generated_columns text
-- source:  PostgreSQL documentation, "pg_publication" of 14 to 18 (newer columns by name in the row)
SELECT p.oid AS objid, p.pubname AS name, pg_catalog.pg_get_userbyid(p.pubowner) AS owner,
       p.puballtables AS all_tables,
       pg_catalog.array_remove(ARRAY[CASE WHEN p.pubinsert THEN 'insert' END,
         CASE WHEN p.pubupdate THEN 'update' END, CASE WHEN p.pubdelete THEN 'delete' END,
         CASE WHEN p.pubtruncate THEN 'truncate' END], NULL) AS publish,
       p.pubviaroot AS via_root,
       COALESCE((pg_catalog.to_jsonb(p) ->> 'puballsequences')::boolean, false) AS all_sequences,
       CASE pg_catalog.to_jsonb(p) ->> 'pubgencols' WHEN 's' THEN 'stored' END AS generated_columns
  FROM pg_catalog.pg_publication AS p
 WHERE p.oid NOT IN (SELECT d.objid FROM pg_catalog.pg_depend AS d
                      WHERE d.classid = 6104 AND d.deptype = 'e');
