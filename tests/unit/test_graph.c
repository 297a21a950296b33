#include "graph_fixture.h"

#include "migrate/graph/walk.h"

static void edges_go_both_ways_in_order(void **state)
{
    HD_SCRATCH(scratch);
    const hd_graph *graph = fixture_graph(scratch, "d < c1 c2 @x; c2 < b; c1 < b; b; x; y < x");
    const hd_node *d = hd_graph_find(graph, "d");
    const hd_node *b = hd_graph_find(graph, "b");
    const hd_node *x = hd_graph_find(graph, "x");

    (void)state;
    assert_string_equal(fixture_ids(scratch, &d->down), "c1 c2");
    assert_string_equal(fixture_ids(scratch, &d->depends), "x");
    assert_string_equal(fixture_ids(scratch, &d->parents), "c1 c2 x");
    assert_string_equal(fixture_ids(scratch, &b->next), "c2 c1");
    assert_string_equal(fixture_ids(scratch, &x->next), "y");
    assert_string_equal(fixture_ids(scratch, &x->dependents), "d");
    assert_string_equal(fixture_ids(scratch, &graph->bases), "b x");
    assert_string_equal(fixture_ids(scratch, &graph->heads), "d y");
    assert_true(d->is_mergepoint && d->is_head && b->is_branchpoint && !x->is_branchpoint);
}

static void a_node_that_only_dependents_need_is_an_effective_head(void **state)
{
    HD_SCRATCH(scratch);
    const hd_graph *graph = fixture_graph(scratch, "a; b @a");
    const hd_node *a = hd_graph_find(graph, "a");

    (void)state;
    assert_false(a->is_head);
    assert_true(a->is_effective_head);
    assert_true(hd_graph_find(graph, "b")->is_head);
}

static void names_are_ids_and_labels(void **state)
{
    HD_SCRATCH(scratch);
    const hd_graph *graph = fixture_graph(scratch, FIXTURE_BRANCHED);

    (void)state;
    assert_null(hd_graph_find(graph, "c1branch"));
    assert_string_equal(hd_graph_find_name(graph, "c1branch")->revision->id, "c1");
    assert_null(hd_graph_find_name(graph, "c1branc"));
}

static void replaced_ids_find_what_replaced_them(void **state)
{
    HD_SCRATCH(scratch);
    hd_revision baseline = {.id = "base1", .path = "/p/base1.sql"};
    const hd_revision *revisions[] = {&baseline};
    hd_graph *graph = NULL;

    (void)state;
    baseline.replaces = fixture_words(scratch, "old2 old1");
    assert_ok(hd_graph_build(scratch, revisions, 1, &graph));
    assert_string_equal(hd_graph_find(graph, "old1")->revision->id, "base1");
    assert_null(hd_graph_find_name(graph, "old1"));
}

static void an_inherited_dependency_is_no_parent(void **state)
{
    HD_SCRATCH(scratch);
    static const struct {
        const char *graph, *id, *parents;
    } cases[] = {
        {"a1; a2 < a1; b1; b2 < b1 @a2; b3 < b2; b4 < b3 @a2", "b4", "b3"},
        {"a1; a2 < a1; b1; b2 < b1 @a2; b3 < b2; b4 < b3 @a2", "b2", "b1 a2"},
        {"a1; a2 < a1; b1; b2 < b1 @a2; b3 < b2; b4 < b3 @a1", "b4", "b3 a1"},
        {"a1; a2 < a1 @a1", "a2", "a1"},
        {"x #lib; b < x; c1 < b @lib; d < c1 @x", "d", "c1"},
        {"a1; b1 @a1; c < a1 b1", "c", "a1 b1"},
    };

    (void)state;
    for (size_t i = 0; i < HD_COUNT(cases); i++) {
        const hd_graph *graph = fixture_graph(scratch, cases[i].graph);

        assert_string_equal(fixture_ids(scratch, &hd_graph_find(graph, cases[i].id)->parents),
                            cases[i].parents);
    }
}

