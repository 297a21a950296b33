#include "unit.h"

#include "base/text.h"
#include "parse/classify.h"

static hd_sql_facts *classify(TALLOC_CTX *ctx, const char *text)
{
    return hd_sql_classify(ctx, text, strlen(text));
}

static void tags_are_verb_and_kind(void **state)
{
    static const struct {
        const char *text;
        const char *tag;
        bool is_dml;
    } cases[] = {
        {"CREATE TABLE t ()", "CREATE TABLE", false},
        {"create /* x */ unlogged table t ()", "CREATE TABLE", false},
        {"CREATE OR REPLACE TEMP RECURSIVE VIEW v AS SELECT 1", "CREATE VIEW", false},
        {"CREATE UNIQUE INDEX i ON t (a)", "CREATE INDEX", false},
        {"CREATE MATERIALIZED VIEW v AS SELECT 1", "CREATE MATERIALIZED VIEW", false},
        {"CREATE CONSTRAINT TRIGGER x AFTER INSERT ON t", "CREATE TRIGGER", false},
        {"ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO x", "ALTER DEFAULT PRIVILEGES", false},
        {"DROP TEXT SEARCH CONFIGURATION x", "DROP TEXT SEARCH CONFIGURATION", false},
        {"DROP OWNED BY x", "DROP OWNED", false},
        {"INSERT INTO t VALUES (1)", "INSERT", true},
        {"WITH x AS (SELECT 1), y AS (DELETE FROM t WHERE a) UPDATE t SET a = 1", "UPDATE", true},
        {"WITH x AS (UPDATE t SET a = 1 RETURNING *) SELECT * FROM x", "SELECT", false},
        {"(SELECT 1) UNION (SELECT 2)", "SELECT", false},
        {"TRUNCATE t", "TRUNCATE TABLE", true},
        {"COPY t FROM '/x'", "COPY", true},
        {"MERGE INTO t USING s ON true WHEN MATCHED THEN DELETE", "MERGE", true},
        {"REFRESH MATERIALIZED VIEW v", "REFRESH MATERIALIZED VIEW", false},
        {"comment on table t is 'x'", "COMMENT", false},
        {"frobnicate the table", "FROBNICATE", false},
        {"CREATE", "CREATE", false},
        {"'x'", "", false},
        {"", "", false},
    };
    HD_SCRATCH(scratch);

    (void)state;
    for (size_t i = 0; i < HD_COUNT(cases); i++) {
        hd_sql_facts *facts = classify(scratch, cases[i].text);
        assert_string_equal(facts->tag, cases[i].tag);
        assert_int_equal(facts->is_dml, cases[i].is_dml);
    }
}

struct special_case {
    const char *text;
    hd_sql_special special;
    const char *schema;
    const char *name;
    const char *table;
};

