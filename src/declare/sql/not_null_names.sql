-- Gives NOT NULL constraints that a table has from the template the names that they have by default.
-- params:  none
-- columns: none
-- source:  PostgreSQL documentation, "CREATE TABLE", LIKE; since 18
DO $howdah$
DECLARE
    found record;
BEGIN
    FOR found IN
        SELECT k.conrelid::pg_catalog.regclass AS relation, k.conname AS name,
               c.relname || '_' || a.attname || '_not_null' AS usual
          FROM pg_catalog.pg_constraint AS k
          JOIN pg_catalog.pg_class AS c ON c.oid = k.conrelid
          JOIN pg_catalog.pg_attribute AS a ON a.attrelid = k.conrelid AND a.attnum = k.conkey[1]
         WHERE k.contype = 'n' AND k.conname = 'base_model_' || a.attname || '_not_null'
           AND c.relname <> 'base_model'
    LOOP
        IF pg_catalog.octet_length(found.usual) < 64 THEN
            EXECUTE pg_catalog.format('ALTER TABLE %s RENAME CONSTRAINT %I TO %I', found.relation,
                                      found.name, found.usual);
        END IF;
    END LOOP;
END
$howdah$
