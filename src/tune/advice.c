/*
 * Each rule is one function that sees one node. A rule speaks only where it is sure: where a
 * node was stopped early nothing follows from few rows, and small numbers do no harm.
 */
#include "tune/advice.h"

#include "base/buf.h"
#include "base/text.h"

enum {
    WRONG_FACTOR = 10, /* estimates that are off by less choose the same plan mostly */
    WRONG_ROWS = 1000, /* rows of all loops, below which nothing is lost */
    DISCARDED_ROWS = 10000,
    DISCARDED_SHARE = 10, /* times as many as are kept */
    FETCH_ROWS = 1000,
    MANY_LOOPS = 1000,
    NOTABLE_PERCENT = 25,
    NOTABLE_MS = 5,
    KB_PER_MB = 1024,
    SORT_IN_MEMORY_FACTOR = 3, /* a sort needs more room in memory than its rows take on disk */
    THOUSANDS = 3,
};

struct advisor {
    TALLOC_CTX *ctx;
    const hd_plan *plan;
    hd_plan_findings *findings;
};

static const char *const kind_names[] = {
    [HD_PLAN_MISESTIMATE] = "misestimate", [HD_PLAN_SPILL] = "spill",
    [HD_PLAN_DISCARD] = "discard",         [HD_PLAN_FETCH] = "heap-fetches",
    [HD_PLAN_LOSSY] = "lossy-bitmap",      [HD_PLAN_LOOPS] = "loops",
    [HD_PLAN_WORKERS] = "workers",         [HD_PLAN_JIT] = "jit",
    [HD_PLAN_TRIGGER] = "trigger",         [HD_PLAN_PLANNING] = "planning",
};

const char *hd_plan_finding_name(hd_plan_finding_kind kind)
{
    return kind_names[kind];
}

char *hd_plan_number(TALLOC_CTX *ctx, double number)
{
    HD_SCRATCH(scratch);
    hd_buf *out = hd_buf_new(ctx);

    if (number > 0 && number < WRONG_FACTOR && number != (double)(int64_t)number)
        return hd_printf(ctx, "%.1f", number);
    const char *digits = hd_printf(scratch, "%.0f", number);
    size_t len = strlen(digits);
    for (size_t i = 0; i < len; i++) {
        if (i > 0 && (len - i) % THOUSANDS == 0)
            hd_buf_add_char(out, ',');
        hd_buf_add_char(out, digits[i]);
    }
    return out->data;
}

static char *kb_text(TALLOC_CTX *ctx, double kb)
{
    return kb < KB_PER_MB ? hd_printf(ctx, "%.0f kB", kb)
                          : hd_printf(ctx, "%.1f MB", kb / KB_PER_MB);
}

/* Takes over text and hint, which belong to the advisor's ctx. */
static void add(struct advisor *advisor, hd_plan_finding_kind kind, const hd_plan_node *node,
                const char *text, const char *hint)
{
    hd_vec_push(advisor->ctx, advisor->findings, (hd_plan_finding){kind, node, text, hint});
}

static bool is_scan(const hd_plan_node *node)
{
    return node->relation != NULL && strcmp(node->type, "ModifyTable") != 0;
}

static const char *table_of(TALLOC_CTX *ctx, const hd_plan_node *node)
{
    return node->schema == NULL ? hd_strdup(ctx, node->relation)
                                : hd_printf(ctx, "%s.%s", node->schema, node->relation);
}

/* ---- the rules ---- */

/* A wrong number goes up the tree: the lowest node that has it is the cause. */
static bool is_wrong(const hd_plan_node *node)
{
    double real = hd_plan_greater(node->rows, 1);
    double planned = hd_plan_greater(node->plan_rows, 1);
    double factor = real > planned ? real / planned : planned / real;

    if (!node->executed || node->loops < 1 || factor < WRONG_FACTOR ||
        hd_plan_greater(real, planned) * node->loops < WRONG_ROWS)
        return false;
    return real > planned || !node->cut_short;
}

static bool has_wrong_child(const hd_plan_node *node)
{
    for (size_t i = 0; i < node->children.count; i++)
        if (is_wrong(node->children.items[i]) || has_wrong_child(node->children.items[i]))
            return true;
    return false;
}