static const struct special_case specials[] = {
    {"CREATE INDEX CONCURRENTLY i ON s.t (a)", HD_SQL_CREATE_INDEX_CONCURRENTLY, NULL, "i", "s.t"},
    {"create unique index concurrently if not exists \"I x\" on only \"T\" (a)",
     HD_SQL_CREATE_INDEX_CONCURRENTLY, NULL, "I x", "\"T\""},
    {"CREATE INDEX CONCURRENTLY ON T USING gin (a)", HD_SQL_CREATE_INDEX_CONCURRENTLY, NULL, NULL,
     "t"},
    {"CREATE INDEX /* CONCURRENTLY */ i ON t (a)", HD_SQL_ORDINARY},
    {"CREATE INDEX concurrently_i ON t (a)", HD_SQL_ORDINARY},
    {"DROP INDEX CONCURRENTLY IF EXISTS s.i", HD_SQL_DROP_INDEX_CONCURRENTLY, "s", "i"},
    {"DROP INDEX i", HD_SQL_ORDINARY},
    {"REINDEX TABLE CONCURRENTLY s.t", HD_SQL_REINDEX_CONCURRENTLY, "s", "t"},
    {"REINDEX (VERBOSE, CONCURRENTLY) INDEX i", HD_SQL_REINDEX_CONCURRENTLY, NULL, "i"},
    {"REINDEX (CONCURRENTLY false) INDEX i", HD_SQL_ORDINARY},
    {"REINDEX (TABLESPACE x) TABLE i", HD_SQL_ORDINARY},
    {"REINDEX SCHEMA s", HD_SQL_REINDEX_CONCURRENTLY, NULL, "s"},
    {"REINDEX DATABASE", HD_SQL_REINDEX_CONCURRENTLY},
    {"ALTER TABLE p DETACH PARTITION s.c CONCURRENTLY", HD_SQL_DETACH_CONCURRENTLY, "s", "c", "p"},
    {"ALTER TABLE IF EXISTS ONLY p DETACH PARTITION c", HD_SQL_ORDINARY},
    {"ALTER TABLE p DETACH PARTITION c FINALIZE", HD_SQL_ORDINARY},
    {"ALTER TYPE s.mood ADD VALUE IF NOT EXISTS 'it''s' BEFORE 'x'", HD_SQL_ADD_ENUM_VALUE, "s",
     "mood"},
    {"ALTER TYPE mood RENAME VALUE 'a' TO 'b'", HD_SQL_ORDINARY},
    {"VACUUM (ANALYZE) s.t", HD_SQL_VACUUM, "s", "t"},
    {"VACUUM FULL ANALYZE t", HD_SQL_VACUUM, NULL, "t"},
    {"ANALYZE t", HD_SQL_ORDINARY},
    {"CREATE DATABASE d OWNER x", HD_SQL_CREATE_DATABASE, NULL, "d"},
    {"DROP DATABASE IF EXISTS d WITH (FORCE)", HD_SQL_DROP_DATABASE, NULL, "d"},
    {"ALTER DATABASE d SET TABLESPACE t", HD_SQL_ALTER_DATABASE, NULL, "d"},
    {"ALTER DATABASE d SET work_mem = 1", HD_SQL_ORDINARY},
    {"CREATE TABLESPACE t LOCATION '/x'", HD_SQL_CREATE_TABLESPACE, NULL, "t"},
    {"DROP TABLESPACE t", HD_SQL_DROP_TABLESPACE, NULL, "t"},
    {"ALTER SYSTEM SET work_mem = 1", HD_SQL_ALTER_SYSTEM},
    {"CLUSTER", HD_SQL_CLUSTER_ALL},
    {"CLUSTER (VERBOSE)", HD_SQL_CLUSTER_ALL},
    {"CLUSTER VERBOSE", HD_SQL_CLUSTER_ALL},
    {"CLUSTER t USING i", HD_SQL_ORDINARY},
    {"CREATE SUBSCRIPTION s CONNECTION '' PUBLICATION p", HD_SQL_SUBSCRIPTION, NULL, "s"},
    {"BEGIN", HD_SQL_TRANSACTION_CONTROL},
    {"START TRANSACTION READ ONLY", HD_SQL_TRANSACTION_CONTROL},
    {"commit prepared 'x'", HD_SQL_TRANSACTION_CONTROL},
    {"END", HD_SQL_TRANSACTION_CONTROL},
    {"ROLLBACK TO x", HD_SQL_TRANSACTION_CONTROL},
    {"SAVEPOINT x", HD_SQL_TRANSACTION_CONTROL},
    {"RELEASE x", HD_SQL_TRANSACTION_CONTROL},
    {"PREPARE TRANSACTION 'x'", HD_SQL_TRANSACTION_CONTROL},
    {"PREPARE x AS SELECT 1", HD_SQL_ORDINARY},
    {"DISCARD ALL", HD_SQL_DISCARD_ALL},
    {"DISCARD PLANS", HD_SQL_ORDINARY},
    {"CREATE TABLE concurrently (a int)", HD_SQL_ORDINARY},
    {"SELECT 'VACUUM'", HD_SQL_ORDINARY},
};

static void statements_that_refuse_transactions_are_found_with_their_object(void **state)
{
    HD_SCRATCH(scratch);

    (void)state;
    for (size_t i = 0; i < HD_COUNT(specials); i++) {
        const struct special_case *one = &specials[i];
        hd_sql_facts *facts = classify(scratch, one->text);
        if (facts->special != one->special || !hd_text_equal(facts->schema, one->schema) ||
            !hd_text_equal(facts->name, one->name) || !hd_text_equal(facts->table, one->table))
            fail_msg("%s: special %d, schema %s, name %s, table %s", one->text, (int)facts->special,
                     facts->schema, facts->name, facts->table);
    }
}

