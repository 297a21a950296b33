#include "unit.h"

#include <unistd.h>

#include "base/file.h"
#include "base/text.h"
#include "config/config.h"

/* Each test has an empty working directory and none of the variables that matter. */
struct place {
    char folder[32];
    int before;
};

static int set_up(void **state)
{
    static const char *const foreign[] = {"HOWDAH_CONFIG", "ALEMBIC_CONFIG", "DATABASE_URL",
                                          "PGHOST",        "PGHOSTADDR",     "PGSERVICE",
                                          "PGDATABASE"};
    struct place *place = calloc(1, sizeof(*place));

    for (size_t i = 0; i < HD_COUNT(foreign); i++)
        unsetenv(foreign[i]);
    for (size_t i = 0; i < hd_setting_count; i++)
        unsetenv(hd_settings[i].variable);
    snprintf(place->folder, sizeof(place->folder), "/tmp/howdah-test-XXXXXX");
    *state = place;
    return mkdtemp(place->folder) == NULL || chdir(place->folder) != 0;
}

static int tear_down(void **state)
{
    static const char *const made[] = {"howdah.ini", "alembic.ini", "pyproject.toml",
                                       "other.ini",  "sub/deep",    "sub"};
    struct place *place = *state;

    for (size_t i = 0; i < HD_COUNT(made); i++) {
        char path[64];
        snprintf(path, sizeof(path), "%s/%s", place->folder, made[i]);
        remove(path);
    }
    int failed = chdir("/") != 0 || rmdir(place->folder) != 0;
    free(place);
    return failed;
}

static void put(const char *path, const char *text)
{
    assert_ok(hd_file_write(path, text, strlen(text)));
}

static hd_config *load(TALLOC_CTX *ctx, hd_config_request request)
{
    hd_config *config = NULL;

    assert_ok(hd_config_load(ctx, &request, &config));
    return config;
}

static const char *only_remark(const hd_config *config)
{
    assert_int_equal(hd_config_remarks(config)->count, 1);
    return hd_config_remarks(config)->items[0];
}

static void defaults_hold_without_a_file(void **state)
{
    HD_SCRATCH(scratch);
    const hd_config *config = load(scratch, (hd_config_request){0});
    const struct place *place = *state;

    assert_null(hd_config_file(config));
    assert_string_equal(hd_config_folder(config), place->folder);
    assert_null(hd_config_get(config, "url"));
    assert_string_equal(hd_config_database(config), "postgres");
    assert_string_equal(hd_config_get(config, "script_location"), "migrations");
    assert_string_equal(hd_config_get(config, "file_template"), "%(rev)s_%(slug)s");
    assert_int_equal(hd_config_get_ms(config, "lock_timeout"), 2000);
    assert_int_equal(hd_config_get_ms(config, "lock_budget"), 600000);
    assert_int_equal(hd_config_get_int(config, "truncate_slug_length"), 40);
    assert_false(hd_config_get_bool(config, "recursive_version_locations"));
    assert_string_equal(hd_config_source(config, "lock_timeout"), "default");
    assert_int_equal(hd_config_remarks(config)->count, 0);
}

static void sources_win_in_the_stated_order(void **state)
{
    HD_SCRATCH(scratch);
    const hd_config_request with_env = {.env = "production"};
    const hd_config_request with_flag = {.env = "production", .url = "host=flag"};

    (void)state;
    put("howdah.ini", "[howdah]\nurl = host=file\n[env production]\nurl = host=env\n");
    hd_config *config = load(scratch, (hd_config_request){0});
    assert_string_equal(hd_config_get(config, "url"), "host=file");
    assert_string_equal(hd_config_source(config, "url"), "howdah.ini:2");
    config = load(scratch, with_env);
    assert_string_equal(hd_config_get(config, "url"), "host=env");
    assert_string_equal(hd_config_source(config, "url"), "howdah.ini:4");
    assert_int_equal(hd_config_value_of(config, "url")->kind, HD_SOURCE_ENV);
    assert_string_equal(hd_config_get(config, "environment"), "production");
    setenv("PGHOST", "x", 1);
    config = load(scratch, with_env);
    assert_string_equal(hd_config_get(config, "url"), "");
    assert_string_equal(hd_config_source(config, "url"), "PGHOST");
    setenv("DATABASE_URL", "host=two", 1);
    config = load(scratch, with_env);
    assert_string_equal(hd_config_get(config, "url"), "host=two");
    setenv("HOWDAH_URL", "host=one", 1);
    config = load(scratch, with_env);
    assert_string_equal(hd_config_get(config, "url"), "host=one");
    assert_string_equal(hd_config_source(config, "url"), "HOWDAH_URL");
    config = load(scratch, with_flag);
    assert_string_equal(hd_config_get(config, "url"), "host=flag");
    assert_string_equal(hd_config_source(config, "url"), "--url");
}