static void rule_misestimate(struct advisor *advisor, const hd_plan_node *node)
{
    TALLOC_CTX *ctx = advisor->ctx;

    if (!is_wrong(node) || has_wrong_child(node) || strcmp(node->type, "Bitmap Index Scan") == 0)
        return;
    const char *text = hd_printf(
        ctx, "%s rows were expected, %s came%s", hd_plan_number(ctx, node->plan_rows),
        hd_plan_number(ctx, node->rows), node->loops > 1 ? " (in each loop)" : "");
    const char *hint =
        is_scan(node)
            ? hd_printf(ctx,
                        "\"howdah analyze %s\" first. When it stays so: more detail for the column "
                        "(ALTER TABLE ... ALTER COLUMN ... SET STATISTICS 1000), CREATE STATISTICS "
                        "for columns that depend on each other or for an expression.",
                        table_of(ctx, node))
            : "The numbers below it are right: what joins or filters here cannot be estimated by "
              "the columns' statistics alone. CREATE STATISTICS helps where columns of one table "
              "depend on each other.";
    add(advisor, HD_PLAN_MISESTIMATE, node, text, hint);
}

static const char *work_mem_hint(TALLOC_CTX *ctx, double kb)
{
    return hd_printf(ctx,
                     "It would take about %.0f MB of work_mem: set it for this statement or role "
                     "(SET work_mem), not for all, because each node of each session may take it.",
                     kb / KB_PER_MB + 0.5);
}

static void rule_spill(struct advisor *advisor, const hd_plan_node *node)
{
    TALLOC_CTX *ctx = advisor->ctx;

    if (node->sort_on_disk)
        add(advisor, HD_PLAN_SPILL, node,
            hd_printf(ctx, "the sort used %s on disk", kb_text(ctx, node->sort_kb)),
            work_mem_hint(ctx, node->sort_kb * SORT_IN_MEMORY_FACTOR));
    else if (strcmp(node->type, "Hash") == 0 && node->hash_batches > 1)
        add(advisor, HD_PLAN_SPILL, node,
            hd_printf(ctx, "the hash table did not fit: %.0f batches%s", node->hash_batches,
                      node->hash_batches_planned >= 0 &&
                              node->hash_batches_planned < node->hash_batches
                          ? ", more than were planned"
                          : ""),
            work_mem_hint(ctx, node->peak_kb * node->hash_batches));
    else if (node->disk_kb > 0)
        add(advisor, HD_PLAN_SPILL, node,
            hd_printf(ctx, "the groups did not fit: %s on disk", kb_text(ctx, node->disk_kb)),
            work_mem_hint(ctx, node->peak_kb + node->disk_kb * 2));
}

static void rule_discard(struct advisor *advisor, const hd_plan_node *node)
{
    TALLOC_CTX *ctx = advisor->ctx;
    double removed = node->removed_by_filter * node->loops;

    if (!is_scan(node) || removed < DISCARDED_ROWS || removed < node->all_rows * DISCARDED_SHARE)
        return;
    add(advisor, HD_PLAN_DISCARD, node,
        hd_printf(ctx, "%s rows were read and thrown away, %s%s kept", hd_plan_number(ctx, removed),
                  node->loops > 1 ? "about " : "", hd_plan_number(ctx, node->all_rows)),
        node->index == NULL
            ? "An index on the columns of the filter would find them: \"howdah indexes suggest\" "
              "looks for one."
            : "The index does not cover the filter: one that has those columns too would.");
}

static void rule_fetch(struct advisor *advisor, const hd_plan_node *node)
{
    TALLOC_CTX *ctx = advisor->ctx;

    if (strcmp(node->type, "Index Only Scan") != 0 || node->heap_fetches < FETCH_ROWS ||
        node->heap_fetches * 2 < node->all_rows)
        return;
    add(advisor, HD_PLAN_FETCH, node,
        hd_printf(ctx, "the index alone did not do: %s rows were looked up in the table",
                  hd_plan_number(ctx, node->heap_fetches)),
        hd_printf(ctx, "\"howdah vacuum %s\" marks pages as visible to all.", table_of(ctx, node)));
}

