#include "unit.h"

#include "report/header.h"
#include "report/print.h"
#include "report/value.h"

static const char TEXT[] = "-- name: demo\n-- title: a demonstration\n-- group: sizes\n"
                           "-- tells: x\n-- cost: cheap\n-- source: s\n"
                           "-- columns:\n--   name text n\n--   size bytes s\n--   good bool g\n"
                           "-- judge:\n--   size >= 1MB 1GB\n-- advice: none\n"
                           "SELECT 1";

static const char *const rows[][3] = {
    {"caf\xc3\xa9 \xe6\xbc\xa2\xe5\xad\x97", "1536", "t"},
    {"evil \x1b[31m\nsecond, \"line\" \xe2\x80\xae", "2147483648", "f"},
    {NULL, NULL, NULL},
};

static hd_report_result *result_new(TALLOC_CTX *ctx)
{
    hd_report_result *result = hd_new(ctx, hd_report_result);
    hd_report *report = NULL;
    hd_report_table table = {0};

    assert_ok(hd_report_parse(ctx, "demo", "demo.sql", TEXT, &report));
    table.section = &report->sections.items[0];
    result->report = report;
    for (size_t i = 0; i < HD_COUNT(rows); i++) {
        hd_report_row row = {.values = hd_new_array(result, const char *, 3)};
        memcpy(row.values, rows[i], sizeof(rows[i]));
        row.level = hd_report_judge(report, row.values);
        hd_vec_push(result, &table.rows, row);
    }
    hd_vec_push(result, &result->tables, table);
    return result;
}

static void values_have_units_that_people_read(void **state)
{
    static const struct {
        enum hd_unit unit;
        const char *value;
        const char *text;
    } cases[] = {
        {HD_UNIT_BYTES, "0", "0 B"},
        {HD_UNIT_BYTES, "1023", "1023 B"},
        {HD_UNIT_BYTES, "1024", "1.0 kB"},
        {HD_UNIT_BYTES, "1503238553", "1.4 GB"},
        {HD_UNIT_BYTES, "-2048", "-2.0 kB"},
        {HD_UNIT_BYTES, "1048575", "1.0 MB"},
        {HD_UNIT_SECONDS, "180", "3 min 00 s"},
        {HD_UNIT_SECONDS, "0.0015", "1.50 ms"},
        {HD_UNIT_SECONDS, "0", "0 ms"},
        {HD_UNIT_SECONDS, "950400", "11 d 00 h"},
        {HD_UNIT_MS, "12.3456", "12 ms"},
        {HD_UNIT_COUNT, "1234567", "1,234,567"},
        {HD_UNIT_COUNT, "-100", "-100"},
        {HD_UNIT_COUNT, "1.5", "1.5"},
        {HD_UNIT_INT, "123456", "123456"},
        {HD_UNIT_BOOL, "t", "yes"},
        {HD_UNIT_BOOL, "f", "no"},
        {HD_UNIT_PERCENT, "97.25", "97.2 %"},
        {HD_UNIT_TIME, "2026-11-22 10:42:17.123456+00", "2026-11-22 10:42:17+00"},
        {HD_UNIT_TIME, "infinity", "infinity"},
        {HD_UNIT_TEXT, "as it is", "as it is"},
    };

    (void)state;
    for (size_t i = 0; i < HD_COUNT(cases); i++) {
        HD_SCRATCH(scratch);
        assert_string_equal(hd_report_value(scratch, cases[i].unit, cases[i].value), cases[i].text);
    }
}

static void a_table_is_aligned_and_says_which_rows_are_bad(void **state)
{
    HD_SCRATCH(scratch);
    hd_buf *out = hd_buf_new(scratch);
    const hd_report_look look = {0};

    (void)state;
    hd_report_print_aligned(out, result_new(scratch), &look);
    assert_string_equal(out->data, "   name                                   size  good\n"
                                   "   -----------------------------------  ------  ----\n"
                                   "   caf\xc3\xa9 \xe6\xbc\xa2\xe5\xad\x97"
                                   "                            1.5 kB  yes\n"
                                   "!! evil \\x1b[31m second, \"line\" \\u202e  2.0 GB  no\n"
                                   "\n");
}

static void long_texts_are_cut_to_the_terminal(void **state)
{
    HD_SCRATCH(scratch);
    hd_buf *out = hd_buf_new(scratch);
    const hd_report_look look = {.width = 30, .color = true};

    (void)state;
    hd_report_print_aligned(out, result_new(scratch), &look);
    assert_non_null(strstr(out->data, "\x1b[31m!! evil \\x1b[31\xe2\x80\xa6  2.0 GB  no\x1b[0m\n"));
    assert_non_null(strstr(out->data, "\x1b[1m   name             size  good\x1b[0m\n"));
}

