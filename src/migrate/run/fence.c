/*
 * Alembic takes no runner lock. So whatever moves the version table locks it first against
 * other writers, and looks whether its rows are still those that the plan was made from: in the
 * very transaction that moves them, so nothing can come between. Readers are not held up.
 */
#include "migrate/run/internal.h"

#include "base/text.h"
#include "parse/quote.h"

#define DIVISION_BY_ZERO "22012"

enum { FENCE_LOCK, FENCE_CHECK };

static int compare(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static const char *sorted_array(TALLOC_CTX *ctx, const hd_strings *rows)
{
    HD_SCRATCH(scratch);
    hd_strings copy = {0};

    for (size_t i = 0; i < rows->count; i++)
        hd_vec_push(scratch, &copy, rows->items[i]);
    if (copy.count > 1)
        qsort(copy.items, copy.count, sizeof(*copy.items), compare);
    return hd_sql_array(ctx, copy.items, copy.count);
}

void hd_run_add_fence(TALLOC_CTX *ctx, const hd_run_state *run, hd_commands *ret)
{
    const char **params = hd_new_array(ctx, const char *, 1);

    hd_vec_push(ctx, ret, (hd_statement){hd_version_table_lock_sql(ctx, run->table), 0, NULL});
    /* What a purge deletes is nobody's plan. */
    if (run->options->purge)
        return;
    params[0] = sorted_array(ctx, &run->expected);
    hd_vec_push(
        ctx, ret,
        hd_run_prepared(run, HD_PREPARED_CHECK,
                        (hd_statement){hd_version_table_check_sql(ctx, run->table), 1, params}));
}

hd_error *hd_run_explain_fence(const hd_run_state *run, size_t index, hd_error *err)
{
    HD_SCRATCH(scratch);

    if (index == FENCE_LOCK && strcmp(err->sqlstate, "") != 0)
        return hd_error_wrap(err, "while locking the version table %s", run->table->sql_name);
    if (index != FENCE_CHECK || strcmp(err->sqlstate, DIVISION_BY_ZERO) != 0)
        return err;
    hd_error_free(err);
    err = hd_error_new(HD_CONFLICT, "another program has changed the version table %s meanwhile",
                       run->table->sql_name);
    err = hd_error_detail(err, "Its rows were %s when the plan was made.",
                          run->expected.count == 0 ? "none"
                                                   : hd_text_join(scratch, &run->expected, ", "));
    return hd_error_hint(err, "Everything of this transaction was rolled back. Run the command "
                              "again when the other program has ended: it goes on from the rows "
                              "that are there then.");
}

static size_t index_of(const hd_strings *rows, const char *row)
{
    size_t i = 0;

    while (i < rows->count && strcmp(rows->items[i], row) != 0)
        i++;
    return i;
}

void hd_run_expect(hd_run_state *run, const hd_step *step)
{
    hd_strings *rows = &run->expected;

    for (size_t i = 0; i < step->changes.count; i++) {
        const hd_row_change *change = &step->changes.items[i];
        size_t from = change->from == NULL ? rows->count : index_of(rows, change->from);

        if (from < rows->count)
            rows->items[from] = rows->items[--rows->count];
        if (change->to != NULL)
            hd_vec_push(run->pass, rows, change->to);
    }
}
