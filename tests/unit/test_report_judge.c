/* Every rule of every built-in report fires at its bounds and not before them. */
#include "unit.h"

#include "report/finding.h"
#include "report/library.h"
#include "report/run.h"

static hd_reports built_in(TALLOC_CTX *ctx)
{
    hd_report_library *library = NULL;
    hd_reports all = {0};

    assert_ok(hd_report_library_open(ctx, NULL, &library));
    assert_ok(hd_report_list(ctx, library, &all));
    return all;
}

/* A value that is just at the bound, or just on its good side. */
static char *value_at(TALLOC_CTX *ctx, const hd_report *report, const hd_report_bound *bound,
                      const char *text, bool good)
{
    enum hd_unit unit = report->sections.items[0].columns.items[bound->column].unit;
    double number = 0;

    if (bound->op == '=')
        return good ? hd_strdup(ctx, "something else") : hd_strdup(ctx, text);
    assert_true(hd_report_number(text, &number));
    number *= unit == HD_UNIT_MS ? 1000 : 1;
    return hd_printf(ctx, "%.3f", good ? number + (bound->op == '>' ? -0.01 : 0.01) : number);
}

/* The row that this rule alone looks at, at its bounds for a level; one of them may be good. */
static const char **row_for(TALLOC_CTX *ctx, const hd_report *report, const hd_report_rule *rule,
                            enum hd_level level, size_t good)
{
    const char **values = hd_new_array(ctx, const char *,
                                       report->sections.items[0].columns.count + 1);

    for (size_t i = 0; i < rule->bounds.count; i++) {
        const hd_report_bound *bound = &rule->bounds.items[i];
        const char *text = level == HD_LEVEL_CRITICAL ? bound->critical : bound->warning;
        if (text == NULL)
            return NULL;
        values[bound->column] = value_at(ctx, report, bound, text, i == good);
    }
    return values;
}

static void check_rule(const hd_report *report, const hd_report_rule *rule, enum hd_level level)
{
    HD_SCRATCH(scratch);
    const char **values = row_for(scratch, report, rule, level, rule->bounds.count);

    if (values == NULL)
        return;
    if (hd_report_judge(report, values) < level)
        fail_msg("a rule of %s does not fire", report->name);
    for (size_t good = 0; good < rule->bounds.count; good++) {
        values = row_for(scratch, report, rule, level, good);
        if (level == HD_LEVEL_WARNING && hd_report_judge(report, values) != HD_LEVEL_OK)
            fail_msg("a rule of %s fires before its bound", report->name);
        if (hd_report_judge(report, values) >= level)
            fail_msg("a rule of %s is critical before its bound", report->name);
    }
}

static void every_rule_fires_at_its_bound_and_not_before(void **state)
{
    HD_SCRATCH(scratch);
    hd_reports all = built_in(scratch);
    size_t rules = 0;

    (void)state;
    for (size_t i = 0; i < all.count; i++) {
        const hd_report *report = all.items[i];
        for (size_t k = 0; k < report->rules.count; k++, rules++) {
            check_rule(report, &report->rules.items[k], HD_LEVEL_WARNING);
            check_rule(report, &report->rules.items[k], HD_LEVEL_CRITICAL);
        }
    }
    assert_true(rules > 25);
}

static void unknown_values_are_not_judged(void **state)
{
    HD_SCRATCH(scratch);
    hd_reports all = built_in(scratch);

    (void)state;
    for (size_t i = 0; i < all.count; i++) {
        const char **nothing = hd_new_array(scratch, const char *, 61);
        assert_int_equal(hd_report_judge(all.items[i], nothing), HD_LEVEL_OK);
    }
}

static void bounds_can_be_replaced(void **state)
{
    HD_SCRATCH(scratch);
    hd_report_library *library = NULL;
    hd_report *report = NULL;
    const char *values[61] = {NULL};

    (void)state;
    assert_ok(hd_report_library_open(scratch, NULL, &library));
    assert_ok(hd_report_find(scratch, library, "connections", &report));
    values[6] = "50";
    assert_string_equal(report->sections.items[0].columns.items[6].name, "used");
    assert_int_equal(hd_report_judge(report, values), HD_LEVEL_OK);
    assert_ok(hd_report_set_bounds(report, "used", "- 40%"));
    assert_int_equal(hd_report_judge(report, values), HD_LEVEL_CRITICAL);
    assert_error(hd_report_set_bounds(report, "used", "40%"), HD_CONFIG, "WARNING CRITICAL");
    assert_error(hd_report_set_bounds(report, "used", "much more"), HD_CONFIG, "is not a number");
    assert_error(hd_report_set_bounds(report, "idle", "1 2"), HD_CONFIG, "looks at a column");
}

static void findings_are_ordered_and_printed(void **state)
{
    HD_SCRATCH(scratch);
    hd_findings findings = {0};
    hd_strings notes = {0};
    hd_buf *out = hd_buf_new(scratch);

    (void)state;
    hd_vec_push(scratch, &findings,
                (hd_finding){HD_LEVEL_WARNING, "bloat", "vacuum", "public.t\x1b[2J", "space",
                             "bloat 2.0 GB", "Look.", NULL});
    hd_vec_push(scratch, &findings,
                (hd_finding){HD_LEVEL_CRITICAL, "connections", "activity", NULL, "full", NULL,
                             "Wait.", "SELECT 1;"});
    hd_findings_sort(&findings);
    hd_findings_print(out, &findings, &notes, false);
    assert_string_equal(out->data,
                        "!! critical connections: full\n    fix: SELECT 1;\n    Wait.\n"
                        "!  warning  bloat: public.t\\x1b[2J: bloat 2.0 GB\n    Look.\n");
    hd_buf_truncate(out, 0);
    hd_findings_print_plugin(out, &findings, 1234);
    assert_string_equal(out->data, "HOWDAH CRITICAL - 1 critical, 1 warning: connections; bloat "
                                   "public.t\\x1b[2J | critical=1;;0 warning=1;0; time=1.234s\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_rule_fires_at_its_bound_and_not_before),
        cmocka_unit_test(unknown_values_are_not_judged),
        cmocka_unit_test(bounds_can_be_replaced),
        cmocka_unit_test(findings_are_ordered_and_printed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
