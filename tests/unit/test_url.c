#include "unit.h"

#include <dlfcn.h>
#include <libpq-fe.h>

#include "base/text.h"
#include "config/secret.h"
#include "config/url.h"

static void urls_are_reduced_to_what_libpq_takes(void **state)
{
    static const struct {
        const char *from;
        const char *to;
        bool names_database;
        const char *dropped;
    } cases[] = {
        {"postgresql://u:p@h:5432/db", "postgresql://u:p@h:5432/db", true, ""},
        {"postgres://h/db", "postgresql://h/db", true, ""},
        {"postgresql+asyncpg://u@h/db", "postgresql://u@h/db", true, ""},
        {"postgresql+psycopg2://u@h", "postgresql://u@h", false, ""},
        {"POSTGRESQL://h/", "postgresql://h/", false, ""},
        {"jdbc:postgresql://h/db?user=u&password=x&ssl=true",
         "postgresql://h/db?user=u&password=x&sslmode=require", true, ""},
        {"postgresql:///db?host=/var/run/postgresql", "postgresql:///db?host=/var/run/postgresql",
         true, ""},
        {"postgresql://h1:1,h2:2/db?target_session_attrs=read-write",
         "postgresql://h1:1,h2:2/db?target_session_attrs=read-write", true, ""},
        {"postgresql://[::1]:5432/db", "postgresql://[::1]:5432/db", true, ""},
        {"postgresql+asyncpg://h/db?ssl=verify-full&prepared_statement_cache_size=0",
         "postgresql://h/db?sslmode=verify-full", true, "prepared_statement_cache_size"},
        {"postgresql://h/db?schema=public&connection_limit=5&sslmode=require",
         "postgresql://h/db?sslmode=require", true, "schema connection_limit"},
        {"postgresql+psycopg2://u@/db?host=a:1&host=b:2", "postgresql://u@/db?host=a,b&port=1,2",
         true, ""},
        {"postgresql+psycopg2://u@/db?host=a&host=b&port=5&port=6",
         "postgresql://u@/db?host=a,b&port=5,6", true, ""},
        {"postgresql+asyncpg://h?database=db&timeout=10",
         "postgresql://h?dbname=db&connect_timeout=10", true, ""},
        {"postgresql+psycopg2://h/db?options=-csearch_path=x+y",
         "postgresql://h/db?options=-csearch_path%3Dx%20y", true, ""},
        {"postgresql://h/db?options=a+b", "postgresql://h/db?options=a+b", true, ""},
        {"postgresql://h/?service=x", "postgresql://h/?service=x", true, ""},
        /* What SQLAlchemy lets stand in a password, libpq wants escaped. */
        {"postgresql://u:p%40ss@h/db", "postgresql://u:p%40ss@h/db", true, ""},
        {"postgresql://u:50%off@h/db", "postgresql://u:50%25off@h/db", true, ""},
        {"postgresql://u:a/b:c?d@h/db", "postgresql://u:a%2Fb%3Ac%3Fd@h/db", true, ""},
        {"postgresql://h:5432/db?application_name=a@b",
         "postgresql://h:5432/db?application_name=a%40b", true, ""},
        {"postgresql://h?application_name=a@b", "postgresql://h?application_name=a%40b", false, ""},
        {"host=h dbname=db", "host=h dbname=db", true, ""},
        {"host=h user='d b' dbname = 'x y'", "host=h user='d b' dbname = 'x y'", true, ""},
        {"host=h password='dbname=x'", "host=h password='dbname=x'", false, ""},
        {"service=mine", "service=mine", true, ""},
        {"options='-c a=://b' host=h", "options='-c a=://b' host=h", false, ""},
        {"", "", false, ""},
    };

    (void)state;
    for (size_t i = 0; i < HD_COUNT(cases); i++) {
        HD_SCRATCH(scratch);
        hd_url url = {0};

        assert_ok(hd_url_reduce(scratch, cases[i].from, &url));
        assert_string_equal(url.conninfo, cases[i].to);
        assert_int_equal(url.names_database, cases[i].names_database);
        assert_string_equal(hd_text_join(scratch, &url.dropped, " "), cases[i].dropped);
    }
}

/* libpq as it is installed, without src/pg/. */
struct libpq {
    PQconninfoOption *(*parse)(const char *conninfo, char **message);
    void (*free)(PQconninfoOption *options);
};

