#include "unit.h"

#include "tune/advice.h"

/* Each plan with the one finding that it has, or none. */
static const struct {
    const char *what;
    const char *node;
    const char *finding; /* NULL: none */
    const char *text;
} cases[] = {
    {"an estimate that is far off",
     "'Node Type': 'Seq Scan', 'Relation Name': 't', 'Plan Rows': 10, 'Actual Rows': 5000, "
     "'Actual Loops': 1",
     "misestimate", "10 rows were expected, 5,000 came"},
    {"an estimate that is off by little",
     "'Node Type': 'Seq Scan', 'Relation Name': 't', 'Plan Rows': 1000, 'Actual Rows': 5000, "
     "'Actual Loops': 1",
     NULL, NULL},
    {"few rows, whatever was expected",
     "'Node Type': 'Seq Scan', 'Relation Name': 't', 'Plan Rows': 1, 'Actual Rows': 100, "
     "'Actual Loops': 1",
     NULL, NULL},
    {"a scan that a limit has stopped",
     "'Node Type': 'Limit', 'Plan Rows': 1, 'Actual Rows': 1, 'Actual Loops': 1, 'Plans': [{"
     "'Node Type': 'Seq Scan', 'Relation Name': 't', 'Plan Rows': 90000, 'Actual Rows': 1, "
     "'Actual Loops': 1}]",
     NULL, NULL},
    {"a sort below a limit is not stopped",
     "'Node Type': 'Limit', 'Plan Rows': 1, 'Actual Rows': 1, 'Actual Loops': 1, 'Plans': [{"
     "'Node Type': 'Sort', 'Plan Rows': 90000, 'Actual Rows': 1, 'Actual Loops': 1, 'Plans': [{"
     "'Node Type': 'Seq Scan', 'Relation Name': 't', 'Plan Rows': 90000, 'Actual Rows': 1, "
     "'Actual Loops': 1}]}]",
     "misestimate", "90,000 rows were expected, 1 came"},
    {"a sort on disk",
     "'Node Type': 'Sort', 'Plan Rows': 1, 'Actual Rows': 1, 'Actual Loops': 1, 'Sort Method': "
     "'external merge', 'Sort Space Used': 2048, 'Sort Space Type': 'Disk'",
     "spill", "2.0 MB on disk"},
    {"a sort in memory",
     "'Node Type': 'Sort', 'Plan Rows': 1, 'Actual Rows': 1, 'Actual Loops': 1, 'Sort Method': "
     "'quicksort', 'Sort Space Used': 2048, 'Sort Space Type': 'Memory'",
     NULL, NULL},
    {"a hash in batches",
     "'Node Type': 'Hash', 'Plan Rows': 1, 'Actual Rows': 1, 'Actual Loops': 1, 'Hash Batches': 8, "
     "'Original Hash Batches': 4, 'Peak Memory Usage': 4096",
     "spill", "8 batches, more than were planned"},
    {"groups on disk",
     "'Node Type': 'Aggregate', 'Plan Rows': 1, 'Actual Rows': 1, 'Actual Loops': 1, "
     "'Peak Memory Usage': 4096, 'Disk Usage': 9000, 'HashAgg Batches': 5",
     "spill", "8.8 MB on disk"},
    {"rows read in vain",
     "'Node Type': 'Seq Scan', 'Relation Name': 't', 'Plan Rows': 5, 'Actual Rows': 5, "
     "'Actual Loops': 1, 'Rows Removed by Filter': 99995",
     "discard", "99,995 rows were read and thrown away, 5 kept"},
    {"half of the rows are wanted",
     "'Node Type': 'Seq Scan', 'Relation Name': 't', 'Plan Rows': 99000, 'Actual Rows': 99000, "
     "'Actual Loops': 1, 'Rows Removed by Filter': 99995",
     NULL, NULL},
    {"an index-only scan that is none",
     "'Node Type': 'Index Only Scan', 'Relation Name': 't', 'Plan Rows': 9000, 'Actual Rows': "
     "9000, "
     "'Actual Loops': 1, 'Heap Fetches': 9000",
     "heap-fetches", "9,000 rows were looked up"},
    {"workers that did not come",
     "'Node Type': 'Gather', 'Plan Rows': 1, 'Actual Rows': 1, 'Actual Loops': 1, "
     "'Workers Planned': 4, 'Workers Launched': 1",
     "workers", "1 of 4 workers"},
    {"a subquery for each row",
     "'Node Type': 'Seq Scan', 'Plan Rows': 1, 'Actual Rows': 1, 'Actual Loops': 1, "
     "'Actual Total Time': 90, 'Plans': [{'Node Type': 'Index Scan', 'Parent Relationship': "
     "'SubPlan', 'Plan Rows': 1, 'Actual Rows': 1, 'Actual Loops': 5000, 'Actual Total Time': "
     "0.01}]",
     "loops", "ran 5,000 times"},
    {"a node that never ran",
     "'Node Type': 'Seq Scan', 'Relation Name': 't', 'Plan Rows': 90000, 'Actual Rows': 0, "
     "'Actual Loops': 0",
     NULL, NULL},
    {"a plan that was not executed",
     "'Node Type': 'Seq Scan', 'Relation Name': 't', 'Plan Rows': 90000", NULL, NULL},
};

