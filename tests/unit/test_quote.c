#include "unit.h"

#include "parse/quote.h"

static void identifiers_are_quoted_only_when_they_must_be(void **state)
{
    static const struct {
        const char *name;
        const char *sql;
    } cases[] = {
        {"users", "users"},
        {"_a1", "_a1"},
        {"Users", "\"Users\""},
        {"1a", "\"1a\""},
        {"a b", "\"a b\""},
        {"a$b", "\"a$b\""},
        {"", "\"\""},
        {"a\"b", "\"a\"\"b\""},
        {"\xc3\xa4", "\"\xc3\xa4\""},
        {"user", "\"user\""},
        {"table", "\"table\""},
        {"all", "\"all\""},
        {"xmltable", "\"xmltable\""},
        {"left", "\"left\""},
        {"between", "\"between\""},
        {"system_user", "\"system_user\""},
        {"name", "name"},
        {"value", "value"},
    };
    HD_SCRATCH(scratch);

    (void)state;
    for (size_t i = 0; i < HD_COUNT(cases); i++)
        assert_string_equal(hd_sql_ident(scratch, cases[i].name), cases[i].sql);
    assert_string_equal(hd_sql_qualified(scratch, "My", "user"), "\"My\".\"user\"");
    assert_string_equal(hd_sql_qualified(scratch, NULL, "t"), "t");
    assert_string_equal(hd_sql_qualified(scratch, "", "t"), "t");
}

static void literals_hold_any_text(void **state)
{
    HD_SCRATCH(scratch);

    (void)state;
    assert_string_equal(hd_sql_literal(scratch, "it's"), "'it''s'");
    assert_string_equal(hd_sql_literal(scratch, ""), "''");
    assert_string_equal(hd_sql_literal(scratch, "a\\'b"), "E'a\\\\''b'");
}

static void arrays_hold_any_items(void **state)
{
    static const char *const items[] = {"a", "b c", "", "d\"e\\f", "NULL", "g,h", "{i}", NULL};
    HD_SCRATCH(scratch);

    (void)state;
    assert_string_equal(hd_sql_array(scratch, items, HD_COUNT(items)),
                        "{a,\"b c\",\"\",\"d\\\"e\\\\f\",\"NULL\",\"g,h\",\"{i}\",NULL}");
    assert_string_equal(hd_sql_array(scratch, NULL, 0), "{}");
}

static void names_are_taken_apart_and_made_to_fit(void **state)
{
    HD_SCRATCH(scratch);
    static const char long_name[] =
        "0123456789012345678901234567890123456789012345678901234\xc3\xb6";

    (void)state;
    assert_string_equal(hd_sql_bare_name(scratch, "public", "public.t_seq"), "t_seq");
    assert_string_equal(hd_sql_bare_name(scratch, "My", "\"My\".\"a \"\"b\"\"\""), "a \"b\"");
    assert_string_equal(hd_sql_bare_name(scratch, "public", "other.t"), "other.t");
    assert_string_equal(hd_sql_name_join(scratch, "t", "_old"), "t_old");
    assert_int_equal(strlen(hd_sql_name_join(scratch, long_name, "_howdah")), 62);
    assert_int_equal(strlen(hd_sql_name_join(scratch, long_name, "_old")), 61);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(identifiers_are_quoted_only_when_they_must_be),
        cmocka_unit_test(literals_hold_any_text),
        cmocka_unit_test(arrays_hold_any_items),
        cmocka_unit_test(names_are_taken_apart_and_made_to_fit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
