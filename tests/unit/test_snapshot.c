#include "unit.h"

#include "base/text.h"
#include "catalog/build.h"
#include "catalog/ddl.h"
#include "catalog/expression.h"

#define HEAD                                                                                       \
    "{\"format\": \"howdah snapshot\", \"version\": 1, \"server_version\": 150000, \"objects\": ["

/* A table with a column; what comes after is added to both. */
#define TABLE(name)                                                                                \
    "{\"kind\": \"table\", \"identity\": \"s." name "\", \"schema\": \"s\", \"name\": \"" name     \
    "\", \"parent\": \"schema s\"}, {\"kind\": \"column\", \"identity\": \"s." name                \
    ".a\", \"schema\": \"s\", \"name\": \"a\", \"parent\": \"table s." name                        \
    "\", \"attributes\": {\"position\": 1, \"type\": \"integer\"}}, "

static const char two_tables[] = HEAD TABLE("one")
    TABLE("two") "{\"kind\": \"schema\", \"identity\": \"s\", \"name\": \"s\"}]}";

static hd_snapshot *parse(TALLOC_CTX *ctx, const char *text)
{
    hd_snapshot *snapshot = NULL;

    assert_ok(hd_snapshot_parse(ctx, "test.json", text, strlen(text), &snapshot));
    return snapshot;
}

static const hd_fact *find(const hd_snapshot *snapshot, const hd_kind *kind, const char *identity)
{
    const hd_fact *fact = hd_snapshot_find(snapshot, kind, identity);

    assert_non_null(fact);
    return fact;
}

static void reads_arrays_as_the_server_writes_them(void **state)
{
    static const struct {
        const char *text;
        size_t count; /* 99: malformed */
        const char *first;
    } rows[] = {
        {"{}", 0, NULL},
        {"{a,b}", 2, "a"},
        {"{\"a,b\",c}", 2, "a,b"},
        {"{\"a\\\"b\\\\\"}", 1, "a\"b\\"},
        {"{NULL,\"NULL\"}", 2, NULL},
        {"{\"\"}", 1, ""},
        {"", 99, NULL},
        {"{", 99, NULL},
        {"{a", 99, NULL},
        {"{\"a}", 99, NULL},
        {"{a}b", 99, NULL},
        {"{\"a\"b}", 99, NULL},
    };

    (void)state;
    for (size_t i = 0; i < HD_COUNT(rows); i++) {
        HD_SCRATCH(scratch);
        hd_strings items = {0};
        bool fine = hd_array_parse(scratch, rows[i].text, &items);
        if (fine != (rows[i].count != 99))
            fail_msg("\"%s\" is read wrongly", rows[i].text);
        if (!fine)
            continue;
        assert_int_equal(items.count, rows[i].count);
        if (items.count > 0)
            assert_true(hd_text_equal(items.items[0], rows[i].first));
    }
}

static void casts_of_arrays_are_given_to_their_elements(void **state)
{
    static const struct {
        const char *text, *settled;
    } rows[] = {
        {"(a = 1)", "(a = 1)"},
        {"x = ANY ((ARRAY['a'::character varying, 'b,]'::character varying])::text[])",
         "x = ANY (ARRAY[('a'::character varying)::text, ('b,]'::character varying)::text])"},
        {"(ARRAY[f(1, 2), 3])::bigint[]", "ARRAY[(f(1, 2))::bigint, (3)::bigint]"},
        {"(ARRAY[1])::s.\"T y\"[]", "ARRAY[(1)::s.\"T y\"]"},
        {"((ARRAY[(ARRAY[1])::int[]])::x[])", "(ARRAY[(ARRAY[(1)::int])::x])"},
        {"'(ARRAY[1])::int[]'::text", "'(ARRAY[1])::int[]'::text"},
        {"E'\\'(ARRAY[1])::int[]'", "E'\\'(ARRAY[1])::int[]'"},
        {"'it''s' || (ARRAY['''']::text)::text", "'it''s' || (ARRAY['''']::text)::text"},
        {"(ARRAY[1])::int", "(ARRAY[1])::int"},
        {"(ARRAY[])::text[]", "(ARRAY[])::text[]"},
        {"(ARRAY[1", "(ARRAY[1"},
    };

    (void)state;
    for (size_t i = 0; i < HD_COUNT(rows); i++) {
        HD_SCRATCH(scratch);
        assert_string_equal(hd_expression_settle(scratch, rows[i].text), rows[i].settled);
    }
}