static bool libpq_open(struct libpq *ret)
{
    void *library = dlopen("libpq.so.5", RTLD_NOW);

    if (library == NULL)
        return false;
    *(void **)&ret->parse = dlsym(library, "PQconninfoParse");
    *(void **)&ret->free = dlsym(library, "PQconninfoFree");
    return ret->parse != NULL && ret->free != NULL;
}

static const char *option_value(const PQconninfoOption *options, const char *keyword)
{
    for (; options->keyword != NULL; options++)
        if (strcmp(options->keyword, keyword) == 0)
            return options->val;
    return NULL;
}

static void libpq_understands_what_was_meant(void **state)
{
    static const struct {
        const char *url;
        const char *keyword;
        const char *value;
    } cases[] = {
        {"postgresql://u:50%off@h/db", "password", "50%off"},
        {"postgresql://u:p%40ss@h/db", "password", "p@ss"},
        {"postgresql://u:a/b:c?d#e@h:1/db", "password", "a/b:c?d#e"},
        {"postgresql://u:a/b:c?d#e@h:1/db", "host", "h"},
        {"postgresql+psycopg2://u:x y@h/db", "password", "x y"},
        {"postgresql+psycopg2://u@/db?host=a:1&host=b:2", "host", "a,b"},
        {"postgresql+psycopg2://u@/db?host=a:1&host=b:2", "port", "1,2"},
        {"postgresql+psycopg2://h/db?options=-csearch_path=x+y", "options", "-csearch_path=x y"},
        {"postgresql+asyncpg://h:5/db?ssl=require&command_timeout=5", "sslmode", "require"},
        {"jdbc:postgresql://h/db?user=u&password=p&ssl=true", "sslmode", "require"},
        {"postgresql://[::1]:5432/db", "host", "::1"},
        {"postgresql://%2Frun%2Fpg/db", "host", "/run/pg"},
        {"postgresql://h/my%20db", "dbname", "my db"},
    };
    struct libpq libpq = {0};

    (void)state;
    if (!libpq_open(&libpq))
        skip();
    for (size_t i = 0; i < HD_COUNT(cases); i++) {
        HD_SCRATCH(scratch);
        hd_url url = {0};
        char *message = NULL;

        assert_ok(hd_url_reduce(scratch, cases[i].url, &url));
        PQconninfoOption *options = libpq.parse(url.conninfo, &message);
        if (options == NULL)
            fail_msg("%s: %s", url.conninfo, message);
        assert_string_equal(option_value(options, cases[i].keyword), cases[i].value);
        libpq.free(options);
    }
}

static void the_placeholder_of_alembic_init_is_no_url(void **state)
{
    HD_SCRATCH(scratch);
    hd_url url = {.conninfo = "before"};

    (void)state;
    assert_ok(hd_url_reduce(scratch, "driver://user:pass@localhost/dbname", &url));
    assert_null(url.conninfo);
}

static void other_systems_are_refused_without_saying_the_password(void **state)
{
    HD_SCRATCH(scratch);
    hd_url url = {0};

    (void)state;
    assert_error(hd_url_reduce(scratch, "mysql+pymysql://u:secret@h/db", &url), HD_CONFIG,
                 "URL of scheme \"mysql\"");
    assert_error(hd_url_reduce(scratch, "sqlite:///file.db", &url), HD_CONFIG, "\"sqlite\"");
    hd_error *err = hd_url_reduce(scratch, "u:secret@h/db", &url);
    assert_non_null(err);
    assert_null(strstr(err->message, "secret"));
    hd_error_free(err);
}

