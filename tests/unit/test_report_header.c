#include "unit.h"

#include "report/header.h"

static const char WHOLE[] = "-- name: big\n"
                            "-- also: large, huge\n"
                            "-- title: big tables\n"
                            "-- group: sizes\n"
                            "-- tells: what is\n"
                            "--   big\n"
                            "-- params:\n"
                            "--   pattern: names\n"
                            "--   least = 10: bytes,\n"
                            "--     at least\n"
                            "-- columns:\n"
                            "--   name text   the name\n"
                            "--   size bytes  how big,\n"
                            "--               on disk\n"
                            "--   state text  its state\n"
                            "-- needs: extension pgstattuple 1.5: it measures\n"
                            "-- wants: role pg_monitor: more\n"
                            "-- judge:\n"
                            "--   size >= 1GB 10GB and state = - lost for 5min\n"
                            "-- subject: name\n"
                            "-- cost: heavy\n"
                            "-- scope: cluster\n"
                            "-- advice: make it small\n"
                            "-- source: PostgreSQL documentation\n"
                            "SELECT 1; -- one\n"
                            "SELECT 2 ;\n\n";

static void a_whole_header_is_read(void **state)
{
    HD_SCRATCH(scratch);
    hd_report *report = NULL;

    (void)state;
    assert_ok(hd_report_parse(scratch, "big", "big.sql", WHOLE, &report));
    assert_string_equal(report->title, "big tables");
    assert_string_equal(report->tells, "what is big");
    assert_string_equal(report->group, "sizes");
    assert_int_equal(report->aliases.count, 2);
    assert_true(report->heavy && report->cluster && !report->each);
    assert_int_equal(report->params.count, 2);
    assert_null(report->params.items[0].standard);
    assert_string_equal(report->params.items[1].standard, "10");
    assert_string_equal(report->params.items[1].about, "bytes, at least");
    assert_int_equal(report->needs.count, 2);
    assert_string_equal(report->needs.items[0].version, "1.5");
    assert_true(report->needs.items[0].required && !report->needs.items[1].required);
    assert_int_equal(report->sections.count, 1);
    assert_int_equal(report->sections.items[0].columns.count, 3);
    assert_string_equal(report->sections.items[0].columns.items[1].about, "how big, on disk");
    assert_int_equal(report->sections.items[0].columns.items[1].unit, HD_UNIT_BYTES);
    assert_string_equal(report->sections.items[0].sql, "SELECT 1; -- one\nSELECT 2");
    assert_int_equal(report->rules.count, 1);
    assert_int_equal(report->rules.items[0].bounds.count, 2);
    assert_null(report->rules.items[0].bounds.items[1].warning);
    assert_int_equal(report->rules.items[0].for_ms, 300000);
}

/* WHOLE with one text replaced. */
static char *with(TALLOC_CTX *ctx, const char *from, const char *to)
{
    const char *at = strstr(WHOLE, from);

    assert_non_null(at);
    return hd_printf(ctx, "%.*s%s%s", (int)(at - WHOLE), WHOLE, to, at + strlen(from));
}

static void what_is_wrong_is_refused_with_its_place(void **state)
{
    static const struct {
        const char *from;
        const char *to;
        const char *message;
        size_t line;
    } cases[] = {
        {"-- name: big\n", "", "field \"name\" is missing", 1},
        {"-- name: big\n", "-- name: small\n", "is not that of the file", 1},
        {"-- title: big tables\n", "-- title:\n", "field \"title\" is empty", 3},
        {"-- title: big tables\n", "-- name: big\n", "is there twice", 3},
        {"-- title: big tables\n", "-- colour: red\n", "there is no field \"colour\"", 3},
        {"-- title: big tables\n", "-- big tables\n", "is not \"-- FIELD: VALUE\"", 3},
        {"group: sizes", "group: other", "there is no group \"other\"", 4},
        {"name text   the name", "name words  the name", "unknown unit \"words\"", 11},
        {"name text   the name", "Name text   the name", "is not a name for a column", 11},
        {"name text   the name", "name text", "is not explained", 11},
        {"name text   the name", "size bytes the size", "is there twice", 11},
        {"scope: cluster", "locked: ignored", "neither \"waited for\" nor \"gone around\"", 22},
        {"cost: heavy", "cost: much", "neither \"cheap\" nor \"heavy\"", 21},
        {"needs: extension", "needs: package", "is not extension, role, superuser, table or server",
         16},
        {"pgstattuple 1.5", "pgstattuple new", "is not the version of an extension", 16},
        {"size >= 1GB 10GB", "weight >= 1GB 10GB", "there is no column \"weight\"", 18},
        {"size >= 1GB 10GB", "size > 1GB 10GB", "is not >=, <= or =", 18},
        {"size >= 1GB 10GB", "size >= big 10GB", "is not a number with a unit", 18},
        {"size >= 1GB 10GB", "size >= - -", "a warning, a critical value or both", 18},
        {"state = - lost", "state >= - 1", "can only be compared by \"=\"", 18},
        {"for 5min", "for ever", "invalid duration", 18},
        {"for 5min", "or else", "neither \"and\" nor \"for\"", 18},
        {"subject: name", "subject: nobody", "there is no column \"nobody\"", 1},
        {"-- advice: make it small\n", "", "a report that judges has advice", 1},
        {"SELECT 1; -- one\nSELECT 2 ;\n", "", "there is no SQL", 26},
        {"SELECT 2 ;\n", "-- section: More\n", "SQL stands before the first section", 25},
    };

    (void)state;
    for (size_t i = 0; i < HD_COUNT(cases); i++) {
        HD_SCRATCH(scratch);
        hd_report *report = NULL;
        hd_error *err = hd_report_parse(scratch, "big", "big.sql",
                                        with(scratch, cases[i].from, cases[i].to), &report);
        assert_non_null(err);
        if (strstr(err->message, cases[i].message) == NULL)
            fail_msg("\"%s\" is not in \"%s\"", cases[i].message, err->message);
        assert_int_equal(err->code, HD_CONFIG);
        assert_int_equal(err->place->line, cases[i].line);
        assert_null(report);
        hd_error_free(err);
    }
}

