#include "cli/plan_table.h"

#include <stdlib.h>

#include "base/text.h"
#include "cli/grid.h"
#include "cli/upkeep.h"
#include "diff/explain.h"
#include "pg/rows.h"
#include "sql.h"

enum { STATEMENT_WIDTH = 72 };

/* The statement on one line, cut at a character. */
static char *shortened(TALLOC_CTX *ctx, const char *sql)
{
    HD_SCRATCH(scratch);
    hd_buf *line = hd_buf_new(scratch);
    size_t width = 0;

    for (; *sql != '\0'; sql++) {
        bool blank = *sql == '\n' || *sql == '\t' || *sql == ' ';
        if (blank && (line->len == 0 || line->data[line->len - 1] == ' '))
            continue;
        width += ((unsigned char)*sql & 0xC0) != 0x80;
        if (width > STATEMENT_WIDTH) {
            hd_buf_add(line, "...");
            break;
        }
        hd_buf_add_char(line, blank ? ' ' : *sql);
    }
    return hd_buf_take(ctx, line);
}

static char *locks_text(TALLOC_CTX *ctx, const hd_step_cost *cost)
{
    HD_SCRATCH(scratch);
    hd_strings texts = {0};

    for (size_t i = 0; i < cost->impact->locks.count; i++)
        hd_vec_push(scratch, &texts, hd_sql_lock_text(scratch, &cost->impact->locks.items[i]));
    return hd_text_join(ctx, &texts, ", ");
}

static const char *rows_text(const hd_step_cost *cost, const hd_plan_step *step)
{
    if (step->batch != NULL)
        return "writes in batches";
    if (cost->impact->rewrites)
        return "rewrites";
    return cost->impact->scans ? "scans" : cost->impact->opaque ? "not known" : "";
}

/* Steps of one transaction have one number. */
static const char *transaction_text(TALLOC_CTX *ctx, const hd_plan_step *step, size_t number)
{
    switch (step->mode) {
    case HD_STEP_JOINED:
        return hd_printf(ctx, "%zu", number);
    case HD_STEP_OWN:
        return step->batch != NULL ? "many" : "own";
    case HD_STEP_ALONE:
        return "none";
    }
    return "";
}

static size_t size_row(const hd_rows *sizes, const hd_fact *table)
{
    size_t low = 0;
    size_t high = hd_rows_count(sizes);

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(hd_rows_text(sizes, middle, 0), table->identity) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    bool found = low < hd_rows_count(sizes) &&
                 strcmp(hd_rows_text(sizes, low, 0), table->identity) == 0;
    return found ? low : SIZE_MAX;
}

/* How many rows are read or written, and of how many bytes; "" when none are. */
static void size_texts(TALLOC_CTX *ctx, const hd_rows *sizes, const hd_step_cost *cost,
                       const hd_plan_step *step, const char *ret[2])
{
    bool touches = cost->impact->scans || cost->impact->rewrites || step->batch != NULL;

    ret[0] = ret[1] = "";
    if (!touches || cost->table == NULL || sizes == NULL)
        return;
    size_t row = size_row(sizes, cost->table);
    if (row == SIZE_MAX)
        return;
    ret[0] = hd_rows_text_or(sizes, row, 1, "not known");
    ret[1] = hd_bytes_text(ctx, hd_rows_int(sizes, row, 2));
}

static void step_add(hd_grid *grid, const hd_plan *plan, const hd_plan_step *step, size_t number,
                     const hd_rows *sizes)
{
    HD_SCRATCH(scratch);
    hd_step_cost *cost = hd_step_cost_of(scratch, plan, step);
    const char *size[2];

    size_texts(grid, sizes, cost, step, size);
    const char *const cells[] = {
        transaction_text(grid, step, number),
        rows_text(cost, step),
        size[0],
        size[1],
        shortened(grid, step->sql),
        locks_text(grid, cost),
        hd_text_join(grid, &cost->losses, ", "),
        step->remark,
    };
    hd_grid_add(grid, cells);
}

hd_error *hd_plan_table_print(hd_buf *out, const hd_plan *plan, hd_conn *conn)
{
    HD_SCRATCH(scratch);
    static const char *const titles[] = {"transaction", "all rows", "<rows", "<size",
                                         "statement",   "locks",    "loses", "remark"};
    hd_grid *grid = hd_grid_new(scratch, titles, HD_COUNT(titles));
    hd_rows *sizes = NULL;
    size_t number = 0;
    bool open = false;

    if (conn != NULL)
        HD_TRY(hd_query(scratch, conn, hd_sql_diff_relation_size, 0, NULL, &sizes));
    for (size_t i = 0; i < plan->count; i++) {
        const hd_plan_step *step = &plan->steps[i];
        if (hd_step_is_comment(step))
            continue;
        number += step->mode == HD_STEP_JOINED && !open;
        open = step->mode == HD_STEP_JOINED;
        step_add(grid, plan, step, number, sizes);
    }
    hd_grid_print(out, grid);
    return NULL;
}