static void passwords_are_masked_wherever_they_stand(void **state)
{
    static const struct {
        const char *text;
        const char *masked;
    } cases[] = {
        {"postgresql://u:secret@h/db", "postgresql://u:***@h/db"},
        {"postgresql://u@h:5432/db", "postgresql://u@h:5432/db"},
        {"postgresql://h:5432/db", "postgresql://h:5432/db"},
        {"postgresql://u:@h/db", "postgresql://u:@h/db"},
        {"postgresql://u:a@b@h/db", "postgresql://u:***@h/db"},
        {"postgresql://u:a/b@h/db?x=y@z", "postgresql://u:***@z"},
        {"postgresql://h:5432/db?x=y@z", "postgresql://h:5432/db?x=y@z"},
        {"postgresql://h1:1,h2:2/db", "postgresql://h1:1,h2:2/db"},
        {"postgresql://u:123/4@h/db", "postgresql://u:***@h/db"},
        {"postgresql://me@corp:secret@h/db", "postgresql://me@corp:***@h/db"},
        {"postgresql://u:a?b@h/db", "postgresql://u:***@h/db"},
        {"postgresql://h/db?user=u&password=se%20cret&sslmode=require",
         "postgresql://h/db?user=u&password=***&sslmode=require"},
        {"postgresql://h/db?sslpassword=x", "postgresql://h/db?sslpassword=***"},
        {"host=h password=secret dbname=d", "host=h password=*** dbname=d"},
        {"host=h password = 'se\\'cr et' dbname=d", "host=h password = '***' dbname=d"},
        {"PGPASSWORD=abc psql", "PGPASSWORD=*** psql"},
        {"host=h oauth_client_secret=s scram_client_key='a b'",
         "host=h oauth_client_secret=*** scram_client_key='***'"},
        {"password=a&b x", "password=*** x"},
        {"two: a://b:c@d and e://f:g@h", "two: a://b:***@d and e://f:***@h"},
        {"ALTER ROLE u PASSWORD 'it''s' VALID UNTIL 'x'",
         "ALTER ROLE u PASSWORD '***' VALID UNTIL 'x'"},
        {"CREATE USER u WITH ENCRYPTED PASSWORD\n E'a\\'b';",
         "CREATE USER u WITH ENCRYPTED PASSWORD\n E'***';"},
        {"OPTIONS (user 'u', password 'x')", "OPTIONS (user 'u', password '***')"},
        {"dblink('host=h password=x y')", "dblink('host=h password=*** y')"},
        {"password '", "password '"},
        {"password authentication failed for user \"u\"",
         "password authentication failed for user \"u\""},
        {"no password here", "no password here"},
        {"password=", "password="},
        {"", ""},
    };

    (void)state;
    for (size_t i = 0; i < HD_COUNT(cases); i++) {
        HD_SCRATCH(scratch);
        assert_string_equal(hd_secret_mask(scratch, cases[i].text), cases[i].masked);
    }
}

static void passwords_are_overwritten_in_place(void **state)
{
    char url[] = "postgresql://u:secret@h/db?password=x";
    const char expected[sizeof(url)] = "postgresql://u:***@h/db?password=*";
    char plain[] = "--sql";

    (void)state;
    assert_true(hd_secret_hide(url));
    assert_memory_equal(url, expected, sizeof(url));
    assert_false(hd_secret_hide(plain));
    assert_string_equal(plain, "--sql");
}

static void passwords_are_taken_out_with_their_key_words(void **state)
{
    static const struct {
        const char *text;
        const char *clear;
    } cases[] = {
        {"postgresql://u:secret@h/db", "postgresql://u@h/db"},
        {"postgresql://u:secret@h/db?password=x&sslmode=require",
         "postgresql://u@h/db?sslmode=require"},
        {"postgresql://h/db?a=b&sslpassword=x", "postgresql://h/db?a=b"},
        {"postgresql://h/db?password=x", "postgresql://h/db"},
        {"host=h password=secret dbname=d", "host=h dbname=d"},
        {"host=h password = 'se cr' dbname=d", "host=h dbname=d"},
        {"password='x' host=h", "host=h"},
        {"host=h password=x", "host=h"},
        {"postgresql://u@h:5432/db", "postgresql://u@h:5432/db"},
    };

    (void)state;
    for (size_t i = 0; i < HD_COUNT(cases); i++) {
        HD_SCRATCH(scratch);
        char *text = hd_strdup(scratch, cases[i].text);
        assert_int_equal(hd_secret_remove(text), strcmp(cases[i].text, cases[i].clear) != 0);
        assert_string_equal(text, cases[i].clear);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(urls_are_reduced_to_what_libpq_takes),
        cmocka_unit_test(libpq_understands_what_was_meant),
        cmocka_unit_test(the_placeholder_of_alembic_init_is_no_url),
        cmocka_unit_test(other_systems_are_refused_without_saying_the_password),
        cmocka_unit_test(passwords_are_masked_wherever_they_stand),
        cmocka_unit_test(passwords_are_overwritten_in_place),
        cmocka_unit_test(passwords_are_taken_out_with_their_key_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
