#include "unit.h"

#include "base/utf8.h"

static void control_characters_are_written_as_escapes(void **state)
{
    static const struct {
        const char *text;
        const char *safe;
    } cases[] = {
        {"plain \xC3\xA4 text\n\tindented", "plain \xC3\xA4 text\n\tindented"},
        {"\x1b[31mred\x07\r", "\\x1b[31mred\\x07\\x0d"},
        {"c1 \xC2\x9B 31m", "c1 \\x9b 31m"},
        {"turned \xE2\x80\xAE around", "turned \\u202e around"},
        {"broken \xFF\xC3", "broken \\xff\\xc3"},
        {"overlong \xC0\x80 surrogate \xED\xA0\x80",
         "overlong \\xc0\\x80 surrogate \\xed\\xa0\\x80"},
    };

    (void)state;
    for (size_t i = 0; i < HD_COUNT(cases); i++) {
        HD_SCRATCH(scratch);
        hd_buf *out = hd_buf_new(scratch);
        hd_utf8_add_safe(out, cases[i].text);
        assert_string_equal(out->data, cases[i].safe);
    }
}

static void columns_count_wide_and_combining_characters(void **state)
{
    (void)state;
    assert_int_equal(hd_utf8_columns("abc"), 3);
    assert_int_equal(hd_utf8_columns("\xC3\xA4"), 1);
    assert_int_equal(hd_utf8_columns("a\xCC\x88"), 1);
    assert_int_equal(hd_utf8_columns("\xE6\xBC\xA2\xE5\xAD\x97"), 4);
    assert_int_equal(hd_utf8_columns("\xF0\x9F\x90\x98"), 2);
    assert_int_equal(hd_utf8_columns("\xFF"), 1);
}

static void characters_are_measured_and_decoded(void **state)
{
    static const struct {
        const char *text;
        size_t length;
        uint32_t code;
    } cases[] = {
        {"a", 1, 'a'},
        {"\xC3\xA4", 2, 0xE4},
        {"\xE2\x82\xAC", 3, 0x20AC},
        {"\xF0\x9F\x90\x98", 4, 0x1F418},
    };

    (void)state;
    for (size_t i = 0; i < HD_COUNT(cases); i++) {
        assert_int_equal(hd_utf8_length(cases[i].text), cases[i].length);
        assert_int_equal(hd_utf8_decode(cases[i].text, cases[i].length), cases[i].code);
    }
    assert_int_equal(hd_utf8_length("\xF4\x90\x80\x80"), 0);
    assert_int_equal(hd_utf8_length("\xE2\x82"), 0);
}

static void text_is_cut_between_characters(void **state)
{
    (void)state;
    assert_int_equal(hd_utf8_fit("abc", 2), 2);
    assert_int_equal(hd_utf8_fit("abc", 9), 3);
    assert_int_equal(hd_utf8_fit("a\xE6\xBC\xA2", 2), 1);
    assert_int_equal(hd_utf8_fit("a\xCC\x88"
                                 "b",
                                 1),
                     3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(control_characters_are_written_as_escapes),
        cmocka_unit_test(columns_count_wide_and_combining_characters),
        cmocka_unit_test(text_is_cut_between_characters),
        cmocka_unit_test(characters_are_measured_and_decoded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
