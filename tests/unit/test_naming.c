#include "unit.h"

#include <stdlib.h>

#include "migrate/files/naming.h"

static void slugs_are_made_as_alembic_makes_them(void **state)
{
    static const struct {
        const char *message;
        size_t max;
        const char *slug;
    } cases[] = {
        {NULL, 40, ""},
        {"  Add a Thing, now!", 40, "add_a_thing_now"},
        {"this is a very long message which is certainly over forty characters", 40,
         "this_is_a_very_long_message_which_is_"},
        {"hello wonderful world", 12, "hello_"},
        {"abcdefghij", 4, "abcd_"},
        {"exactly", 7, "exactly"},
        {"Größe 42 µm — ÄÖ_x", 40, "größe_42_µm_äö_x"},
        {"ÄÖÜäöü", 3, "äöü_"},
        {"bad \xff utf8", 40, "bad_utf8"},
        {"../../etc/passwd", 40, "etc_passwd"},
    };

    (void)state;
    for (size_t i = 0; i < HD_COUNT(cases); i++) {
        HD_SCRATCH(scratch);
        assert_string_equal(hd_slug(scratch, cases[i].message, cases[i].max), cases[i].slug);
    }
}

static hd_moment some_moment(void)
{
    return (hd_moment){
        .epoch = 1353571929,
        .microseconds = 42,
        .calendar = {.tm_year = 112,
                     .tm_mon = 10,
                     .tm_mday = 2,
                     .tm_hour = 8,
                     .tm_min = 12,
                     .tm_sec = 9,
                     .tm_gmtoff = -12600},
    };
}

static void templates_are_filled_in(void **state)
{
    static const struct {
        const char *template;
        const char *name;
    } cases[] = {
        {"%(rev)s_%(slug)s", "a_b_some_thing"},
        {"%(year)d_%(month).2d_%(day)02d-%(hour).2d%(minute)2d%(second)d-%(epoch)d",
         "2012_11_02-08129-1353571929"},
        {"%(year)d/%(month)s/%(slug).4s%%", "2012/11/some%"},
        {"[%(day)-4d|%(day)4d|%(rev)6s]", "[2   |   2|   a_b]"},
        {"plain", "plain"},
    };
    hd_moment moment = some_moment();

    (void)state;
    for (size_t i = 0; i < HD_COUNT(cases); i++) {
        HD_SCRATCH(scratch);
        char *name = NULL;
        assert_ok(hd_file_name(scratch, cases[i].template, "a/b", "some_thing", &moment, &name));
        assert_string_equal(name, cases[i].name);
    }
}

static void wrong_templates_are_refused(void **state)
{
    static const struct {
        const char *template;
        const char *message;
    } cases[] = {
        {"%(month)d_%(revision)s", "unknown token at \"%(revision)s\""},
        {"%(rev", "unknown token at \"%(rev\""},
        {"%(rev)d", "unfit form at"},
        {"%(year)n", "unfit form at"},
        {"%(year)999999999999d", "unfit form at"},
        {"%(year)", "unfit form at"},
        {"100%", "lone percent sign at \"%\""},
        {"%s", "lone percent sign"},
    };
    hd_moment moment = some_moment();

    (void)state;
    for (size_t i = 0; i < HD_COUNT(cases); i++) {
        HD_SCRATCH(scratch);
        char *name = NULL;
        assert_error(hd_file_name(scratch, cases[i].template, "r", "s", &moment, &name), HD_CONFIG,
                     cases[i].message);
        assert_null(name);
    }
}

static void moments_carry_their_offset_only_when_a_zone_was_asked_for(void **state)
{
    HD_SCRATCH(scratch);
    hd_moment moment = some_moment();

    (void)state;
    assert_string_equal(hd_moment_text(scratch, &moment), "2012-11-02 08:12:09.000042");
    moment.zoned = true;
    assert_string_equal(hd_moment_text(scratch, &moment), "2012-11-02 08:12:09.000042-03:30");
}

static void the_time_zone_of_the_process_stays_what_it_was(void **state)
{
    hd_moment there = {0};
    hd_moment here = {0};

    (void)state;
    setenv("TZ", "UTC", 1);
    assert_ok(hd_moment_now("Asia/Kolkata", &there));
    assert_ok(hd_moment_now(NULL, &here));
    assert_int_equal(there.calendar.tm_gmtoff, 19800);
    assert_true(there.zoned);
    assert_int_equal(here.calendar.tm_gmtoff, 0);
    assert_false(here.zoned);
    assert_string_equal(getenv("TZ"), "UTC");
    assert_ok(hd_moment_now("utc", &there));
    assert_error(hd_moment_now("Mars/Base", &there), HD_CONFIG, "time zone \"Mars/Base\"");
    assert_error(hd_moment_now("../passwd", &there), HD_CONFIG, "is not known");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(slugs_are_made_as_alembic_makes_them),
        cmocka_unit_test(templates_are_filled_in),
        cmocka_unit_test(wrong_templates_are_refused),
        cmocka_unit_test(moments_carry_their_offset_only_when_a_zone_was_asked_for),
        cmocka_unit_test(the_time_zone_of_the_process_stays_what_it_was),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