static void an_empty_variable_says_nothing(void **state)
{
    HD_SCRATCH(scratch);

    (void)state;
    setenv("HOWDAH_URL", "", 1);
    setenv("HOWDAH_LOCK_TIMEOUT", "", 1);
    hd_config *config = load(scratch, (hd_config_request){0});
    assert_null(hd_config_get(config, "url"));
    assert_int_equal(hd_config_get_ms(config, "lock_timeout"), 2000);
}

static void an_empty_flag_is_an_error(void **state)
{
    HD_SCRATCH(scratch);
    hd_config *config = NULL;

    (void)state;
    assert_error(hd_config_load(scratch, &(hd_config_request){.url = ""}, &config), HD_USAGE,
                 "value of \"--url\" is empty");
}

static void an_unknown_environment_names_the_nearest(void **state)
{
    HD_SCRATCH(scratch);
    hd_config *config = NULL;

    (void)state;
    put("howdah.ini", "[howdah]\n[env production]\n[env staging]\n");
    hd_error *err = hd_config_load(scratch, &(hd_config_request){.env = "producton"}, &config);
    assert_non_null(err);
    assert_string_equal(err->message, "environment \"producton\" is not in \"howdah.ini\"");
    assert_string_equal(err->hint, "Did you mean \"production\"?");
    hd_error_free(err);
    setenv("HOWDAH_ENV", "xxx", 1);
    err = hd_config_load(scratch, &(hd_config_request){0}, &config);
    assert_string_equal(err->hint, "It has these: production, staging.");
    hd_error_free(err);
}

static void the_file_can_choose_the_environment(void **state)
{
    HD_SCRATCH(scratch);

    (void)state;
    put("howdah.ini", "[howdah]\nenvironment = dev\nrole = a\n[env dev]\nrole = b\n");
    hd_config *config = load(scratch, (hd_config_request){0});
    assert_string_equal(hd_config_get(config, "role"), "b");
}

static void the_nearest_file_above_is_found(void **state)
{
    HD_SCRATCH(scratch);
    const struct place *place = *state;

    put("howdah.ini", "[howdah]\nscript_location = up\n");
    put("alembic.ini", "[alembic]\nscript_location = no\n");
    assert_ok(hd_dir_make("sub/deep"));
    assert_int_equal(chdir("sub/deep"), 0);
    hd_config *config = load(scratch, (hd_config_request){0});
    assert_string_equal(hd_config_get(config, "script_location"), "up");
    assert_string_equal(hd_config_folder(config), place->folder);
    assert_int_equal(chdir(place->folder), 0);
}

static void a_named_file_must_be_there(void **state)
{
    HD_SCRATCH(scratch);
    hd_config *config = NULL;

    (void)state;
    assert_error(hd_config_load(scratch, &(hd_config_request){.path = "gone.ini"}, &config),
                 HD_MISSING, "gone.ini");
    setenv("ALEMBIC_CONFIG", "gone2.ini", 1);
    hd_error *err = hd_config_load(scratch, &(hd_config_request){0}, &config);
    assert_int_equal(err->code, HD_MISSING);
    assert_string_equal(err->detail, "The file is named by ALEMBIC_CONFIG.");
    hd_error_free(err);
}

