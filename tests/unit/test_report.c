#include "unit.h"

#include "base/text.h"
#include "cli/report.h"

static char *as_text(TALLOC_CTX *ctx, hd_error *err, hd_report_style style)
{
    hd_buf *out = hd_buf_new(ctx);

    hd_report_text(out, err, style);
    hd_error_free(err);
    return hd_buf_take(ctx, out);
}

static void every_part_has_its_line(void **state)
{
    HD_SCRATCH(scratch);
    hd_error *err = hd_error_new_at("file.c:7", HD_DATABASE, "relation \"users\" does not exist");

    (void)state;
    memcpy(err->sqlstate, "42P01", sizeof("42P01"));
    err = hd_error_detail(err, "First line.\nSecond line.");
    err = hd_error_hint(err, "Look around.");
    err = hd_error_wrap(err, "while upgrading to \"b2\"");
    err = hd_error_wrap(err, "while doing \"x\"");
    err = hd_error_place(err, "b2.sql", "SELECT 1;\nALTER TABLE users ADD x int;\n", 22);
    assert_string_equal(as_text(scratch, err, (hd_report_style){.verbose = true}),
                        "howdah: error: relation \"users\" does not exist\n"
                        "  b2.sql:2:13\n"
                        "    ALTER TABLE users ADD x int;\n"
                        "                ^\n"
                        "  detail: First line.\n"
                        "          Second line.\n"
                        "  hint: Look around.\n"
                        "  SQLSTATE 42P01\n"
                        "  context: while upgrading to \"b2\"\n"
                        "           while doing \"x\"\n"
                        "  raised at: file.c:7\n");
}

static void only_what_is_known_is_said(void **state)
{
    HD_SCRATCH(scratch);
    hd_error *err = hd_error_place(hd_error_new(HD_CONFIG, "x"), "only.path", NULL, 0);

    (void)state;
    assert_string_equal(as_text(scratch, err, (hd_report_style){0}),
                        "howdah: error: x\n  only.path\n");
}

static void servers_cannot_drive_the_terminal(void **state)
{
    HD_SCRATCH(scratch);
    hd_error *err = hd_error_new(HD_DATABASE, "evil \x1b[2J text");

    (void)state;
    err = hd_error_place(err, "a\x1b.sql", "x\x07y", 2);
    assert_string_equal(as_text(scratch, err, (hd_report_style){0}),
                        "howdah: error: evil \\x1b[2J text\n"
                        "  a\\x1b.sql:1:3\n"
                        "    x\\x07y\n"
                        "         ^\n");
}

static void the_caret_stands_under_tabs_and_wide_characters(void **state)
{
    HD_SCRATCH(scratch);
    const char *line = "\t\xE6\xBC\xA2x BAD";
    hd_error *err = hd_error_place(hd_error_new(HD_CONFIG, "m"), "f", line, 6);

    (void)state;
    assert_string_equal(as_text(scratch, err, (hd_report_style){0}), "howdah: error: m\n  f:1:5\n"
                                                                     "        \xE6\xBC\xA2x BAD\n"
                                                                     "            ^\n");
}

/* The shown line and the caret's line of an error at that offset. */
static void shown_lines(TALLOC_CTX *ctx, const char *line, size_t offset, hd_strings *ret)
{
    hd_error *err = hd_error_place(hd_error_new(HD_CONFIG, "m"), "f", line, offset);
    char *text = as_text(ctx, err, (hd_report_style){0});
    char *first = strchr(strchr(text, '\n') + 1, '\n') + 1;
    char *second = strchr(first, '\n') + 1;

    hd_vec_push(ctx, ret, hd_strndup(ctx, first, (size_t)(second - first - 1)));
    hd_vec_push(ctx, ret, hd_strndup(ctx, second, strcspn(second, "\n")));
}

