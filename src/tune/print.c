#include "tune/print.h"

#include "base/text.h"
#include "base/utf8.h"

enum { INDENT = 3, TIME_WIDTH = 11, ROWS_WIDTH = 12, COST_WIDTH = 12, LOOPS_WIDTH = 8 };

struct printer {
    hd_buf *out;
    const hd_plan *plan;
    const hd_plan_findings *findings;
};

static const char *ms_text(TALLOC_CTX *ctx, double ms)
{
    return ms < 10      ? hd_printf(ctx, "%.2f ms", ms)
           : ms < 10000 ? hd_printf(ctx, "%.0f ms", ms)
                        : hd_printf(ctx, "%.1f s", ms / 1000);
}

/* The figures of a node; blanks of the same width for NULL. */
static void add_figures(struct printer *printer, const hd_plan_node *node)
{
    HD_SCRATCH(scratch);
    hd_buf *out = printer->out;

    if (!printer->plan->executed) {
        hd_buf_addf(out, "%*s %*s  ", COST_WIDTH,
                    node == NULL ? "" : hd_printf(scratch, "%.1f", node->total_cost), ROWS_WIDTH,
                    node == NULL ? "" : hd_plan_number(scratch, node->plan_rows));
        return;
    }
    bool ran = node != NULL && node->executed && node->loops > 0;
    hd_buf_addf(out, "%*s %*s %*s %*s %*s  ", TIME_WIDTH,
                ran && node->total_ms >= 0 ? ms_text(scratch, node->all_ms) : "", TIME_WIDTH,
                ran && node->total_ms >= 0 ? ms_text(scratch, node->self_ms) : "", ROWS_WIDTH,
                ran            ? hd_plan_number(scratch, node->all_rows)
                : node != NULL ? "never ran"
                               : "",
                ROWS_WIDTH,
                node == NULL ? ""
                             : hd_plan_number(scratch, node->plan_rows * (ran ? node->loops : 1)),
                LOOPS_WIDTH, ran && node->loops > 1 ? hd_plan_number(scratch, node->loops) : "");
}

static void add_titles(struct printer *printer)
{
    if (printer->plan->executed)
        hd_buf_addf(printer->out, "%*s %*s %*s %*s %*s  node\n", TIME_WIDTH, "time", TIME_WIDTH,
                    "self", ROWS_WIDTH, "rows", ROWS_WIDTH, "expected", LOOPS_WIDTH, "loops");
    else
        hd_buf_addf(printer->out, "%*s %*s  node\n", COST_WIDTH, "cost", ROWS_WIDTH, "expected");
}

/* ---- what stands below a node ---- */

static void add_detail(struct printer *printer, unsigned depth, const char *label, const char *text)
{
    if (text == NULL)
        return;
    add_figures(printer, NULL);
    hd_buf_addf(printer->out, "%*s%s%s", (int)(depth * INDENT) + INDENT + 1, "", label,
                *label == '\0' ? "" : ": ");
    hd_utf8_add_safe(printer->out, text);
    hd_buf_add_char(printer->out, '\n');
}

static void add_removed(struct printer *printer, const hd_plan_node *node, unsigned depth)
{
    HD_SCRATCH(scratch);
    const struct {
        double rows;
        const char *text;
    } removed[] = {{node->removed_by_filter, "rows did not pass the filter"},
                   {node->removed_by_join, "pairs did not pass the join filter"},
                   {node->removed_by_recheck, "rows did not pass the recheck"}};

    for (size_t i = 0; i < HD_COUNT(removed); i++)
        if (removed[i].rows > 0 && node->loops > 0)
            add_detail(printer, depth, "",
                       hd_printf(scratch, "%s %s",
                                 hd_plan_number(scratch, removed[i].rows * node->loops),
                                 removed[i].text));
}