static void a_named_alembic_file_counts_paths_from_the_working_directory(void **state)
{
    HD_SCRATCH(scratch);
    const struct place *place = *state;

    put("sub/deep", "[alembic]\nscript_location = x\n");
    hd_config *config = load(scratch, (hd_config_request){.path = "sub/deep"});
    assert_string_equal(hd_config_folder(config), place->folder);
    put("sub/deep", "[howdah]\nscript_location = x\n");
    config = load(scratch, (hd_config_request){.path = "sub/deep"});
    assert_string_equal(hd_config_folder(config), hd_printf(scratch, "%s/sub", place->folder));
}

static void an_alembic_file_is_read_as_it_is(void **state)
{
    HD_SCRATCH(scratch);
    const struct place *place = *state;

    put("alembic.ini", "[alembic]\n"
                       "script_location = %(here)s/app\n"
                       "file_template = %%(year)d_%%(rev)s\n"
                       "version_path_separator = os  # Use os.pathsep.\n"
                       "recursive_version_locations = True\n"
                       "prepend_sys_path = .\n"
                       "timezone =\n"
                       "lock_timeout = 9s\n"
                       "sqlalchemy.url = postgresql+asyncpg://u:p%%40w@h/db?ssl=require\n"
                       "[howdah]\nlock_timeout = 3s\n"
                       "[formatter_generic]\nformat = %(levelname)-5.5s\n");
    hd_config *config = load(scratch, (hd_config_request){0});
    assert_string_equal(hd_config_get(config, "script_location"),
                        hd_printf(scratch, "%s/app", place->folder));
    assert_string_equal(hd_config_get(config, "file_template"), "%(year)d_%(rev)s");
    assert_string_equal(hd_config_get(config, "path_separator"), "os");
    assert_false(hd_config_get_bool(config, "recursive_version_locations"));
    assert_null(hd_config_get(config, "timezone"));
    assert_int_equal(hd_config_get_ms(config, "lock_timeout"), 3000);
    assert_string_equal(hd_config_get(config, "url"), "postgresql://u:p%40w@h/db?sslmode=require");
    assert_string_equal(hd_config_value_of(config, "url")->shown,
                        "postgresql+asyncpg://u:***@h/db?ssl=require");
    assert_null(hd_config_database(config));
    assert_int_equal(hd_config_remarks(config)->count, 0);
}

static void a_package_is_read_as_its_folder(void **state)
{
    HD_SCRATCH(scratch);

    (void)state;
    put("alembic.ini", "[alembic]\nscript_location = my.app:db.migrations\n");
    assert_string_equal(hd_config_get(load(scratch, (hd_config_request){0}), "script_location"),
                        "my/app/db.migrations");
}

static void what_cannot_be_honoured_is_remarked(void **state)
{
    static const struct {
        const char *text;
        const char *remark;
    } cases[] = {
        {"[alembic]\nsourceless = true\n", "alembic.ini:2: \"sourceless\" cannot be honoured"},
        {"[alembic]\nrevision_environment = true\n", "\"revision_environment\""},
        {"[alembic]\noutput_encoding = latin-1\n", "\"output_encoding\""},
        {"[alembic]\ndatabases = a, b\n", "\"databases\""},
        {"[alembic]\nsqlalchemy.url = driver://user:pass@localhost/dbname\n", "placeholder"},
        {"[alembic]\nsqlalchemy.url = postgresql://h/d?pool_timeout=1\n", "pool_timeout"},
        {"[howdah]\nlock_timout = 1s\n", "\"lock_timout\"; did you mean \"lock_timeout\"?"},
        {"[howdah]\nsqlalchemy.url = x\n", "did you mean \"url\"?"},
        {"[howdah]\nzzzzz = x\n", "alembic.ini:2: there is no setting \"zzzzz\""},
        {"[howdah]\n[env x]\nrol = x\n", "did you mean \"role\"?"},
        {"[howdah]\n[models]\nsorce = x\n", "did you mean \"source\"?"},
    };
    static const char silent[] = "[alembic]\nsourceless = false\noutput_encoding = UTF-8\n"
                                 "revision_environment =\nmine = 1\n[howdah]\nmodels.actor = a\n"
                                 "[models]\nsource = x\n[env a]\nmodels.source = y\n";
    HD_SCRATCH(scratch);

    (void)state;
    for (size_t i = 0; i < HD_COUNT(cases); i++) {
        put("alembic.ini", cases[i].text);
        const char *remark = only_remark(load(scratch, (hd_config_request){0}));
        if (strstr(remark, cases[i].remark) == NULL)
            fail_msg("\"%s\" is not in \"%s\"", cases[i].remark, remark);
    }
    put("alembic.ini", silent);
    hd_config *config = load(scratch, (hd_config_request){0});
    assert_int_equal(hd_config_remarks(config)->count, 0);
    assert_string_equal(hd_config_get(config, "models.source"), "x");
    assert_string_equal(hd_config_get(config, "models.actor"), "a");
    config = load(scratch, (hd_config_request){.env = "a"});
    assert_string_equal(hd_config_get(config, "models.source"), "y");
}