static void labels_spread_up_and_down_a_plain_line(void **state)
{
    HD_SCRATCH(scratch);
    static const struct {
        const char *graph, *id, *labels;
    } cases[] = {
        {FIXTURE_BRANCHED, "d1", "c1branch"},
        {FIXTURE_BRANCHED, "b", ""}, /* a branch point */
        {"a; b < a; c < b #x; d < c", "a", "x"},
        {"a; b < a; c < b #x; d < c; e < c", "a", ""}, /* branches above */
        {"a; b < a; c < b #x; d < c; e @c", "a", ""},  /* depended on: counts here */
        {"a; b < a; m < a b; c < m #x", "m", ""},      /* merge point */
        {"a #y; b < a; c < b #x #w; d < c", "a", "w x y"},
        {"a #y; b < a; c < a #x; d < b c", "d", "x y"},
        {"a1 #lib1; b1 < a1; c1 < b1 #c1lib; a2; c2 < a2 @c1lib; d1 < c1", "b1", "lib1"},
        {"a1 #lib1; b1 < a1; c1 < b1 #c1lib; a2; c2 < a2 @c1lib; d1 < c1", "d1", "c1lib lib1"},
    };

    (void)state;
    for (size_t i = 0; i < HD_COUNT(cases); i++) {
        const hd_graph *graph = fixture_graph(scratch, cases[i].graph);
        const hd_node *node = hd_graph_find(graph, cases[i].id);

        assert_string_equal(hd_text_join(scratch, &node->labels, " "), cases[i].labels);
    }
}

static void broken_graphs_are_refused_by_name_and_file(void **state)
{
    HD_SCRATCH(scratch);
    static const struct {
        const char *graph, *message, *detail, *path;
    } cases[] = {
        {"a < a", "Self-loop is detected in revisions (a)", NULL, "/p/000_a.sql"},
        {"a; b @b", "Dependency self-loop is detected in revisions (b)", NULL, "/p/001_b.sql"},
        {"a < c; b < a; c < b", "Cycle is detected in revisions (a, b, c)",
         "Revision \"a\" (000_a.sql) revises \"c\", \"c\" (002_c.sql) revises \"b\", "
         "\"b\" (001_b.sql) revises \"a\".",
         "/p/000_a.sql"},
        {"a; b < a; c < b e; d < c; e < d", "Cycle is detected in revisions (a, b, c, d, e)",
         "\"c\" (002_c.sql) revises \"e\"", NULL},
        {"a; b < a; c < b @e; d < c; e < d",
         "Dependency cycle is detected in revisions (a, b, c, d, e)",
         "\"c\" (002_c.sql) depends on \"e\"", NULL},
        {"a; b < a; c < b e; d < c; e < d; f < a", "Cycle is detected in revisions (b, c, d, e)",
         NULL, NULL},
        /* Alembic overlooks this one: it has a base below and a head above. */
        {"a; b < a d; c < b; d < c; e < d", "Cycle is detected in revisions (b, d, c)", NULL, NULL},
        {"a; c < b", "revision \"c\" revises \"b\", which no file has", NULL, "/p/001_c.sql"},
        {"a; c < a @zz", "revision \"c\" depends on \"zz\", which no file has", NULL, NULL},
        {"a #x; c < x", "revision \"c\" revises \"x\", which no file has", NULL, NULL},
        {"a; b < a; b < a", "Revision b is present more than once",
         "The files \"/p/001_b.sql\" and \"002_b.sql\" both have this id.", "/p/002_b.sql"},
        {"a; b < a #xy; c < a #xy", "Branch name 'xy' in revision c already used by revision b",
         "001_b.sql", NULL},
        {"a; b < a #a", "Branch name 'a' in revision b already used by revision a", NULL, NULL},
        {"a-b", "Character(s) '-' not allowed in revision identifier 'a-b'", NULL, NULL},
        {"a:b+c", "Character(s) '+, :' not allowed in revision identifier 'a:b+c'", NULL, NULL},
    };

    (void)state;
    for (size_t i = 0; i < HD_COUNT(cases); i++) {
        hd_graph *graph = NULL;
        hd_error *err = fixture_build(scratch, cases[i].graph, &graph);

        assert_non_null(err);
        assert_null(graph);
        assert_string_equal(err->message, cases[i].message);
        assert_int_equal(err->code, HD_CONFIG);
        assert_non_null(err->place);
        if (cases[i].detail != NULL)
            assert_non_null(strstr(err->detail, cases[i].detail));
        if (cases[i].path != NULL)
            assert_string_equal(err->place->path, cases[i].path);
        hd_error_free(err);
    }
}