static const char SECTIONS[] = "-- name: two\n-- title: t\n-- group: objects\n-- tells: x\n"
                               "-- cost: cheap\n-- source: s\n"
                               "-- each: Tables\n-- columns:\n--   key text a\n--   title text b\n"
                               "SELECT 1\n"
                               "-- section: Columns of it\n-- columns:\n--   name text c\n"
                               "SELECT 2;\n";

static void sections_have_their_columns_and_sql(void **state)
{
    HD_SCRATCH(scratch);
    hd_report *report = NULL;

    (void)state;
    assert_ok(hd_report_parse(scratch, "two", "two.sql", SECTIONS, &report));
    assert_true(report->each);
    assert_int_equal(report->sections.count, 2);
    assert_string_equal(report->sections.items[0].sql, "SELECT 1");
    assert_string_equal(report->sections.items[1].title, "Columns of it");
    assert_string_equal(report->sections.items[1].sql, "SELECT 2");
}

static void a_variant_replaces_the_sql_of_its_section(void **state)
{
    HD_SCRATCH(scratch);
    hd_report *report = NULL;

    (void)state;
    assert_ok(hd_report_parse(scratch, "two", "two.sql", SECTIONS, &report));
    assert_ok(hd_report_parse_variant(
        report, "two.v17.sql", "-- since: server 17\n-- section: Columns of it\nSELECT 3;\n"));
    const hd_report_section *section = &report->sections.items[1];
    assert_int_equal(section->variants.count, 1);
    assert_int_equal(section->variants.items[0].version, 17000);
    assert_null(section->variants.items[0].extension);
    assert_string_equal(section->variants.items[0].sql, "SELECT 3");
    assert_error(
        hd_report_parse_variant(report, "x", "-- since: server 17\n-- section: Other\nSELECT 3"),
        HD_CONFIG, "has no section \"Other\"");
    assert_error(hd_report_parse_variant(report, "x", "-- since: yesterday\nSELECT 3"), HD_CONFIG,
                 "a variant begins with");
    assert_error(hd_report_parse_variant(report, "x", "SELECT 3"), HD_CONFIG,
                 "a variant begins with");
}

static void versions_and_bounds_are_numbers(void **state)
{
    double number = 0;

    (void)state;
    assert_int_equal(hd_report_version("17"), 17000);
    assert_int_equal(hd_report_version("1.11"), 1011);
    assert_int_equal(hd_report_version("1.x"), 0);
    assert_int_equal(hd_report_version(""), 0);
    assert_true(hd_report_number("5min", &number) && (int)number == 300);
    assert_true(hd_report_number("80%", &number) && (int)number == 80);
    assert_true(hd_report_number("2kB", &number) && (int)number == 2048);
    assert_false(hd_report_number("much", &number));
    assert_false(hd_report_number("", &number));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_whole_header_is_read),
        cmocka_unit_test(what_is_wrong_is_refused_with_its_place),
        cmocka_unit_test(sections_have_their_columns_and_sql),
        cmocka_unit_test(a_variant_replaces_the_sql_of_its_section),
        cmocka_unit_test(versions_and_bounds_are_numbers),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