static void a_pyproject_is_remarked_and_refused(void **state)
{
    HD_SCRATCH(scratch);
    hd_config *config = NULL;

    (void)state;
    put("pyproject.toml", "[tool.alembic]\nscript_location = \"x\"\n");
    assert_non_null(strstr(only_remark(load(scratch, (hd_config_request){0})), "is not read"));
    assert_error(hd_config_load(scratch, &(hd_config_request){.path = "pyproject.toml"}, &config),
                 HD_CONFIG, "\"pyproject.toml\" is not read");
    setenv("ALEMBIC_CONFIG", "pyproject.toml", 1);
    put("alembic.ini", "[alembic]\nscript_location = y\n");
    assert_string_equal(hd_config_get(load(scratch, (hd_config_request){0}), "script_location"),
                        "y");
}

static void wrong_values_are_errors_with_their_place(void **state)
{
    static const struct {
        const char *line;
        const char *message;
    } cases[] = {
        {"lock_timeout = 5 weeks", "invalid value \"5 weeks\" of setting \"lock_timeout\""},
        {"transaction = some", "invalid value \"some\" of setting \"transaction\""},
        {"truncate_slug_length = -1", "invalid value \"-1\""},
        {"truncate_slug_length = x", "invalid value \"x\""},
        {"recursive_version_locations = maybe", "invalid value \"maybe\""},
        {"file_template = %(rev)s", "there is no key \"rev\""},
        {"url = mysql://u:secret@h/d", "URL of scheme \"mysql\""},
    };

    (void)state;
    for (size_t i = 0; i < HD_COUNT(cases); i++) {
        HD_SCRATCH(scratch);
        hd_config *config = NULL;

        put("howdah.ini", hd_printf(scratch, "[howdah]\n%s\n", cases[i].line));
        hd_error *err = hd_config_load(scratch, &(hd_config_request){0}, &config);
        assert_non_null(err);
        assert_int_equal(err->code, HD_CONFIG);
        if (strstr(err->message, cases[i].message) == NULL)
            fail_msg("\"%s\" is not in \"%s\"", cases[i].message, err->message);
        assert_int_equal(err->place->line, 2);
        assert_null(strstr(err->place->text, "secret"));
        assert_non_null(err->hint);
        hd_error_free(err);
    }
}

static void a_wrong_variable_is_named(void **state)
{
    HD_SCRATCH(scratch);
    hd_config *config = NULL;

    (void)state;
    setenv("HOWDAH_LOCK_BUDGET", "long", 1);
    hd_error *err = hd_config_load(scratch, &(hd_config_request){0}, &config);
    assert_string_equal(err->detail, "The value comes from HOWDAH_LOCK_BUDGET.");
    hd_error_free(err);
}

static void a_named_section_replaces_the_usual_ones(void **state)
{
    HD_SCRATCH(scratch);
    hd_config *config = NULL;

    (void)state;
    put("alembic.ini",
        "[DEFAULT]\nrole = d\n[alembic]\nscript_location = a\ntimezone = UTC\n"
        "[other]\nscript_location = b\nsqlalchemy.url = host=o\ntransaction = all\n");
    config = load(scratch, (hd_config_request){.section = "other"});
    assert_string_equal(hd_config_get(config, "script_location"), "b");
    assert_string_equal(hd_config_get(config, "url"), "host=o");
    assert_string_equal(hd_config_get(config, "transaction"), "all");
    assert_string_equal(hd_config_get(config, "role"), "d");
    assert_null(hd_config_get(config, "timezone"));
    hd_error *err = hd_config_load(scratch, &(hd_config_request){.section = "othr"}, &config);
    assert_string_equal(err->hint, "Did you mean \"other\"?");
    hd_error_free(err);
}