static void casts_of_arrays_are_kept_as_they_are(void **state)
{
    static const struct {
        const char *text, *kept;
    } rows[] = {
        {"x = ANY ((ARRAY['a'::character varying, 'b'::character varying])::text[])",
         "x = ANY ((ARRAY['a'::character varying, 'b'::character varying]::character "
         "varying[])::text[])"},
        {"(ARRAY['a'::a, 'b'::b])::text[]", "ARRAY[('a'::a)::text, ('b'::b)::text]"},
        {"(ARRAY['a'::a, 1])::text[]", "ARRAY[('a'::a)::text, (1)::text]"},
        {"(ARRAY[1, 2])::bigint[] + 1", "ARRAY[(1)::bigint, (2)::bigint] + 1"},
        {"(ARRAY['1'::a])::b[] || (ARRAY['2'::a])::b[]",
         "(ARRAY['1'::a]::a[])::b[] || (ARRAY['2'::a]::a[])::b[]"},
    };

    (void)state;
    for (size_t i = 0; i < HD_COUNT(rows); i++) {
        HD_SCRATCH(scratch);
        char *kept = hd_expression_keep(scratch, rows[i].text);
        assert_string_equal(kept, rows[i].kept);
        assert_string_equal(hd_expression_keep(scratch, kept), kept);
        assert_string_equal(hd_expression_settle(scratch, kept),
                            hd_expression_settle(scratch, rows[i].text));
    }
}

static void finds_facts_with_parents_and_children_whatever_their_order(void **state)
{
    HD_SCRATCH(scratch);

    (void)state;
    hd_snapshot *snapshot = parse(scratch, two_tables);
    assert_int_equal(snapshot->count, 5);
    const hd_fact *column = find(snapshot, &hd_kind_column, "s.two.a");
    assert_string_equal(column->parent->identity, "s.two");
    assert_ptr_equal(hd_fact_root(column), column->parent);
    assert_ptr_equal(hd_fact_child(column->parent, &hd_kind_column, "a"), column);
    assert_null(hd_fact_child(column->parent, &hd_kind_index, NULL));
    assert_null(hd_snapshot_find(snapshot, &hd_kind_column, "s.two.b"));
    assert_int_equal(hd_fact_int(column, "position", 0), 1);
    for (size_t i = 0; i < snapshot->count; i++)
        assert_int_equal(snapshot->facts[i]->index, i);
}

static void hashes_tell_what_differs_and_where(void **state)
{
    HD_SCRATCH(scratch);
    static const char other[] = HEAD TABLE("one")
        TABLE("two") "{\"kind\": \"comment\", \"identity\": \"column s.two.a\", "
                     "\"parent\": \"column s.two.a\", \"attributes\": "
                     "{\"text\": \"x\"}}, {\"kind\": \"schema\", \"identity\": "
                     "\"s\", \"name\": \"s\"}]}";

    (void)state;
    hd_snapshot *a = parse(scratch, two_tables);
    hd_snapshot *b = parse(scratch, other);
    assert_true(a->hash == parse(scratch, two_tables)->hash);
    assert_true(a->hash != b->hash);
    assert_true(find(a, &hd_kind_table, "s.one")->tree_hash ==
                find(b, &hd_kind_table, "s.one")->tree_hash);
    assert_true(find(a, &hd_kind_table, "s.two")->tree_hash !=
                find(b, &hd_kind_table, "s.two")->tree_hash);
    assert_true(find(a, &hd_kind_table, "s.two")->hash == find(b, &hd_kind_table, "s.two")->hash);
}