static void rule_lossy(struct advisor *advisor, const hd_plan_node *node)
{
    TALLOC_CTX *ctx = advisor->ctx;

    if (node->lossy_blocks > 0 && node->removed_by_recheck * node->loops >= DISCARDED_ROWS)
        add(advisor, HD_PLAN_LOSSY, node,
            hd_printf(ctx, "the bitmap did not fit: %s pages were searched as a whole",
                      hd_plan_number(ctx, node->lossy_blocks)),
            "More work_mem for this statement lets it keep single rows.");
}

static void rule_loops(struct advisor *advisor, const hd_plan_node *node)
{
    TALLOC_CTX *ctx = advisor->ctx;
    double share = 100 * node->all_ms / hd_plan_greater(advisor->plan->execution_ms, 0.001);

    if (!hd_text_equal(node->relationship, "SubPlan") || node->loops < MANY_LOOPS ||
        share < NOTABLE_PERCENT || node->all_ms < NOTABLE_MS)
        return;
    add(advisor, HD_PLAN_LOOPS, node,
        hd_printf(ctx, "the subquery ran %s times, %.0f %% of the time",
                  hd_plan_number(ctx, node->loops), share),
        "Written as a join it runs once.");
}

static void rule_workers(struct advisor *advisor, const hd_plan_node *node)
{
    TALLOC_CTX *ctx = advisor->ctx;

    if (node->workers_launched >= 0 && node->workers_launched < node->workers_planned)
        add(advisor, HD_PLAN_WORKERS, node,
            hd_printf(ctx, "%.0f of %.0f workers were to be had", node->workers_launched,
                      node->workers_planned),
            "The others were at work elsewhere: max_parallel_workers is for the whole server.");
}

static void see_node(const hd_plan_node *node, void *arg)
{
    static void (*const rules[])(struct advisor *, const hd_plan_node *) = {
        rule_misestimate, rule_spill, rule_discard, rule_fetch,
        rule_lossy,       rule_loops, rule_workers,
    };

    for (size_t i = 0; i < HD_COUNT(rules) && node->executed && node->loops > 0; i++)
        rules[i](arg, node);
}

/* ---- the whole plan ---- */

static void see_triggers(struct advisor *advisor)
{
    TALLOC_CTX *ctx = advisor->ctx;
    const hd_plan *plan = advisor->plan;

    for (size_t i = 0; i < plan->triggers.count; i++) {
        const hd_plan_trigger *trigger = &plan->triggers.items[i];
        if (trigger->ms < NOTABLE_MS || trigger->ms * 100 < plan->execution_ms * NOTABLE_PERCENT)
            continue;
        const char *name = trigger->constraint != NULL ? trigger->constraint : trigger->name;
        add(advisor, HD_PLAN_TRIGGER, NULL,
            hd_printf(ctx, "%s %s%s%s took %.1f ms in %.0f calls",
                      trigger->constraint != NULL ? "checking" : "trigger",
                      name == NULL ? "?" : name, trigger->relation == NULL ? "" : " on ",
                      trigger->relation == NULL ? "" : trigger->relation, trigger->ms,
                      trigger->calls),
            trigger->constraint != NULL
                ? "A foreign key is checked by its columns: \"howdah show fk-without-index\" names "
                  "those without an index."
                : "It is the function of the trigger that takes the time.");
    }
}

void hd_plan_advise(TALLOC_CTX *ctx, const hd_plan *plan, hd_plan_findings *ret)
{
    struct advisor advisor = {ctx, plan, ret};

    if (!plan->executed)
        return;
    hd_plan_walk(plan->root, see_node, &advisor);
    see_triggers(&advisor);
    if (plan->jit_ms >= NOTABLE_MS && plan->jit_ms * 100 >= plan->execution_ms * NOTABLE_PERCENT)
        add(&advisor, HD_PLAN_JIT, NULL,
            hd_printf(ctx, "compiling (JIT) took %.1f ms of %.1f ms", plan->jit_ms,
                      plan->execution_ms),
            "SET jit = off for such statements, or raise jit_above_cost.");
    if (plan->planning_ms >= NOTABLE_MS && plan->planning_ms > plan->execution_ms)
        add(&advisor, HD_PLAN_PLANNING, NULL,
            hd_printf(ctx, "planning took %.1f ms, longer than the statement", plan->planning_ms),
            "A prepared statement is planned once; many partitions or joins take long to plan.");
}
