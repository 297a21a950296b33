#include "unit.h"

#include "migrate/files/body.h"

#define UP "-- Revision ID: a\n-- Revises:\n\n-- howdah: upgrade\n"

static const hd_revision revision = {.id = "a", .path = "/p/a.sql"};

static hd_error *parse(TALLOC_CTX *ctx, const char *text, hd_direction direction, hd_body **ret)
{
    return hd_body_parse(ctx, &revision, text, strlen(text), direction, ret);
}

static void sections_are_split_into_statements(void **state)
{
    HD_SCRATCH(scratch);
    const char *text = "\xEF\xBB\xBF" UP "CREATE TABLE t (a text DEFAULT ';');\r\n"
                       "-- a comment\nSELECT 1 ;\n\n-- howdah: downgrade\nDROP TABLE t;";
    hd_body *up = NULL;
    hd_body *down = NULL;

    (void)state;
    assert_ok(parse(scratch, text, HD_UPGRADE, &up));
    assert_ok(parse(scratch, text, HD_DOWNGRADE, &down));
    assert_int_equal(up->statements.count, 2);
    assert_string_equal(up->statements.items[0].sql, "CREATE TABLE t (a text DEFAULT ';')");
    assert_string_equal(up->statements.items[1].sql, "SELECT 1");
    assert_memory_equal(up->text + up->statements.items[1].offset, "SELECT 1", 8);
    assert_int_equal(strlen(up->file_sha256), 64);
    assert_memory_equal(up->text + up->start, "CREATE", 6);
    assert_memory_equal(up->text + up->end, "-- howdah: downgrade", 20);
    assert_string_equal(down->text + down->start, "DROP TABLE t;");
    assert_int_equal(down->end, strlen(text));
    assert_true(up->present && down->present);
    assert_int_equal(down->statements.count, 1);
    assert_string_equal(down->statements.items[0].sql, "DROP TABLE t");
}

static void a_missing_section_is_empty_and_not_present(void **state)
{
    HD_SCRATCH(scratch);
    hd_body *down = NULL;

    (void)state;
    assert_ok(parse(scratch, UP "SELECT 1;", HD_DOWNGRADE, &down));
    assert_false(down->present);
    assert_int_equal(down->statements.count, 0);
}

static void options_of_a_section_are_read(void **state)
{
    HD_SCRATCH(scratch);
    const char *text = "-- howdah: downgrade lock_timeout=5s\r\nSELECT 1;\n"
                       "-- howdah: upgrade  no-transaction statement_timeout=10min\nVACUUM;\n";
    hd_body *body = NULL;

    (void)state;
    assert_ok(parse(scratch, text, HD_UPGRADE, &body));
    assert_true(body->no_transaction);
    assert_null(body->lock_timeout);
    assert_string_equal(body->statement_timeout, "10min");
    assert_ok(parse(scratch, text, HD_DOWNGRADE, &body));
    assert_false(body->no_transaction);
    assert_string_equal(body->lock_timeout, "5s");
}

static void directives_belong_to_the_statement_below(void **state)
{
    HD_SCRATCH(scratch);
    const char *text = UP "-- howdah: batch key=\"my \"\"Id\" size=500 pause=100ms triggers=off\n"
                          "-- howdah: lint-ignore add-column,no-where the table is small\n"
                          "-- howdah: lint-ignore x again\n"
                          "/* why */ UPDATE t SET a = 1;\n"
                          "-- howdah: probe SELECT true ;\r\n"
                          "VACUUM t;\n"
                          "-- howdah: batch size=7 key=ID\n"
                          "delete from t;\n";
    hd_body *body = NULL;

    (void)state;
    assert_ok(parse(scratch, text, HD_UPGRADE, &body));
    assert_int_equal(body->statements.count, 3);
    const hd_body_statement *statements = body->statements.items;
    assert_string_equal(statements[0].batch->key, "my \"Id");
    assert_int_equal(statements[0].batch->size, 500);
    assert_int_equal(statements[0].batch->pause_ms, 100);
    assert_true(statements[0].batch->triggers_off);
    assert_int_equal(statements[0].lint_ignores.count, 2);
    assert_string_equal(statements[0].lint_ignores.items[0].rules.items[1], "no-where");
    assert_string_equal(statements[0].lint_ignores.items[0].reason, "the table is small");
    assert_null(statements[0].probe);
    assert_string_equal(statements[1].probe, "SELECT true");
    assert_null(statements[1].batch);
    assert_string_equal(statements[2].batch->key, "id");
    assert_int_equal(statements[2].batch->size, 7);
    assert_false(statements[2].batch->triggers_off);
}

static void a_downgrade_can_be_irreversible(void **state)
{
    HD_SCRATCH(scratch);
    hd_body *body = NULL;

    (void)state;
    assert_ok(parse(scratch,
                    UP "SELECT 1;\n-- howdah: downgrade\n"
                       "-- howdah: irreversible the old  values are gone \n",
                    HD_DOWNGRADE, &body));
    assert_true(body->irreversible);
    assert_string_equal(body->irreversible_reason, "the old  values are gone");
}