static void csv_and_json_have_exact_values(void **state)
{
    HD_SCRATCH(scratch);
    hd_buf *out = hd_buf_new(scratch);
    const hd_report_look look = {0};

    (void)state;
    hd_report_print_csv(out, result_new(scratch), &look);
    assert_string_equal(out->data,
                        "name,size,good\r\n"
                        "caf\xc3\xa9 \xe6\xbc\xa2\xe5\xad\x97,1536,t\r\n"
                        "\"evil \x1b[31m\nsecond, \"\"line\"\" \xe2\x80\xae\",2147483648,f\r\n"
                        ",,\r\n");
    hd_buf_truncate(out, 0);
    hd_report_print_json(out, result_new(scratch));
    assert_non_null(strstr(out->data, "\"size\": 2147483648"));
    assert_non_null(strstr(out->data, "\"good\": false"));
    assert_non_null(strstr(out->data, "\"level\": \"critical\""));
    assert_non_null(strstr(out->data, "evil \\u001b[31m\\nsecond, \\\"line\\\" \\u202e"));
    assert_non_null(strstr(out->data, "\"name\": null"));
}

static void csv_on_a_terminal_cannot_drive_it(void **state)
{
    HD_SCRATCH(scratch);
    hd_buf *out = hd_buf_new(scratch);
    const hd_report_look look = {.terminal = true};

    (void)state;
    hd_report_print_csv(out, result_new(scratch), &look);
    assert_null(strchr(out->data, '\x1b'));
}

static void markdown_escapes_its_own_marks(void **state)
{
    HD_SCRATCH(scratch);
    hd_buf *out = hd_buf_new(scratch);
    hd_report_result *result = result_new(scratch);

    (void)state;
    result->tables.items[0].rows.items[0].values[0] = "a|b <script> *x*";
    hd_report_limit(result, 1);
    hd_report_print_markdown(out, result);
    assert_string_equal(out->data, "| name | size | good |\n| --- | ---: | --- |\n"
                                   "| a\\|b \\<script\\> \\*x\\* | 1.5 kB | yes |\n");
}

static void rows_are_sorted_with_nothing_last(void **state)
{
    HD_SCRATCH(scratch);
    hd_report_result *result = result_new(scratch);
    const hd_report_table *table = &result->tables.items[0];

    (void)state;
    assert_ok(hd_report_sort(result, "size"));
    assert_string_equal(table->rows.items[0].values[1], "2147483648");
    assert_null(table->rows.items[2].values[1]);
    assert_ok(hd_report_sort(result, "size:asc"));
    assert_string_equal(table->rows.items[0].values[1], "1536");
    assert_null(table->rows.items[2].values[1]);
    assert_error(hd_report_sort(result, "weight"), HD_USAGE, "has no column \"weight\"");
    assert_error(hd_report_sort(result, "size:up"), HD_USAGE, "invalid direction \"up\"");
}

static void patterns_become_regular_expressions(void **state)
{
    static const struct {
        const char *pattern;
        const char *regex;
    } cases[] = {
        {"users", "^(.*\\.)?users$"}, {"public.*", "^public\\..*$"},
        {"Ord?r", "^(.*\\.)?ord.r$"}, {"\"Or*d\"", "^(.*\\.)?Or\\*d$"},
        {"a(b", "^(.*\\.)?a\\(b$"},   {"\"a\"\"b\"", "^(.*\\.)?a\"b$"},
    };

    (void)state;
    for (size_t i = 0; i < HD_COUNT(cases); i++) {
        HD_SCRATCH(scratch);
        assert_string_equal(hd_report_pattern(scratch, cases[i].pattern), cases[i].regex);
    }
    assert_null(hd_report_pattern(NULL, NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_have_units_that_people_read),
        cmocka_unit_test(a_table_is_aligned_and_says_which_rows_are_bad),
        cmocka_unit_test(long_texts_are_cut_to_the_terminal),
        cmocka_unit_test(csv_and_json_have_exact_values),
        cmocka_unit_test(csv_on_a_terminal_cannot_drive_it),
        cmocka_unit_test(markdown_escapes_its_own_marks),
        cmocka_unit_test(rows_are_sorted_with_nothing_last),
        cmocka_unit_test(patterns_become_regular_expressions),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