static void add_memory(struct printer *printer, const hd_plan_node *node, unsigned depth)
{
    HD_SCRATCH(scratch);

    if (node->sort_method != NULL)
        add_detail(printer, depth, "",
                   hd_printf(scratch, "%s, %s kB%s", node->sort_method,
                             hd_plan_number(scratch, node->sort_kb),
                             node->sort_on_disk ? " on disk" : ""));
    if (node->peak_kb >= 0)
        add_detail(printer, depth, "",
                   hd_printf(scratch, "%s kB of memory%s%s", hd_plan_number(scratch, node->peak_kb),
                             node->hash_batches > 1
                                 ? hd_printf(scratch, ", %.0f batches", node->hash_batches)
                                 : "",
                             node->disk_kb > 0 ? hd_printf(scratch, ", %s kB on disk",
                                                           hd_plan_number(scratch, node->disk_kb))
                                               : ""));
    if (node->workers_planned >= 0)
        add_detail(printer, depth, "",
                   node->workers_launched < 0
                       ? hd_printf(scratch, "%.0f workers", node->workers_planned)
                       : hd_printf(scratch, "%.0f of %.0f workers", node->workers_launched,
                                   node->workers_planned));
}

static void add_details(struct printer *printer, const hd_plan_node *node, unsigned depth)
{
    HD_SCRATCH(scratch);

    if (node->sort_keys.count > 0)
        add_detail(printer, depth, "by", hd_text_join(scratch, &node->sort_keys, ", "));
    if (node->group_keys.count > 0)
        add_detail(printer, depth, "by", hd_text_join(scratch, &node->group_keys, ", "));
    add_detail(printer, depth, "index", node->index_cond);
    add_detail(printer, depth, "order", node->order_by);
    if (node->removed_by_recheck > 0)
        add_detail(printer, depth, "recheck", node->recheck_cond);
    add_detail(printer, depth, "on", node->hash_cond);
    add_detail(printer, depth, "on", node->merge_cond);
    add_detail(printer, depth, "join filter", node->join_filter);
    add_detail(printer, depth, "filter", node->filter);
    add_detail(printer, depth, "only if", node->one_time_filter);
    add_removed(printer, node, depth);
    add_memory(printer, node, depth);
}

static void add_marks(struct printer *printer, const hd_plan_node *node)
{
    for (size_t i = 0; i < printer->findings->count; i++)
        if (printer->findings->items[i].node == node)
            hd_buf_addf(printer->out, "  [%zu]", i + 1);
}

static void add_node(struct printer *printer, const hd_plan_node *node, unsigned depth)
{
    HD_SCRATCH(scratch);

    add_figures(printer, node);
    if (depth > 0)
        hd_buf_addf(printer->out, "%*s-> ", (int)((depth - 1) * INDENT), "");
    hd_utf8_add_safe(printer->out, hd_plan_node_title(scratch, node));
    add_marks(printer, node);
    hd_buf_add_char(printer->out, '\n');
    add_details(printer, node, depth);
    for (size_t i = 0; i < node->children.count; i++)
        add_node(printer, node->children.items[i], depth + 1);
}

void hd_plan_print(hd_buf *out, const hd_plan *plan, const hd_plan_findings *findings)
{
    struct printer printer = {out, plan, findings};
    HD_SCRATCH(scratch);

    add_titles(&printer);
    add_node(&printer, plan->root, 0);
    if (plan->executed)
        hd_buf_addf(out, "\nplanned in %s, executed in %s\n",
                    ms_text(scratch, plan->planning_ms > 0 ? plan->planning_ms : 0),
                    ms_text(scratch, plan->execution_ms > 0 ? plan->execution_ms : 0));
    for (size_t i = 0; i < findings->count; i++) {
        const hd_plan_finding *finding = &findings->items[i];
        hd_buf_addf(out, "%s[%zu] ", i == 0 ? "\n" : "", i + 1);
        hd_utf8_add_safe(
            out, hd_printf(scratch, "%s%s%s\n    %s\n",
                           finding->node == NULL ? "" : hd_plan_node_title(scratch, finding->node),
                           finding->node == NULL ? "" : ": ", finding->text, finding->hint));
    }
}