static void each_rule_speaks_where_it_is_true_and_nowhere_else(void **state)
{
    (void)state;
    for (size_t i = 0; i < HD_COUNT(cases); i++) {
        HD_SCRATCH(scratch);
        hd_plan *plan = NULL;
        hd_plan_findings findings = {0};
        char *text = hd_printf(scratch, "[{'Plan': {%s}, 'Execution Time': 100}]", cases[i].node);
        for (char *c = text; *c != '\0'; c++)
            *c = *c == '\'' ? '"' : *c;
        assert_ok(hd_plan_parse(scratch, text, strlen(text), &plan));
        hd_plan_advise(scratch, plan, &findings);
        if (findings.count != (cases[i].finding == NULL ? 0 : 1))
            fail_msg("%s: %zu findings", cases[i].what, findings.count);
        if (cases[i].finding == NULL)
            continue;
        assert_string_equal(hd_plan_finding_name(findings.items[0].kind), cases[i].finding);
        if (strstr(findings.items[0].text, cases[i].text) == NULL)
            fail_msg("%s: \"%s\"", cases[i].what, findings.items[0].text);
    }
}

static void what_is_outside_of_the_nodes_is_seen(void **state)
{
    static const char text[] =
        "[{\"Plan\": {\"Node Type\": \"Result\", \"Plan Rows\": 1, \"Actual Rows\": 1, "
        "\"Actual Loops\": 1}, \"Planning Time\": 300, \"Execution Time\": 100, \"JIT\": "
        "{\"Timing\": {\"Total\": 60}}, \"Triggers\": [{\"Trigger Name\": \"r\", "
        "\"Constraint Name\": \"t_fkey\", \"Relation\": \"t\", \"Time\": 50, \"Calls\": 7}, "
        "{\"Trigger Name\": \"quick\", \"Relation\": \"t\", \"Time\": 1, \"Calls\": 7}]}]";
    static const char *const names[] = {"trigger", "jit", "planning"};
    HD_SCRATCH(scratch);
    hd_plan *plan = NULL;
    hd_plan_findings findings = {0};

    (void)state;
    assert_ok(hd_plan_parse(scratch, text, strlen(text), &plan));
    hd_plan_advise(scratch, plan, &findings);
    assert_int_equal(findings.count, HD_COUNT(names));
    for (size_t i = 0; i < HD_COUNT(names); i++)
        assert_string_equal(hd_plan_finding_name(findings.items[i].kind), names[i]);
    assert_non_null(strstr(findings.items[0].text, "checking t_fkey on t took 50.0 ms in 7 calls"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_rule_speaks_where_it_is_true_and_nowhere_else),
        cmocka_unit_test(what_is_outside_of_the_nodes_is_seen),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
