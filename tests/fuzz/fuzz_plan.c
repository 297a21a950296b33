/* Whatever a server says: a plan that can be read can be judged and printed, with times that are
 * none below 0. */
#include "fuzz.h"
#include "tune/print.h"

static void check_node(const hd_plan_node *node, void *arg)
{
    (void)arg;
    FUZZ_CHECK(node->type != NULL);
    FUZZ_CHECK(!(node->self_ms < 0));
    FUZZ_CHECK(node->processes >= 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    HD_SCRATCH(scratch);
    hd_plan *plan = NULL;
    hd_plan_findings findings = {0};
    hd_buf *out = hd_buf_new(scratch);

    hd_error *err = hd_plan_parse(scratch, (const char *)data, size, &plan);
    if (err != NULL) {
        FUZZ_CHECK(plan == NULL && err->code == HD_DATABASE);
        hd_error_free(err);
        return 0;
    }
    hd_plan_walk(plan->root, check_node, NULL);
    hd_plan_advise(scratch, plan, &findings);
    for (size_t i = 0; i < findings.count; i++)
        FUZZ_CHECK(findings.items[i].text != NULL && findings.items[i].hint != NULL);
    hd_plan_print(out, plan, &findings);
    FUZZ_CHECK(out->len > 0);
    return 0;
}