static void details_of_special_statements_are_kept(void **state)
{
    HD_SCRATCH(scratch);
    hd_sql_facts *facts = classify(scratch,
                                   "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS i ON t (a)");

    (void)state;
    assert_true(facts->unique && facts->if_not_exists);
    facts = classify(scratch, "ALTER TYPE m ADD VALUE 'it''s'");
    assert_string_equal(facts->value, "it's");
    assert_false(facts->if_not_exists);
    facts = classify(scratch, "ALTER TYPE m ADD VALUE IF NOT EXISTS E'a\\n\\'\\u00e4\\x41'");
    assert_string_equal(facts->value, "a\n'\xc3\xa4"
                                      "A");
    assert_true(facts->if_not_exists);
    facts = classify(scratch, "ALTER TYPE m ADD VALUE $x$a'b$x$");
    assert_string_equal(facts->value, "a'b");
    assert_string_equal(classify(scratch, "REINDEX (CONCURRENTLY) SYSTEM")->object, "system");
    assert_string_equal(classify(scratch, "DROP INDEX CONCURRENTLY U&\"d\\0061t\\+000061\"")->name,
                        "data");
    assert_int_equal(
        strlen(classify(scratch, "DROP DATABASE "
                                 "a23456789b23456789c23456789d23456789e23456789f23456789g23456789")
                   ->name),
        63);
}

/* Losses as "phrase; phrase | dumped tables and schemas", with + when more is at risk. */
static const struct {
    const char *text;
    const char *losses;
} loss_cases[] = {
    {"DROP TABLE users", "drops table \"users\" | users"},
    {"DROP TABLE IF EXISTS a, \"B\".c CASCADE",
     "drops table \"a\" and everything that depends on it; drops table \"B.c\" and everything that "
     "depends on it | a \"B\".c +"},
    {"DROP MATERIALIZED VIEW v", "drops materialized view \"v\" | v"},
    {"DROP SEQUENCE s", "drops sequence \"s\" | s"},
    {"DROP SCHEMA s", ""},
    {"DROP SCHEMA s CASCADE", "drops schema \"s\" and everything that depends on it | s +"},
    {"DROP TYPE t", ""},
    {"DROP TYPE t CASCADE", "drops type \"t\" and everything that depends on it | +"},
    {"DROP DATABASE d", "drops database \"d\" | +"},
    {"DROP OWNED BY x", "drops everything owned by \"x\" | +"},
    {"DROP VIEW v CASCADE", ""},
    {"DROP INDEX i", ""},
    {"DROP FUNCTION f(a int)", ""},
    {"TRUNCATE a, ONLY s.b * RESTART IDENTITY",
     "empties table \"a\"; empties table \"s.b\" | a s.b"},
    {"TRUNCATE TABLE a CASCADE",
     "empties table \"a\"; empties all tables that reference it (CASCADE) | a +"},
    {"DELETE FROM users", "deletes all rows of table \"users\" | users"},
    {"DELETE FROM ONLY users USING x", "deletes all rows of table \"users\" | users"},
    {"DELETE FROM users WHERE a", ""},
    {"DELETE FROM users USING (SELECT 1 WHERE true) x",
     "deletes all rows of table \"users\" | users"},
    {"WITH x AS (DELETE FROM t RETURNING *) INSERT INTO u SELECT * FROM x WHERE a",
     "deletes all rows of table \"t\" | t"},
    {"WITH x AS (DELETE FROM t WHERE (b) RETURNING *) SELECT 1", ""},
    {"WITH x AS (SELECT 1) DELETE FROM t", "deletes all rows of table \"t\" | t"},
    {"UPDATE t SET a = 1", ""},
    {"ALTER TABLE t ADD COLUMN a int, DROP b, DROP COLUMN IF EXISTS c CASCADE",
     "drops column \"b\" of table \"t\"; drops column \"c\" of table \"t\" and everything that "
     "depends on it | t"},
    {"ALTER TABLE IF EXISTS ONLY s.t DROP COLUMN \"B\"",
     "drops column \"B\" of table \"s.t\" | s.t"},
    {"ALTER TABLE t DROP CONSTRAINT c, ALTER a DROP NOT NULL, ALTER COLUMN a DROP DEFAULT", ""},
    {"ALTER TABLE t ADD CONSTRAINT x CHECK (a IN (1, 2)), DROP b",
     "drops column \"b\" of table \"t\" | t"},
    {"ALTER TYPE c DROP ATTRIBUTE a", "drops attribute \"a\" of type \"c\" | +"},
    {"ALTER TYPE c ADD ATTRIBUTE a int", ""},
    {"ALTER FOREIGN TABLE t DROP COLUMN a", ""},
    /* a body is looked through, strings in it too */
    {"DO $$ BEGIN IF true THEN DROP TABLE a; END IF; DELETE FROM b; DELETE FROM c WHERE d; END $$",
     "drops table \"a\" (inside DO); deletes all rows of table \"b\" (inside DO) | a b +"},
    {"DO LANGUAGE plpgsql $$ BEGIN EXECUTE 'DROP TABLE ' || x; EXECUTE format('ALTER TABLE %I DROP "
     "COLUMN y', x); END $$",
     "drops table \"...\" (inside DO); drops column \"y\" (inside DO) | +"},
    {"DO $$ BEGIN PERFORM 1; END $$", ""},
    {"CREATE FUNCTION f() RETURNS void AS $$ DROP TABLE a $$ LANGUAGE sql", ""},
};

