#include "unit.h"

#include "tune/plan.h"

#define NODE(rest) "{\"Plan Rows\": 1, \"Total Cost\": 1, " rest "}"
#define RAN(ms, rows, loops)                                                                       \
    "\"Actual Total Time\": " #ms ", \"Actual Rows\": " #rows ", \"Actual Loops\": " #loops

static hd_plan *read_plan(TALLOC_CTX *ctx, const char *root)
{
    HD_SCRATCH(scratch);
    hd_plan *plan = NULL;
    const char *text = hd_printf(scratch, "[{\"Plan\": %s, \"Execution Time\": 100}]", root);

    assert_ok(hd_plan_parse(ctx, text, strlen(text), &plan));
    return plan;
}

static bool is_about(double a, double b)
{
    return a - b < 0.001 && b - a < 0.001;
}

static void a_nodes_own_time_is_without_its_children_and_over_all_loops(void **state)
{
    HD_SCRATCH(scratch);
    const hd_plan *plan = read_plan(
        scratch,
        NODE("\"Node Type\": \"Nested Loop\", " RAN(100, 10, 1) ", \"Plans\": [" NODE(
            "\"Node Type\": \"Seq Scan\", \"Parent Relationship\": "
            "\"Outer\", " RAN(
                20, 10, 1)) "," NODE("\"Node Type\": \"Index Scan\", \"Parent Relationship\": "
                                     "\"Inner\", " RAN(5, 1, 10)) "]"));

    (void)state;
    const hd_plan_node *inner = plan->root->children.items[1];
    assert_true(is_about(inner->all_ms, 50) && is_about(inner->all_rows, 10));
    assert_true(is_about(plan->root->self_ms, 30));
    assert_true(inner->cut_short && !plan->root->children.items[0]->cut_short);
}

static void processes_below_a_gather_work_side_by_side(void **state)
{
    HD_SCRATCH(scratch);
    const hd_plan *plan = read_plan(
        scratch, NODE("\"Node Type\": \"Gather\", " RAN(60, 300, 1) ", \"Plans\": [" NODE(
                     "\"Node Type\": \"Seq Scan\", \"Parent Relationship\": "
                     "\"Outer\", " RAN(50, 100, 3)) "]"));

    (void)state;
    const hd_plan_node *scan = plan->root->children.items[0];
    assert_true(is_about(scan->all_ms, 50) && is_about(scan->all_rows, 300));
    assert_true(is_about(plan->root->self_ms, 10));
}

static void an_init_plan_is_paid_by_who_reads_it(void **state)
{
    HD_SCRATCH(scratch);
    const hd_plan *plan = read_plan(
        scratch,
        NODE("\"Node Type\": \"Sort\", " RAN(100, 1, 1) ", \"Plans\": [" NODE(
            "\"Node Type\": \"Aggregate\", \"Parent Relationship\": "
            "\"InitPlan\", \"Subplan Name\": \"InitPlan 1 (returns $0)\", " RAN(
                60, 1,
                1)) "," NODE("\"Node Type\": \"Seq Scan\", \"Parent Relationship\": \"Outer\", "
                             "\"Filter\": \"(a = $0)\", " RAN(90, 1, 1)) "]"));

    (void)state;
    assert_true(is_about(plan->root->self_ms, 10));
    assert_true(is_about(plan->root->children.items[1]->self_ms, 30));
}

static void a_cte_is_paid_by_its_scan_and_nothing_is_below_zero(void **state)
{
    HD_SCRATCH(scratch);
    const hd_plan *plan = read_plan(
        scratch,
        NODE("\"Node Type\": \"CTE Scan\", \"CTE Name\": \"w\", " RAN(
            40, 1, 1) ", \"Plans\": [" NODE("\"Node Type\": \"Seq Scan\", \"Parent Relationship\": "
                                            "\"InitPlan\", \"Subplan Name\": \"CTE w\", " RAN(
                                                45, 1, 1)) "]"));

    (void)state;
    assert_true(plan->root->self_ms == 0);
    assert_true(is_about(plan->root->children.items[0]->self_ms, 45));
}

static void titles_are_those_of_explain(void **state)
{
    static const struct {
        const char *node;
        const char *title;
    } cases[] = {
        {NODE("\"Node Type\": \"Hash Join\", \"Join Type\": \"Left\""), "Hash Left Join"},
        {NODE("\"Node Type\": \"Hash Join\", \"Join Type\": \"Inner\""), "Hash Join"},
        {NODE("\"Node Type\": \"Aggregate\", \"Strategy\": \"Hashed\""), "HashAggregate"},
        {NODE("\"Node Type\": \"ModifyTable\", \"Operation\": \"Insert\", \"Schema\": \"s\", "
              "\"Relation Name\": \"t\", \"Alias\": \"t\""),
         "Insert on s.t"},
        {NODE("\"Node Type\": \"Index Scan\", \"Index Name\": \"i\", \"Relation Name\": \"t\", "
              "\"Alias\": \"x\""),
         "Index Scan using i on t x"},
    };

    (void)state;
    for (size_t i = 0; i < HD_COUNT(cases); i++) {
        HD_SCRATCH(scratch);
        const hd_plan *plan = read_plan(scratch, cases[i].node);
        assert_string_equal(hd_plan_node_title(scratch, plan->root), cases[i].title);
        assert_int_equal(hd_plan_writes(plan), strstr(cases[i].node, "ModifyTable") != NULL);
    }
}

static void what_is_no_plan_is_refused(void **state)
{
    static const char *const texts[] = {"", "{}", "[]", "[1]", "[{\"Plan\": 1}]", "[{\"Plan\""};

    (void)state;
    for (size_t i = 0; i < HD_COUNT(texts); i++) {
        hd_plan *plan = NULL;
        assert_error(hd_plan_parse(NULL, texts[i], strlen(texts[i]), &plan), HD_DATABASE,
                     "cannot be read");
        assert_null(plan);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_nodes_own_time_is_without_its_children_and_over_all_loops),
        cmocka_unit_test(processes_below_a_gather_work_side_by_side),
        cmocka_unit_test(an_init_plan_is_paid_by_who_reads_it),
        cmocka_unit_test(a_cte_is_paid_by_its_scan_and_nothing_is_below_zero),
        cmocka_unit_test(titles_are_those_of_explain),
        cmocka_unit_test(what_is_no_plan_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
