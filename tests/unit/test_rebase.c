#include "unit.h"

#include "base/text.h"
#include "migrate/rewrite/rebase.h"

/* "id:down,down:depends" for each revision. */
static hd_graph *graph_of(TALLOC_CTX *ctx, const char *const lines[])
{
    hd_revisions revisions = {0};
    hd_graph *graph = NULL;

    for (size_t i = 0; lines[i] != NULL; i++) {
        hd_revision *revision = hd_new(ctx, hd_revision);
        const char *down = strchr(lines[i], ':');
        const char *depends = strchr(down + 1, ':');

        revision->id = hd_strndup(ctx, lines[i], (size_t)(down - lines[i]));
        revision->path = hd_printf(ctx, "/p/%s.sql", revision->id);
        revision->message = revision->doc = "";
        hd_text_split(ctx, hd_strndup(ctx, down + 1, (size_t)(depends - down - 1)), ",",
                      &revision->down);
        hd_text_split(ctx, depends + 1, ",", &revision->depends_on);
        hd_vec_push(ctx, &revisions, revision);
    }
    assert_ok(hd_graph_build(ctx, revisions.items, revisions.count, &graph));
    return graph;
}

/* "id revises a, b; id revises c" */
static char *changes(TALLOC_CTX *ctx, const hd_rebase *rebase)
{
    hd_strings parts = {0};

    for (size_t i = 0; i < rebase->changes.count; i++)
        hd_vec_push(ctx, &parts,
                    hd_printf(ctx, "%s revises %s", rebase->changes.items[i].revision->id,
                              hd_text_join(ctx, &rebase->changes.items[i].down, ", ")));
    return hd_text_join(ctx, &parts, "; ");
}

static char *branch(TALLOC_CTX *ctx, const hd_rebase *rebase)
{
    hd_strings ids = {0};

    for (size_t i = 0; i < rebase->branch.count; i++)
        hd_vec_push(ctx, &ids, rebase->branch.items[i]->revision->id);
    return hd_text_join(ctx, &ids, " ");
}

static void branches_are_put_onto_the_other_head(void **state)
{
    static const struct {
        const char *revisions[10];
        const char *moved;
        const char *onto;
        const char *changes;
        const char *branch;
    } cases[] = {
        /* Two heads over one parent; the whole branch follows its first revision. */
        {{"a::", "b1:a:", "c1:b1:", "b2:a:", "c2:b2:", NULL}, "c2", "c1", "b2 revises c1", "b2 c2"},
        /* Any revision of the branch names it. */
        {{"a::", "b1:a:", "c1:b1:", "b2:a:", "c2:b2:", NULL}, "b2", "c1", "b2 revises c1", "b2 c2"},
        /* A tree of its own. */
        {{"a::", "b::", NULL}, "b", "a", "b revises a", "b"},
        /* What was merged into the branch from the other side is below it anyway. */
        {{"a::", "b1:a:", "c1:b1:", "b2:a:", "m:b2,b1:", "d:m:", NULL},
         "d",
         "c1",
         "b2 revises c1; m revises b2",
         "b2 m d"},
        /* A branch that is forked itself keeps its fork. */
        {{"a::", "b1:a:", "b2:a:", "x:b2:", "y:b2:", "m:x,y:", NULL},
         "m",
         "b1",
         "b2 revises b1",
         "b2 x y m"},
        /* A revision that depends on the branch moves with it, though no file of its changes. */
        {{"a::", "b1:a:", "b2:a:", "z::b2", NULL}, "b2", "b1", "b2 revises b1", "b2 z"},
        /* The branch may depend on the other side. */
        {{"a::", "b1:a:", "b2:a:b1", NULL}, "b2", "b1", "b2 revises b1", "b2"},
    };

    (void)state;
    for (size_t i = 0; i < HD_COUNT(cases); i++) {
        HD_SCRATCH(scratch);
        hd_graph *graph = graph_of(scratch, cases[i].revisions);
        hd_rebase *rebase = NULL;

        assert_ok(hd_rebase_plan(scratch, graph, hd_graph_find(graph, cases[i].moved),
                                 hd_graph_find(graph, cases[i].onto), &rebase));
        assert_string_equal(changes(scratch, rebase), cases[i].changes);
        assert_string_equal(branch(scratch, rebase), cases[i].branch);
    }
}