static char *losses_of(TALLOC_CTX *ctx, const char *text)
{
    hd_sql_facts *facts = classify(ctx, text);
    hd_strings lists = {0};

    if (facts->losses.count == 0)
        return hd_strdup(ctx, "");
    for (size_t i = 0; i < facts->lost_tables.count; i++)
        hd_vec_push(ctx, &lists, facts->lost_tables.items[i]);
    for (size_t i = 0; i < facts->lost_schemas.count; i++)
        hd_vec_push(ctx, &lists, facts->lost_schemas.items[i]);
    if (facts->loses_more)
        hd_vec_push(ctx, &lists, "+");
    return hd_printf(ctx, "%s | %s", hd_text_join(ctx, &facts->losses, "; "),
                     hd_text_join(ctx, &lists, " "));
}

static void losses_are_said_and_what_to_dump_is_listed(void **state)
{
    HD_SCRATCH(scratch);

    (void)state;
    for (size_t i = 0; i < HD_COUNT(loss_cases); i++)
        assert_string_equal(losses_of(scratch, loss_cases[i].text), loss_cases[i].losses);
}

static void narrowing_a_type_is_a_loss_and_widening_is_not(void **state)
{
    static const struct {
        const char *action; /* behind ALTER TABLE t ALTER COLUMN c */
        const char *loss;   /* part of the phrase, or NULL */
    } cases[] = {
        {"TYPE varchar(10)", "to varchar(10), which may not hold"},
        {"TYPE varchar", NULL},
        {"SET DATA TYPE character varying (10)", "to character varying (10), which"},
        {"TYPE character varying", NULL},
        {"TYPE text", NULL},
        {"TYPE text COLLATE \"C\"", NULL},
        {"TYPE int", "to int, which"},
        {"TYPE pg_catalog.int4", "to pg_catalog.int4, which"},
        {"TYPE bigint", NULL},
        {"TYPE numeric", NULL},
        {"TYPE numeric(10, 2)", "to numeric(10, 2), which"},
        {"TYPE date", "to date, which"},
        {"TYPE timestamptz", NULL},
        {"TYPE timestamp(0) with time zone", "to timestamp(0) with time zone, which"},
        {"TYPE timestamp", "to timestamp, which"},
        {"TYPE char", "to char, which"},
        {"TYPE bigint[]", NULL},
        {"TYPE int[]", "to int[], which"},
        {"TYPE app.mood USING c::text::app.mood", NULL},
        {"TYPE mood USING (c::text)::mood", NULL},
        {"TYPE mood USING CAST(c AS mood)", NULL},
        {"TYPE mood USING \"c\"::mood", NULL},
        {"TYPE bigint USING c::varchar(3)::bigint", "by an expression"},
        {"TYPE text USING upper(c)", "by an expression"},
        {"TYPE text USING NULL", "by an expression"},
        {"TYPE text USING d::text", "by an expression"},
        {"TYPE bigint USING c + 1", "by an expression"},
        {"SET DEFAULT 1", NULL},
        {"SET NOT NULL", NULL},
    };
    HD_SCRATCH(scratch);

    (void)state;
    for (size_t i = 0; i < HD_COUNT(cases); i++) {
        hd_sql_facts *facts = classify(
            scratch, hd_printf(scratch, "ALTER TABLE t ADD x int, ALTER COLUMN c %s, ADD y int",
                               cases[i].action));
        if (cases[i].loss == NULL && facts->losses.count > 0)
            fail_msg("%s: %s", cases[i].action, facts->losses.items[0]);
        if (cases[i].loss == NULL)
            continue;
        assert_int_equal(facts->losses.count, 1);
        if (strstr(facts->losses.items[0], cases[i].loss) == NULL)
            fail_msg("%s: %s", cases[i].action, facts->losses.items[0]);
        assert_string_equal(facts->lost_tables.items[0], "t");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tags_are_verb_and_kind),
        cmocka_unit_test(statements_that_refuse_transactions_are_found_with_their_object),
        cmocka_unit_test(details_of_special_statements_are_kept),
        cmocka_unit_test(losses_are_said_and_what_to_dump_is_listed),
        cmocka_unit_test(narrowing_a_type_is_a_loss_and_widening_is_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
