#include "unit.h"

#include "migrate/scope.h"

#define OBJECT(kind, schema, name, parent)                                                         \
    "{\"kind\": \"" kind "\", \"identity\": \"" schema "." name "\", \"schema\": \"" schema        \
    "\", \"name\": \"" name "\", \"parent\": \"" parent "\"}"
#define SCHEMA(name) "{\"kind\": \"schema\", \"identity\": \"" name "\", \"name\": \"" name "\"}"

/* clang-format off */
static const char text[] =
    "{\"format\": \"howdah snapshot\", \"version\": 1, \"server_version\": 150000, \"objects\": ["
    SCHEMA("app") "," SCHEMA("howdah") "," SCHEMA("s") ","
    OBJECT("table", "app", "alembic_version", "schema app") ","
    OBJECT("table", "app", "users", "schema app") ","
    OBJECT("table", "howdah", "run", "schema howdah") ","
    OBJECT("table", "s", "tmp_a", "schema s") ","
    "{\"kind\": \"comment\", \"identity\": \"table s.tmp_a\", \"schema\": \"s\", "
    "\"parent\": \"table s.tmp_a\", \"attributes\": {\"text\": \"x\"}}]}";
/* clang-format on */

/* The identities that stay, joined by blanks. */
static char *applied(TALLOC_CTX *ctx, const hd_scope *scope)
{
    hd_snapshot *all = NULL;
    hd_buf *out = hd_buf_new(ctx);

    assert_ok(hd_snapshot_parse(ctx, "test.json", text, strlen(text), &all));
    const hd_snapshot *some = hd_scope_apply(ctx, scope, all);
    for (size_t i = 0; i < some->count; i++)
        hd_buf_addf(out, "%s%s", i == 0 ? "" : " ", some->facts[i]->identity);
    return out->data;
}

static void leaves_out_what_is_named_and_all_below(void **state)
{
    const char *tmp[] = {"s.tmp_*"};
    const char *index[] = {"index *", "table app.u*"};
    const char *schema[] = {"a*"};
    const struct {
        hd_scope scope;
        const char *kept;
    } rows[] = {
        {{.everything = true},
         "app howdah s app.alembic_version app.users howdah.run s.tmp_a table s.tmp_a"},
        {{.version_table = "alembic_version"}, "app s app.users s.tmp_a table s.tmp_a"},
        {{.version_table = "alembic_version", .version_schema = "s"},
         "app s app.alembic_version app.users s.tmp_a table s.tmp_a"},
        {{.exclude = {tmp, 1, 1}}, "app howdah s app.alembic_version app.users howdah.run"},
        {{.exclude = {index, 2, 2}},
         "app howdah s app.alembic_version howdah.run s.tmp_a table s.tmp_a"},
        {{.schemas = {schema, 1, 1}}, "app app.alembic_version app.users"},
    };

    (void)state;
    for (size_t i = 0; i < HD_COUNT(rows); i++) {
        HD_SCRATCH(scratch);
        hd_scope scope = rows[i].scope;
        scope.kinds = hd_new_array(scratch, bool, hd_kind_count);
        assert_string_equal(applied(scratch, &scope), rows[i].kept);
    }
}

static void leaves_out_kinds(void **state)
{
    HD_SCRATCH(scratch);
    hd_scope scope = {.kinds = hd_new_array(scratch, bool, hd_kind_count)};

    (void)state;
    scope.kinds[HD_KIND_table] = true;
    assert_string_equal(applied(scratch, &scope), "app howdah s");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(leaves_out_what_is_named_and_all_below),
        cmocka_unit_test(leaves_out_kinds),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