static void walk_follows_one_branch_as_far_as_nothing_else_needs_it(void **state)
{
    HD_SCRATCH(scratch);
    static const struct {
        const char *graph, *set, *heads, *order;
    } cases[] = {
        {FIXTURE_FOREST, "a1 b1 a2 b2", "b2 b1", "b1 a1 b2 a2"},
        {FIXTURE_DIAMOND, "a b1 b2 c d", "d", "d c b1 b2 a"},
        {FIXTURE_BRANCHED, "a b c1 d1 c2 d2", "d1 d2", "d1 c1 d2 c2 b a"},
        {FIXTURE_DEPENDS, "a1 b1 c1 a2 b2 c2 d1 e1 f1", "c2 f1", "c2 b2 a2 f1 e1 d1 c1 b1 a1"},
        {"a; b1 < a; b2 < a; b3 < a; c1 < b1 b2 b3; c2 < b1 b2 b3; d1 < c1; d2 < c2",
         "a b1 b2 b3 c1 c2 d1 d2", "d1 d2", "d1 c1 d2 c2 b1 b2 b3 a"},
        /* heads outside the set do not count; what no head leads to is picked up */
        {"a; b < a; x @b; c < b; y @x", "y b", "y c", "y b"},
    };

    (void)state;
    for (size_t i = 0; i < HD_COUNT(cases); i++) {
        const hd_graph *graph = fixture_graph(scratch, cases[i].graph);
        bool *set = hd_set_new(scratch, graph);
        hd_strings members = fixture_words(scratch, cases[i].set);
        hd_strings head_ids = fixture_words(scratch, cases[i].heads);
        hd_nodes heads = {0};

        for (size_t k = 0; k < members.count; k++)
            set[hd_graph_find(graph, members.items[k])->order] = true;
        for (size_t k = 0; k < head_ids.count; k++)
            hd_vec_push(scratch, &heads, hd_graph_find(graph, head_ids.items[k]));
        hd_nodes order = hd_walk_order(scratch, graph, set, &heads);
        assert_string_equal(fixture_ids(scratch, &order), cases[i].order);
    }
}

static void a_very_deep_history_is_no_problem(void **state)
{
    HD_SCRATCH(scratch);
    enum { DEEP = 20000 };
    const hd_graph *graph = fixture_line(scratch, DEEP);
    bool *set = hd_set_new(scratch, graph);

    (void)state;
    hd_set_add_ancestors(graph, &graph->heads, HD_EDGES_ALL, set);
    hd_nodes order = hd_walk_order(scratch, graph, set, &graph->heads);
    assert_int_equal(order.count, DEEP);
    assert_string_equal(order.items[0]->revision->id, "r19999");
    assert_string_equal(order.items[DEEP - 1]->revision->id, "r00000");
}

/* Two lines that are merged at each step: the walk has thousands of branches open. */
static void a_ladder_of_merges_is_walked_in_order(void **state)
{
    HD_SCRATCH(scratch);
    enum { RUNGS = 3000 };
    hd_buf *text = hd_buf_new(scratch);

    (void)state;
    hd_buf_add(text, "t0; m0 < t0");
    for (int i = 1; i < RUNGS; i++)
        hd_buf_addf(text, "; t%d < t%d; m%d < m%d t%d", i, i - 1, i, i - 1, i);
    const hd_graph *graph = fixture_graph(scratch, text->data);
    bool *set = hd_set_new(scratch, graph);
    bool *seen = hd_set_new(scratch, graph);

    hd_set_add_ancestors(graph, &graph->heads, HD_EDGES_ALL, set);
    hd_nodes order = hd_walk_order(scratch, graph, set, &graph->heads);
    assert_int_equal(order.count, 2 * RUNGS);
    for (size_t i = 0; i < order.count; i++) {
        const hd_node *node = order.items[i];

        seen[node->order] = true;
        for (size_t k = 0; k < node->next.count; k++)
            assert_true(seen[node->next.items[k]->order]);
    }
}

static void an_empty_project_is_a_graph(void **state)
{
    HD_SCRATCH(scratch);
    const hd_graph *graph = fixture_graph(scratch, "");

    (void)state;
    assert_int_equal(graph->nodes.count, 0);
    assert_int_equal(graph->heads.count, 0);
    assert_null(hd_graph_find(graph, "a"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(edges_go_both_ways_in_order),
        cmocka_unit_test(a_node_that_only_dependents_need_is_an_effective_head),
        cmocka_unit_test(names_are_ids_and_labels),
        cmocka_unit_test(replaced_ids_find_what_replaced_them),
        cmocka_unit_test(an_inherited_dependency_is_no_parent),
        cmocka_unit_test(labels_spread_up_and_down_a_plain_line),
        cmocka_unit_test(broken_graphs_are_refused_by_name_and_file),
        cmocka_unit_test(walk_follows_one_branch_as_far_as_nothing_else_needs_it),
        cmocka_unit_test(a_very_deep_history_is_no_problem),
        cmocka_unit_test(a_ladder_of_merges_is_walked_in_order),
        cmocka_unit_test(an_empty_project_is_a_graph),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