static void wrong_bodies_are_refused_with_their_place(void **state)
{
    static const struct {
        const char *text;
        const char *message;
        size_t line;
        size_t column;
        const char *hint;
    } wrong[] = {
        {"SELECT 1;", "SQL stands before the first section", 1, 1, "Begin the section"},
        {UP UP, "section \"upgrade\" is given twice", 8, 1, NULL},
        {UP "-- howdah: updrade\n", "unknown directive \"updrade\"", 5, 1, "\"upgrade\""},
        {UP "-- howdah:\n", "misspelt howdah directive", 5, 1, "the blank included"},
        {"-- howdah: upgrade no-transactions", "unknown option \"no-transactions\"", 1, 20,
         "\"no-transaction\""},
        {"-- howdah: upgrade lock_timeout=5 weeks", "unknown option \"weeks\"", 1, 35,
         "no-transaction, lock_timeout, statement_timeout"},
        {"-- howdah: downgrade irreversible", "\"irreversible\" is no option", 1, 22,
         "line of its own"},
        {"-- howdah: upgrade lock_timeout=soon", "invalid duration \"soon\"", 1, 20, NULL},
        {"-- howdah: upgrade lock_timeout=1s lock_timeout=1s", "given twice", 1, 36, NULL},
        {"-- howdah: probe SELECT true\n" UP, "before the first section", 1, 1, NULL},
        {UP "-- howdah: probe SELECT true\n", "above no statement", 5, 1, "above the statement"},
        {UP "-- howdah: probe SELECT true\n-- howdah: downgrade\n", "above no statement", 5, 1,
         NULL},
        {UP "-- howdah: probe ;\nSELECT 1;", "\"probe\" needs a query", 5, 1, NULL},
        {UP "SELECT (1\n-- howdah: downgrade\n+ 1);", "directive stands inside a statement", 6, 1,
         "semicolon"},
        {UP "SELECT 1\n-- howdah: lint-ignore x y\n+ 1;", "directive stands inside a statement", 6,
         1, "semicolon"},
        {UP "-- howdah: batch key=id size=10\nSELECT 1;", "neither an UPDATE nor a DELETE", 5, 1,
         NULL},
        {UP "-- howdah: batch key=id\nDELETE FROM t;", "needs a key and a size", 5, 1, NULL},
        {UP "-- howdah: batch key= size=1\nDELETE FROM t;", "key= needs a column", 5, 18, NULL},
        {UP "-- howdah: batch key=id size=0\nDELETE FROM t;", "a number above 0", 5, 25, NULL},
        {UP "-- howdah: batch key=id sise=1\nDELETE FROM t;", "unknown option \"sise=1\"", 5, 25,
         "\"size\""},
        {UP "-- howdah: batch key=id size=1 triggers=on\nDELETE FROM t;",
         "unknown option \"triggers=on\"", 5, 32, NULL},
        {UP "-- howdah: lint-ignore rule\nSELECT 1;", "needs rules and a reason", 5, 1, NULL},
        {UP "-- howdah: lint-ignore Rule! x\nSELECT 1;", "is not the name of a rule", 5, 24, NULL},
        {UP "-- howdah: irreversible x\n", "belongs in the downgrade section", 5, 1, NULL},
        {UP "-- howdah: downgrade\n-- howdah: irreversible\n", "needs a reason", 6, 1, NULL},
        {UP "-- howdah: downgrade\n-- howdah: irreversible x\nSELECT 1;", "has statements", 6, 1,
         NULL},
        {UP "SELECT 'abc\n", "string", 5, 8, NULL},
    };

    (void)state;
    for (size_t i = 0; i < HD_COUNT(wrong); i++) {
        HD_SCRATCH(scratch);
        hd_body *body = NULL;
        /* What the other section holds is checked all the same. */
        hd_error *err = parse(scratch, wrong[i].text, i % 2 == 0 ? HD_UPGRADE : HD_DOWNGRADE,
                              &body);

        if (err == NULL)
            fail_msg("no error in \"%s\"", wrong[i].text);
        if (strstr(err->message, wrong[i].message) == NULL)
            fail_msg("\"%s\" is not in \"%s\"", wrong[i].message, err->message);
        assert_int_equal(err->code, HD_CONFIG);
        assert_string_equal(err->place->path, "/p/a.sql");
        assert_int_equal(err->place->line, wrong[i].line);
        assert_int_equal(err->place->column, wrong[i].column);
        if (wrong[i].hint != NULL)
            assert_non_null(strstr(err->hint, wrong[i].hint));
        hd_error_free(err);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sections_are_split_into_statements),
        cmocka_unit_test(a_missing_section_is_empty_and_not_present),
        cmocka_unit_test(options_of_a_section_are_read),
        cmocka_unit_test(directives_belong_to_the_statement_below),
        cmocka_unit_test(a_downgrade_can_be_irreversible),
        cmocka_unit_test(wrong_bodies_are_refused_with_their_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