static void the_order_of_columns_is_shown_but_not_compared(void **state)
{
    HD_SCRATCH(scratch);
    char *moved = hd_strdup(scratch, two_tables);

    (void)state;
    strstr(moved, "\"position\": 1")[strlen("\"position\": ")] = '7';
    assert_true(parse(scratch, two_tables)->hash == parse(scratch, moved)->hash);
}

static void storage_parameters_have_an_order_that_does_not_count(void **state)
{
    static const char *const lists[] = {"\"a=1\", \"b=2\"", "\"b=2\", \"a=1\"", "\"a=1\", \"b=3\""};
    HD_SCRATCH(scratch);
    hd_snapshot *snapshots[HD_COUNT(lists)];
    const hd_fact *facts[HD_COUNT(lists)];

    (void)state;
    for (size_t i = 0; i < HD_COUNT(lists); i++) {
        snapshots[i] = parse(
            scratch, hd_printf(scratch,
                               HEAD "{\"kind\": \"table\", \"identity\": \"s.t\", \"schema\": "
                                    "\"s\", \"name\": \"t\", \"attributes\": {\"options\": "
                                    "[%s]}}]}",
                               lists[i]));
        facts[i] = find(snapshots[i], &hd_kind_table, "s.t");
    }
    const hd_attribute *options =
        &hd_kind_table.attributes[hd_attribute_place(&hd_kind_table, "options")];
    assert_true(snapshots[0]->hash == snapshots[1]->hash);
    assert_true(snapshots[0]->hash != snapshots[2]->hash);
    assert_true(hd_attribute_same(options, hd_fact_text(facts[0], "options"),
                                  hd_fact_text(facts[1], "options")));
    assert_false(hd_attribute_same(options, hd_fact_text(facts[0], "options"),
                                   hd_fact_text(facts[2], "options")));
}

static void filters_by_schema(void **state)
{
    HD_SCRATCH(scratch);
    hd_strings none = {0};
    hd_strings some = {0};

    (void)state;
    hd_vec_push(scratch, &none, "t*");
    hd_vec_push(scratch, &some, "t*");
    hd_vec_push(scratch, &some, "[s]");
    hd_snapshot *snapshot = parse(scratch, two_tables);
    assert_int_equal(hd_snapshot_filter(scratch, snapshot, &none)->count, 0);
    assert_true(hd_snapshot_filter(scratch, snapshot, &some)->hash == snapshot->hash);
}

/* Each of these is one object beside a schema s. */
static void refuses_objects_that_cannot_be(void **state)
{
    static const struct {
        const char *object, *message;
    } rows[] = {
        {"{\"kind\": \"schema\", \"identity\": \"s\", \"name\": \"s\"}", "is there twice"},
        {"{\"kind\": \"fish\", \"identity\": \"x\"}", "unknown kind \"fish\""},
        {"{\"kind\": \"table\", \"identity\": \"s.t\"}", "has no name or schema"},
        {"{\"kind\": \"index\", \"identity\": \"s.i\", \"name\": \"i\", \"schema\": \"s\"}",
         "has no parent"},
        {"{\"kind\": \"index\", \"identity\": \"s.i\", \"name\": \"i\", \"schema\": \"s\", "
         "\"parent\": \"schema s\"}",
         "has a parent of another kind"},
        {"{\"kind\": \"table\", \"identity\": \"s.t\", \"parent\": \"schema t\"}",
         "\"schema t\" is named but not there"},
        {"{\"kind\": \"owner\", \"identity\": \"schema s\", \"parent\": \"schema s\"}",
         "attribute \"role\" is missing"},
        {"{\"kind\": \"owner\", \"identity\": \"schema s\", \"parent\": \"schema s\", "
         "\"attributes\": {\"role\": 1}}",
         "attribute \"role\" has a value of another type"},
        {"{\"kind\": \"extension\", \"identity\": \"e\", \"name\": \"e\", \"attributes\": "
         "{\"in_schema\": \"s\", \"colour\": \"red\"}}",
         "extension has no attribute \"colour\""},
        {"{\"kind\": \"table\", \"identity\": \"s.t\", \"name\": \"t\", \"schema\": \"s\", "
         "\"needs\": [{\"type\": \"n\", \"object\": \"type x\"}]}",
         "\"type x\" is named but not there"},
        {"{\"identity\": \"s.t\"}", "has no text \"kind\""},
        {"7", "has no text \"kind\""},
    };

    (void)state;
    for (size_t i = 0; i < HD_COUNT(rows); i++) {
        HD_SCRATCH(scratch);
        hd_snapshot *snapshot = NULL;
        char *text = hd_printf(
            scratch, HEAD "{\"kind\": \"schema\", \"identity\": \"s\", \"name\": \"s\"}, %s]}",
            rows[i].object);
        assert_error(hd_snapshot_parse(scratch, "t", text, strlen(text), &snapshot), HD_CONFIG,
                     rows[i].message);
        assert_null(snapshot);
    }
}