static void a_file_without_the_section_is_an_error(void **state)
{
    HD_SCRATCH(scratch);
    hd_config *config = NULL;

    (void)state;
    put("other.ini", "[almbic]\nscript_location = x\n");
    assert_error(hd_config_load(scratch, &(hd_config_request){.path = "other.ini"}, &config),
                 HD_CONFIG, "section \"alembic\" is not in \"other.ini\"");
}

static void the_database_is_the_one_that_is_named(void **state)
{
    static const struct {
        const char *url;
        const char *database; /* setting */
        const char *pgdatabase;
        const char *expected;
    } cases[] = {
        {"postgresql://h/db", NULL, NULL, NULL}, {"postgresql://h", NULL, NULL, "postgres"},
        {"postgresql://h", NULL, "pg", NULL},    {"postgresql://h/db", "set", NULL, NULL},
        {"postgresql://h", "set", NULL, "set"},  {"service=x", NULL, NULL, NULL},
        {NULL, NULL, NULL, "postgres"},          {NULL, NULL, "pg", NULL},
    };

    (void)state;
    for (size_t i = 0; i < HD_COUNT(cases); i++) {
        HD_SCRATCH(scratch);

        unsetenv("PGDATABASE");
        unsetenv("HOWDAH_DATABASE");
        if (cases[i].pgdatabase != NULL)
            setenv("PGDATABASE", cases[i].pgdatabase, 1);
        if (cases[i].database != NULL)
            setenv("HOWDAH_DATABASE", cases[i].database, 1);
        hd_config *config = load(scratch, (hd_config_request){.url = cases[i].url});
        assert_true(hd_text_equal(hd_config_database(config), cases[i].expected));
    }
}

static void other_sections_are_handed_through(void **state)
{
    HD_SCRATCH(scratch);
    hd_config_pairs pairs = {0};

    (void)state;
    put("howdah.ini", "[howdah]\n[post_write_hooks]\nhooks = a, b\na.executable = %(here)s/x\n");
    hd_config *config = load(scratch, (hd_config_request){0});
    assert_ok(hd_config_section(scratch, config, "post_write_hooks", &pairs));
    assert_int_equal(pairs.count, 2);
    assert_string_equal(pairs.items[0].key, "hooks");
    assert_string_equal(pairs.items[0].value, "a, b");
    assert_string_equal(pairs.items[1].source, "howdah.ini:4");
    assert_ok(hd_config_section(scratch, config, "nothing", &pairs));
    assert_int_equal(pairs.count, 0);
}

static void defaults_can_be_used_in_values(void **state)
{
    HD_SCRATCH(scratch);

    (void)state;
    put("howdah.ini",
        "[howdah]\nversion_locations = %(script_location)s/a %(script_location)s/b\n");
    assert_string_equal(hd_config_get(load(scratch, (hd_config_request){0}), "version_locations"),
                        "migrations/a migrations/b");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(defaults_hold_without_a_file),
        TEST(sources_win_in_the_stated_order),
        TEST(an_empty_variable_says_nothing),
        TEST(an_empty_flag_is_an_error),
        TEST(an_unknown_environment_names_the_nearest),
        TEST(the_file_can_choose_the_environment),
        TEST(the_nearest_file_above_is_found),
        TEST(a_named_file_must_be_there),
        TEST(a_named_alembic_file_counts_paths_from_the_working_directory),
        TEST(an_alembic_file_is_read_as_it_is),
        TEST(a_package_is_read_as_its_folder),
        TEST(what_cannot_be_honoured_is_remarked),
        TEST(a_pyproject_is_remarked_and_refused),
        TEST(wrong_values_are_errors_with_their_place),
        TEST(a_wrong_variable_is_named),
        TEST(a_named_section_replaces_the_usual_ones),
        TEST(a_file_without_the_section_is_an_error),
        TEST(the_database_is_the_one_that_is_named),
        TEST(other_sections_are_handed_through),
        TEST(defaults_can_be_used_in_values),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
