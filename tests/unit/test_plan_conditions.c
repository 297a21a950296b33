#include "unit.h"

#include "base/buf.h"
#include "tune/conditions.h"

/* "equal org; fact (deleted_at IS NULL)": what is understood, as one line. */
static void add_uses(hd_buf *out, const hd_uses *uses)
{
    for (size_t i = 0; i < uses->count; i++) {
        const hd_use *use = &uses->items[i];
        hd_buf_addf(out, "%s%s %s", i == 0 ? "" : "; ", hd_use_kind_name(use->kind),
                    use->fact != NULL ? use->fact : use->text);
    }
}

static const struct {
    const char *condition, *uses;
} cases[] = {
    {"((u.org = 3) AND (u.made > now()))", "equal org; range made"},
    {"(3 = u.org)", "equal org"},
    {"((u.email)::text = ANY ('{a,b}'::text[]))", "equal email"},
    {"(u.org <> ALL ('{1,2}'::integer[]))", ""},
    {"(u.a = u.b)", ""},
    {"((u.id)::numeric = 1.5)", ""},
    {"(u.\"Weird name\" = $1)", "equal \"Weird name\""},
    {"((u.deleted_at IS NULL) AND u.active AND (NOT u.hidden) AND (u.done IS NOT NULL))",
     "fact (deleted_at IS NULL); fact active; fact (NOT hidden); fact (done IS NOT NULL)"},

    {"(lower((u.email)::text) = 'x)'::text)", "equal lower((email)::text)"},
    {"(COALESCE(u.org, 0) = 3)", "equal COALESCE(org, 0)"},
    {"((u.data ->> 'a'::text) = '3'::text)", "equal ((data ->> 'a'::text))"},
    {"(((u.data ->> 'a'::text))::integer > 3)", "range (((data ->> 'a'::text))::integer)"},
    {"((u.made)::date = '2024-01-01'::date)", ""},
    {"(lower(u.a) = lower(v.b))", "equal lower(a); equal lower(b)"},
    {"(concat(u.a, v.b) = 'x'::text)", ""},
    {"(f(u.a, $1) = 3)", ""},
    {"((u.a + 1) = 3)", ""},

    {"((u.email)::text ~~ 'abc%'::text)", "prefix email"},
    {"((u.email)::text ~~ '%abc%'::text)", "inside email"},
    {"((u.email)::text ~~ '%ab%'::text)", ""},
    {"((u.email)::text ~~* 'abc%'::text)", "inside email"},
    {"((u.email)::text ~~ $1)", "inside email"},
    {"((u.email)::text !~~ 'abc%'::text)", ""},
    {"((u.email)::text ~ 'x.*abc$'::text)", "inside email"},
    {"((u.email)::text ~* '[abc]x.y'::text)", ""},
    {"(lower((u.email)::text) ~~ 'abc%'::text)", "prefix lower((email)::text)"},
    {"(u.data @> '{\"a\": 1}'::jsonb)", "contains data"},
    {"(to_tsvector('english'::regconfig, u.body) @@ '''x'''::tsquery)",
     "contains to_tsvector('english'::regconfig, body)"},
    {"this is no SQL", ""},
};

static void a_condition_says_what_an_index_could_find(void **state)
{
    (void)state;
    for (size_t i = 0; i < HD_COUNT(cases); i++) {
        HD_SCRATCH(scratch);
        hd_condition condition = {0};
        hd_buf *out = hd_buf_new(scratch);
        hd_condition_read(scratch, cases[i].condition, &condition);
        add_uses(out, &condition.all);
        if (strcmp(out->data, cases[i].uses) != 0)
            fail_msg("%s: \"%s\" is not \"%s\"", cases[i].condition, out->data, cases[i].uses);
    }
}

static void what_cannot_be_a_key_says_why(void **state)
{
    static const struct {
        const char *condition, *text, *why;
    } refused[] = {
        {"((u.made)::date = '2024-01-01'::date)", "(made)::date", "a cast to date"},
        {"((u.made + '1 day'::interval) > now())", "(made + '1 day'::interval)", "calculations"},
        {"((u.a <> 3) AND (u.b = 1))", "a <> ...", "all but some rows"},
        {"((u.email)::text !~~ 'a%'::text)", "email NOT LIKE ...", "all but some rows"},
        {"((u.b = 1) OR ((u.made)::date = '2024-01-01'::date))", "(made)::date", "a cast to date"},
    };
    static const char *const silent[] = {"(u.a = (u.b + 1))", "(concat(u.a, v.b) = 'x'::text)",
                                         "(u.a = 1)", "(v.a = (u.made)::date)"};

    (void)state;
    for (size_t i = 0; i < HD_COUNT(refused); i++) {
        HD_SCRATCH(scratch);
        hd_condition condition = {0};
        hd_condition_read(scratch, refused[i].condition, &condition);
        assert_int_equal(condition.refused.count, 1);
        assert_string_equal(condition.refused.items[0].text, refused[i].text);
        assert_non_null(strstr(condition.refused.items[0].why, refused[i].why));
    }
    for (size_t i = 0; i < HD_COUNT(silent); i++) {
        HD_SCRATCH(scratch);
        hd_condition condition = {0};
        hd_condition_read(scratch, silent[i], &condition);
        assert_int_equal(condition.refused.count, 0);
    }
}

static void arms_of_an_or_are_told_one_by_one(void **state)
{
    HD_SCRATCH(scratch);
    hd_condition condition = {0};
    hd_buf *out = hd_buf_new(scratch);

    (void)state;
    hd_condition_read(scratch, "((u.x = 1) AND ((u.a = 1) OR ((u.b = 2) AND (u.c > 3)) OR f(1)))",
                      &condition);
    add_uses(out, &condition.all);
    assert_string_equal(out->data, "equal x");
    assert_int_equal(condition.ors.count, 1);
    assert_int_equal(condition.ors.items[0].arms.count, 3);
    add_uses(out, &condition.ors.items[0].arms.items[1]);
    assert_string_equal(out->data, "equal xequal b; range c");
    assert_int_equal(condition.ors.items[0].arms.items[2].count, 0);
}

static const struct {
    const char *key, *text, *direction; /* text is NULL when no index has it */
} keys[] = {
    {"u.made", "made", ""},
    {"u.made DESC NULLS LAST", "made", " DESC NULLS LAST"},
    {"(lower(u.name)) DESC", "lower(name)", " DESC"},
    {"((u.data ->> 'a'::text)) NULLS FIRST", "((data ->> 'a'::text))", " NULLS FIRST"},
    {"u.name COLLATE \"C\"", NULL, NULL},
    {"(count(*))", NULL, NULL},
    {"((u.a + u.b))", NULL, NULL},
};

static void a_sort_key_is_a_column_or_an_expression_with_its_direction(void **state)
{
    (void)state;
    for (size_t i = 0; i < HD_COUNT(keys); i++) {
        HD_SCRATCH(scratch);
        hd_use use = {0};
        bool found = hd_sort_key_read(scratch, keys[i].key, &use);
        assert_int_equal(found, keys[i].text != NULL);
        if (!found)
            continue;
        assert_string_equal(use.text, keys[i].text);
        assert_string_equal(use.direction, keys[i].direction);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_condition_says_what_an_index_could_find),
        cmocka_unit_test(what_cannot_be_a_key_says_why),
        cmocka_unit_test(arms_of_an_or_are_told_one_by_one),
        cmocka_unit_test(a_sort_key_is_a_column_or_an_expression_with_its_direction),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