static void writes_what_is_needed_first(void **state)
{
    HD_SCRATCH(scratch);
    static const char needing[] = HEAD
        "{\"kind\": \"schema\", \"identity\": \"s\", \"name\": \"s\"}, "
        "{\"kind\": \"view\", \"identity\": \"s.a\", \"schema\": \"s\", \"name\": \"a\", "
        "\"attributes\": {\"definition\": \" SELECT 1\"}, \"needs\": [{\"type\": \"n\", "
        "\"object\": \"view s.b\"}]}, "
        "{\"kind\": \"view\", \"identity\": \"s.b\", \"schema\": \"s\", \"name\": \"b\", "
        "\"attributes\": {\"definition\": \" SELECT 2\"}}]}";
    hd_ddl_script script = {0};

    (void)state;
    hd_snapshot *snapshot = parse(scratch, needing);
    const hd_fact *needed = find(snapshot, &hd_kind_view, "s.b");
    assert_int_equal(needed->user_count, 1);
    assert_ptr_equal(needed->users[0], find(snapshot, &hd_kind_view, "s.a"));
    assert_int_equal(needed->users[0]->user_count, 0);
    assert_ok(hd_ddl_script_make(scratch, snapshot, false, &script));
    assert_int_equal(script.count, 3);
    assert_string_equal(script.units[0].sql, "CREATE SCHEMA s;\n");
    assert_string_equal(script.units[1].fact->identity, "s.b");
    assert_string_equal(script.units[2].sql, "CREATE OR REPLACE VIEW s.a AS\n SELECT 1;\n");
    assert_true(script.without_public);
}

static void names_the_members_of_a_circle(void **state)
{
    HD_SCRATCH(scratch);
    static const char circle[] = HEAD
        "{\"kind\": \"function\", \"identity\": \"s.a()\", \"schema\": \"s\", \"name\": "
        "\"a\", \"attributes\": {\"definition\": \"x\"}, \"needs\": [{\"type\": \"n\", "
        "\"object\": \"function s.b()\"}]}, "
        "{\"kind\": \"function\", \"identity\": \"s.b()\", \"schema\": \"s\", \"name\": "
        "\"b\", \"attributes\": {\"definition\": \"x\"}, \"needs\": [{\"type\": \"n\", "
        "\"object\": \"function s.a()\"}]}]}";
    hd_ddl_script script = {0};

    (void)state;
    hd_error *err = hd_ddl_script_make(scratch, parse(scratch, circle), false, &script);
    assert_non_null(err);
    assert_string_equal(err->detail, "They are: function s.a(), function s.b().");
    hd_error_free(err);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_arrays_as_the_server_writes_them),
        cmocka_unit_test(casts_of_arrays_are_given_to_their_elements),
        cmocka_unit_test(casts_of_arrays_are_kept_as_they_are),
        cmocka_unit_test(finds_facts_with_parents_and_children_whatever_their_order),
        cmocka_unit_test(hashes_tell_what_differs_and_where),
        cmocka_unit_test(the_order_of_columns_is_shown_but_not_compared),
        cmocka_unit_test(storage_parameters_have_an_order_that_does_not_count),
        cmocka_unit_test(filters_by_schema),
        cmocka_unit_test(refuses_objects_that_cannot_be),
        cmocka_unit_test(writes_what_is_needed_first),
        cmocka_unit_test(names_the_members_of_a_circle),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
