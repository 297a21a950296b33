#include "unit.h"

#include "config/ini.h"

static const char *raw(const hd_ini *ini, const char *section, const char *key)
{
    const hd_ini_entry *entry = hd_ini_find(ini, section, key);

    return entry == NULL ? NULL : entry->value;
}

static void files_mean_what_python_makes_of_them(void **state)
{
    HD_SCRATCH(scratch);
    hd_ini *ini = NULL;
    const char *text = "\xEF\xBB\xBF# comment\n"
                       "[DEFAULT]\n"
                       "shared = all\n"
                       "\n"
                       "[alembic]\r\n"
                       "Script_Location = here # not a comment\r\n"
                       "colon: a = b\n"
                       "empty =\n"
                       "semi = x ; y\n"
                       "long =\n"
                       "    one\n"
                       "    # left out\n"
                       "    two\n"
                       "\n"
                       "    three\n"
                       "\n"
                       "  [odd] = indented key\n"
                       "; comment\n"
                       "[a]b]\n"
                       "  deep = 1\n"
                       "  shallow = 2\n"
                       "last = no newline";

    (void)state;
    assert_ok(hd_ini_parse(scratch, "f.ini", "/folder", text, &ini));
    assert_string_equal(raw(ini, "alembic", "script_location"), "here # not a comment");
    assert_string_equal(raw(ini, "alembic", "colon"), "a = b");
    assert_string_equal(raw(ini, "alembic", "empty"), "");
    assert_string_equal(raw(ini, "alembic", "semi"), "x ; y");
    assert_string_equal(raw(ini, "alembic", "long"), "one\ntwo\n\nthree\n\n[odd] = indented key");
    assert_string_equal(raw(ini, "alembic", "shared"), "all");
    assert_null(hd_ini_find_own(ini, "alembic", "shared"));
    assert_null(raw(ini, "alembic", "deep"));
    assert_string_equal(raw(ini, "a]b", "shallow"), "2");
    assert_string_equal(raw(ini, "a]b", "last"), "no newline");
    assert_int_equal(hd_ini_find(ini, "alembic", "colon")->line, 7);
    assert_true(hd_ini_has_section(ini, "alembic"));
    assert_false(hd_ini_has_section(ini, "Alembic"));
}

static void mistakes_are_shown_where_they_are(void **state)
{
    static const struct {
        const char *text;
        const char *message;
        size_t line;
        size_t column;
    } cases[] = {
        {"x = 1\n", "line stands before any section", 1, 1},
        {"[a]\n\nnonsense\n", "line is not \"key = value\"", 3, 1},
        {"[a]\n = 1\n", "line is not \"key = value\"", 2, 2},
        {"[a]\nx = 1\n[a]\n", "section \"a\" stands here a second time", 3, 1},
        {"[a]\nx = 1\nX = 2\n", "key \"x\" stands here a second time", 3, 1},
        {"[]\n", "section without a name", 1, 1},
        {"[a\nx = 1\n", "line stands before any section", 1, 1},
    };

    (void)state;
    for (size_t i = 0; i < HD_COUNT(cases); i++) {
        HD_SCRATCH(scratch);
        hd_ini *ini = NULL;
        hd_error *err = hd_ini_parse(scratch, "f.ini", "/", cases[i].text, &ini);

        assert_non_null(err);
        assert_null(ini);
        assert_int_equal(err->code, HD_CONFIG);
        assert_string_equal(err->message, cases[i].message);
        assert_string_equal(err->place->path, "f.ini");
        assert_int_equal(err->place->line, cases[i].line);
        assert_int_equal(err->place->column, cases[i].column);
        hd_error_free(err);
    }
}

static void a_shown_line_has_no_password(void **state)
{
    HD_SCRATCH(scratch);
    hd_ini *ini = NULL;
    hd_error *err = hd_ini_parse(scratch, "f", "/", "[a]\nx=1\nx = p://u:secret@h\n", &ini);

    (void)state;
    assert_string_equal(err->place->text, "x = p://u:***@h");
    hd_error_free(err);
}

static const char *lookup(const char *key, const void *arg)
{
    return strcmp(key, "outside") == 0 ? arg : NULL;
}

static void values_are_interpolated(void **state)
{
    static const struct {
        const char *key;
        const char *value;
    } cases[] = {
        {"plain", "x"},       {"percent", "50% %(x)s"}, {"nested", "<x>"}, {"sub", "/folder/sub"},
        {"default", "all x"}, {"told", "told"},         {"upper", "x"},
    };
    HD_SCRATCH(scratch);
    hd_ini *ini = NULL;
    const char *text = "[DEFAULT]\nshared = all %(plain)s\n[a]\nplain = x\npercent = 50%% %%(x)s\n"
                       "nested = <%(plain)s>\nsub = %(here)s/sub\ndefault = %(shared)s\n"
                       "told = %(outside)s\nupper = %(PLAIN)s\n";

    (void)state;
    assert_ok(hd_ini_parse(scratch, "f.ini", "/folder", text, &ini));
    for (size_t i = 0; i < HD_COUNT(cases); i++) {
        char *value = NULL;
        assert_ok(hd_ini_value(scratch, ini, "a", hd_ini_find(ini, "a", cases[i].key), lookup,
                               "told", &value));
        assert_string_equal(value, cases[i].value);
    }
}

static void interpolation_mistakes_are_errors(void **state)
{
    static const struct {
        const char *text;
        const char *message;
    } cases[] = {
        {"[a]\nx = 5%\n", "single percent sign"},
        {"[a]\nx = %(rev)d\n", "single percent sign"},
        {"[a]\nx = %(open\n", "single percent sign"},
        {"[a]\nx = %(rev)s_%(slug)s\n", "uses \"%(rev)s\", but there is no key \"rev\""},
        {"[a]\nx = %(x)s\n", "goes in circles"},
        {"[a]\nx = %(y)s\ny = %(x)s\n", "goes in circles"},
        {"[a]\nx = %(a)s%(a)s%(a)s%(a)s\na = %(b)s%(b)s%(b)s%(b)s%(b)s%(b)s\n"
         "b = %(c)s%(c)s%(c)s%(c)s%(c)s%(c)s\nc = %(d)s%(d)s%(d)s%(d)s%(d)s%(d)s\n"
         "d = %(e)s%(e)s%(e)s%(e)s%(e)s%(e)s\ne = %(f)s%(f)s%(f)s%(f)s%(f)s%(f)s\nf =\n",
         "goes in circles"},
    };

    (void)state;
    for (size_t i = 0; i < HD_COUNT(cases); i++) {
        HD_SCRATCH(scratch);
        hd_ini *ini = NULL;
        char *value = NULL;

        assert_ok(hd_ini_parse(scratch, "f.ini", "/", cases[i].text, &ini));
        hd_error *err = hd_ini_value(scratch, ini, "a", hd_ini_find(ini, "a", "x"), NULL, NULL,
                                     &value);
        assert_non_null(err);
        assert_non_null(strstr(err->message, cases[i].message));
        assert_int_equal(err->place->line, 2);
        assert_null(value);
        hd_error_free(err);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(files_mean_what_python_makes_of_them),
        cmocka_unit_test(mistakes_are_shown_where_they_are),
        cmocka_unit_test(a_shown_line_has_no_password),
        cmocka_unit_test(values_are_interpolated),
        cmocka_unit_test(interpolation_mistakes_are_errors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