static void impossible_moves_are_refused(void **state)
{
    static const struct {
        const char *revisions[8];
        const char *moved;
        const char *onto;
        const char *message;
    } cases[] = {
        {{"a::", "b:a:", NULL}, "a", "b", "there is nothing to move: \"a\" is \"b\" or below it"},
        {{"a::", NULL}, "a", "a", "there is nothing to move"},
        {{"a::", "b1:a:", "c1:b1:", "b2:a:", NULL}, "b2", "b1", "revision \"b1\" is not a head"},
        {{"a::", "b1:a:b2", "b2:a:", NULL}, "b2", "b1", "ycle is detected in revisions"},
        {{"a::", "b1:a:c2", "b2:a:", "c2:b2:", NULL}, "c2", "b1", "ycle is detected in revisions"},
    };

    (void)state;
    for (size_t i = 0; i < HD_COUNT(cases); i++) {
        HD_SCRATCH(scratch);
        hd_graph *graph = graph_of(scratch, cases[i].revisions);
        hd_rebase *rebase = NULL;

        assert_error(hd_rebase_plan(scratch, graph, hd_graph_find(graph, cases[i].moved),
                                    hd_graph_find(graph, cases[i].onto), &rebase),
                     HD_CONFLICT, cases[i].message);
        assert_null(rebase);
    }
}

static void the_branch_that_is_not_applied_is_chosen(void **state)
{
    HD_SCRATCH(scratch);
    static const char *const fork[] = {"a::", "b1:a:", "b2:a:", "c2:b2:", NULL};
    hd_graph *graph = graph_of(scratch, fork);
    const char *row = "b2";
    hd_strings rows = {.items = &row, .count = 1};
    const hd_node *moved = NULL;
    const hd_node *onto = NULL;

    (void)state;
    assert_ok(hd_rebase_choose(graph, hd_rebase_applied(scratch, graph, &rows), &moved, &onto));
    assert_string_equal(moved->revision->id, "b1");
    assert_string_equal(onto->revision->id, "c2");
    row = "b1";
    assert_ok(hd_rebase_choose(graph, hd_rebase_applied(scratch, graph, &rows), &moved, &onto));
    assert_string_equal(moved->revision->id, "c2");
}

static void a_choice_that_is_none_is_refused(void **state)
{
    HD_SCRATCH(scratch);
    static const char *const fork[] = {"a::", "b1:a:", "b2:a:", NULL};
    static const char *const line[] = {"a::", "b1:a:", NULL};
    static const char *const three[] = {"a::", "b::", "c::", NULL};
    hd_graph *graph = graph_of(scratch, fork);
    const char *both[] = {"b1", "b2", "unknown"};
    hd_strings rows = {.items = both, .count = 3};
    const hd_node *moved = NULL;
    const hd_node *onto = NULL;

    (void)state;
    assert_error(hd_rebase_choose(graph, NULL, &moved, &onto), HD_CONFLICT,
                 "neither is known to be applied");
    assert_error(hd_rebase_choose(graph, hd_rebase_applied(scratch, graph, &rows), &moved, &onto),
                 HD_CONFLICT, "both are applied");
    assert_error(hd_rebase_choose(graph_of(scratch, line), NULL, &moved, &onto), HD_CONFLICT,
                 "there is 1 head, not two");
    assert_error(hd_rebase_choose(graph_of(scratch, three), NULL, &moved, &onto), HD_CONFLICT,
                 "there are 3 heads, not two");
    assert_null(moved);
}

static void applied_revisions_hold_the_branch(void **state)
{
    HD_SCRATCH(scratch);
    static const char *const fork[] = {"a::", "b1:a:", "b2:a:", "c2:b2:", NULL};
    hd_graph *graph = graph_of(scratch, fork);
    const char *row = "b2";
    hd_strings rows = {.items = &row, .count = 1};
    hd_rebase *rebase = NULL;

    (void)state;
    assert_ok(hd_rebase_plan(scratch, graph, hd_graph_find(graph, "c2"), hd_graph_find(graph, "b1"),
                             &rebase));
    assert_error(hd_rebase_check_applied(rebase, hd_rebase_applied(scratch, graph, &rows)),
                 HD_REFUSED, "the database has applied a revision of the branch: b2");
    row = "b1";
    assert_ok(hd_rebase_check_applied(rebase, hd_rebase_applied(scratch, graph, &rows)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(branches_are_put_onto_the_other_head),
        cmocka_unit_test(impossible_moves_are_refused),
        cmocka_unit_test(the_branch_that_is_not_applied_is_chosen),
        cmocka_unit_test(a_choice_that_is_none_is_refused),
        cmocka_unit_test(applied_revisions_hold_the_branch),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