static void a_long_line_is_cut_around_the_caret(void **state)
{
    static const size_t offsets[] = {0, 50, 61, 500, 999};
    char line[1001];

    (void)state;
    for (size_t i = 0; i < HD_COUNT(offsets); i++) {
        HD_SCRATCH(scratch);
        hd_strings lines = {0};

        memset(line, '.', sizeof(line) - 1);
        line[sizeof(line) - 1] = '\0';
        line[offsets[i]] = 'X';
        shown_lines(scratch, line, offsets[i], &lines);
        assert_true(strlen(lines.items[0]) < 120);
        assert_int_equal(strchr(lines.items[0], 'X') - lines.items[0],
                         strchr(lines.items[1], '^') - lines.items[1]);
    }
}

static void no_part_shows_a_password(void **state)
{
    HD_SCRATCH(scratch);
    hd_error *err = hd_error_new(HD_DATABASE, "at postgresql://u:secret@h/d");
    hd_buf *out = hd_buf_new(scratch);

    (void)state;
    err = hd_error_detail(err, "Statement: ALTER ROLE u PASSWORD 'secret'");
    err = hd_error_place(err, "f.sql", "ALTER ROLE u PASSWORD 'secret' BAD x", 31);
    hd_report_json(out, err, (hd_report_style){0});
    assert_null(strstr(out->data, "secret"));
    char *text = as_text(scratch, err, (hd_report_style){0});
    assert_null(strstr(text, "secret"));
    /* The column is that of the file; the caret stands where the word is shown. */
    assert_non_null(strstr(text, "  f.sql:1:32\n"
                                 "    ALTER ROLE u PASSWORD '***' BAD x\n"
                                 "                                ^\n"));
}

static void a_position_in_a_statement_is_said_without_a_place(void **state)
{
    HD_SCRATCH(scratch);
    hd_error *err = hd_error_new(HD_DATABASE, "x");

    (void)state;
    err->sql_position = 7;
    assert_string_equal(as_text(scratch, err, (hd_report_style){0}),
                        "howdah: error: x\n  at character 7 of the statement\n");
}

static void an_error_at_the_end_of_the_line_has_its_caret_behind_it(void **state)
{
    HD_SCRATCH(scratch);
    hd_strings lines = {0};

    (void)state;
    shown_lines(scratch, "abc\n", 3, &lines);
    assert_string_equal(lines.items[0], "    abc");
    assert_string_equal(lines.items[1], "       ^");
}

static void colours_are_used_when_asked_for(void **state)
{
    HD_SCRATCH(scratch);
    hd_error *err = hd_error_hint(hd_error_new(HD_USAGE, "x"), "y");

    (void)state;
    assert_string_equal(as_text(scratch, err, (hd_report_style){.color = true}),
                        "howdah: \x1b[1;31merror:\x1b[0m x\n  \x1b[1;36mhint:\x1b[0m y\n");
}

static void json_has_the_same_parts(void **state)
{
    HD_SCRATCH(scratch);
    hd_buf *out = hd_buf_new(scratch);
    hd_error *err = hd_error_new(HD_MISSING, "no \"x\"");

    (void)state;
    err = hd_error_place(hd_error_hint(err, "Look."), "f.sql", "ab\ncd", 4);
    hd_report_json(out, err, (hd_report_style){0});
    hd_error_free(err);
    assert_string_equal(out->data, "{\n  \"error\": {\n    \"code\": \"missing\",\n"
                                   "    \"exit_status\": 66,\n    \"message\": \"no \\\"x\\\"\",\n"
                                   "    \"hint\": \"Look.\",\n    \"place\": {\n"
                                   "      \"file\": \"f.sql\",\n      \"line\": 2,\n"
                                   "      \"column\": 2,\n      \"text\": \"cd\"\n    }\n  }\n}\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_part_has_its_line),
        cmocka_unit_test(only_what_is_known_is_said),
        cmocka_unit_test(servers_cannot_drive_the_terminal),
        cmocka_unit_test(the_caret_stands_under_tabs_and_wide_characters),
        cmocka_unit_test(a_long_line_is_cut_around_the_caret),
        cmocka_unit_test(no_part_shows_a_password),
        cmocka_unit_test(a_position_in_a_statement_is_said_without_a_place),
        cmocka_unit_test(an_error_at_the_end_of_the_line_has_its_caret_behind_it),
        cmocka_unit_test(colours_are_used_when_asked_for),
        cmocka_unit_test(json_has_the_same_parts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
