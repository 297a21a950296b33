#include "migrate/drift.h"

#include "base/file.h"
#include "base/text.h"
#include "migrate/plan.h"
#include "sql.h"

enum {
    COLUMN_REVISION,
    COLUMN_DIRECTION,
    COLUMN_MESSAGE,
    COLUMN_DOWN,
    COLUMN_FILE_NAME,
    COLUMN_FILE_SHA256,
    COLUMN_SECTION_SHA256,
    COLUMN_APPLIED,
    COLUMN_WHO,
};

static const char *kept(TALLOC_CTX *ctx, const hd_rows *rows, size_t row, size_t column)
{
    const char *text = hd_rows_text(rows, row, column);

    return text == NULL ? NULL : hd_strdup(ctx, text);
}

static hd_drift drift_of(TALLOC_CTX *ctx, hd_drift_kind kind, const hd_rows *rows, size_t row)
{
    return (hd_drift){.kind = kind,
                      .revision = kept(ctx, rows, row, COLUMN_REVISION),
                      .message = kept(ctx, rows, row, COLUMN_MESSAGE),
                      .file_name = kept(ctx, rows, row, COLUMN_FILE_NAME),
                      .down = kept(ctx, rows, row, COLUMN_DOWN),
                      .applied = kept(ctx, rows, row, COLUMN_APPLIED),
                      .who = kept(ctx, rows, row, COLUMN_WHO)};
}

/* The file's hash decides cheaply; where it differs, the statements' hash decides. */
static hd_error *section_differs(const hd_node *node, const hd_rows *rows, size_t row, bool *ret)
{
    HD_SCRATCH(scratch);
    hd_body *body = NULL;

    *ret = false;
    HD_TRY(hd_body_load(scratch, node->revision, HD_UPGRADE, &body));
    if (hd_text_equal(body->file_sha256, hd_rows_text(rows, row, COLUMN_FILE_SHA256)))
        return NULL;
    const char *now = hd_plan_sha256(scratch, body, 0, body->statements.count);
    *ret = !hd_text_equal(now, hd_rows_text(rows, row, COLUMN_SECTION_SHA256));
    return NULL;
}

static hd_error *find_edited(TALLOC_CTX *ctx, const hd_graph *graph, const hd_rows *rows,
                             hd_drifts *ret)
{
    for (size_t i = 0; i < hd_rows_count(rows); i++) {
        const hd_node *node = hd_graph_find(graph, hd_rows_text(rows, i, COLUMN_REVISION));
        bool differs = false;

        if (node == NULL || strcmp(hd_rows_text(rows, i, COLUMN_DIRECTION), "upgrade") != 0)
            continue;
        /* A baseline has other text than the files that it took the place of, on purpose. */
        if (node->revision->replaces.count > 0)
            continue;
        HD_TRY(section_differs(node, rows, i, &differs));
        if (!differs)
            continue;
        hd_drift drift = drift_of(ctx, HD_DRIFT_EDITED, rows, i);
        drift.text = hd_printf(
            ctx, "file \"%s\" of revision %s was edited after it was applied (%s by %s)",
            hd_path_name(node->revision->path), drift.revision, drift.applied,
            drift.who == NULL ? "?" : drift.who);
        hd_vec_push(ctx, ret, drift);
    }
    return NULL;
}

static void find_deleted(TALLOC_CTX *ctx, const hd_graph *graph, const hd_rows *journal,
                         const hd_strings *rows, hd_drifts *ret)
{
    for (size_t i = 0; i < rows->count; i++) {
        hd_drift drift = {.kind = HD_DRIFT_DELETED, .revision = rows->items[i]};

        if (hd_graph_find(graph, rows->items[i]) != NULL)
            continue;
        for (size_t j = 0; journal != NULL && j < hd_rows_count(journal); j++)
            if (strcmp(hd_rows_text(journal, j, COLUMN_REVISION), rows->items[i]) == 0)
                drift = drift_of(ctx, HD_DRIFT_DELETED, journal, j);
        drift.text = hd_printf(ctx, "revision %s is applied, but no file has it", drift.revision);
        hd_vec_push(ctx, ret, drift);
    }
}

void hd_drift_find_unknown(TALLOC_CTX *ctx, const hd_graph *graph, const hd_strings *rows,
                           hd_drifts *ret)
{
    find_deleted(ctx, graph, NULL, rows, ret);
}

hd_error *hd_drift_find(TALLOC_CTX *ctx, hd_conn *conn, const char *version_table,
                        const hd_graph *graph, const hd_strings *rows, hd_drifts *ret)
{
    HD_SCRATCH(scratch);
    hd_rows *journal = NULL;

    HD_TRY(hd_query(scratch, conn, hd_sql_migrate_journal_applied, 1, &version_table, &journal));
    HD_TRY(find_edited(ctx, graph, journal, ret));
    find_deleted(ctx, graph, journal, rows, ret);
    return NULL;
}
