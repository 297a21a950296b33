#include "migrate/journal/repair.h"

#include "base/file.h"
#include "base/text.h"
#include "migrate/plan.h"
#include "sql.h"

hd_error *hd_repair_look(TALLOC_CTX *ctx, hd_conn *conn, const hd_config *config, hd_repair **ret)
{
    HD_SCRATCH(scratch);
    hd_repair *repair = hd_new(scratch, hd_repair);

    repair->conn = conn;
    repair->table = hd_version_table_of(repair, config);
    HD_TRY(hd_version_table_read(repair, conn, repair->table, &repair->rows, NULL));
    HD_TRY(hd_project_read(repair, config, &repair->rows, &repair->project));
    HD_TRY(hd_journal_exists(conn, &repair->has_journal));
    repair->journal = hd_journal_new(repair, repair->table);
    hd_applied *applied = NULL;
    if (repair->has_journal) {
        HD_TRY(hd_applied_read(repair, conn, repair->journal->version_table, NULL, &applied));
        HD_TRY(hd_drift_edited(repair, applied, repair->project, &repair->drifts));
        HD_TRY(hd_journal_unfinished(repair, conn, repair->journal, &repair->unfinished));
    }
    hd_drift_deleted(repair, applied, repair->project, &repair->rows, &repair->drifts);
    *ret = talloc_steal(ctx, repair);
    return NULL;
}

static hd_error *no_such(const char *what, const char *revision)
{
    return hd_error_hint(hd_error_new(HD_MISSING, "revision %s has no %s", revision, what),
                         "\"howdah repair\" lists what can be repaired.");
}

static hd_error *settle(hd_repair *repair, const char *revision, const char *state,
                        bool only_intents)
{
    HD_SCRATCH(scratch);
    const char *params[] = {repair->journal->version_table, revision, state,
                            only_intents ? "t" : "f"};
    hd_rows *rows = NULL;

    if (!repair->has_journal)
        return no_such("unfinished statement", revision);
    HD_TRY(hd_query(scratch, repair->conn, hd_sql_migrate_journal_settle, HD_COUNT(params), params,
                    &rows));
    return hd_rows_affected(rows) > 0 ? NULL : no_such("unfinished statement", revision);
}

/* The intent that completes its revision would have moved the rows too: that is left to the next
 * upgrade. */
hd_error *hd_repair_done(hd_repair *repair, const char *revision)
{
    return settle(repair, revision, "done", true);
}

hd_error *hd_repair_redo(hd_repair *repair, const char *revision)
{
    return settle(repair, revision, "forgotten", true);
}

hd_error *hd_repair_forget(hd_repair *repair, const char *revision)
{
    return settle(repair, revision, "forgotten", false);
}

static const hd_drift *find_drift(const hd_repair *repair, hd_drift_kind kind, const char *revision)
{
    for (size_t i = 0; i < repair->drifts.count; i++)
        if (repair->drifts.items[i].kind == kind &&
            strcmp(repair->drifts.items[i].revision, revision) == 0)
            return &repair->drifts.items[i];
    return NULL;
}

hd_error *hd_repair_accept(hd_repair *repair, const char *revision)
{
    HD_SCRATCH(scratch);
    hd_body *body = NULL;
    const hd_revision *found = hd_project_find(repair->project, revision);

    if (found == NULL || find_drift(repair, HD_DRIFT_EDITED, revision) == NULL)
        return no_such("edited file", revision);
    HD_TRY(hd_body_load(scratch, found, HD_UPGRADE, &body));
    const char *params[] = {repair->journal->version_table, revision, body->file_sha256,
                            hd_plan_sha256(scratch, body, 0, body->statements.count), body->text};
    return hd_query(scratch, repair->conn, hd_sql_migrate_journal_accept, HD_COUNT(params), params,
                    NULL);
}

hd_error *hd_repair_restore(hd_repair *repair, const char *revision, char **path)
{
    HD_SCRATCH(scratch);
    const char *params[] = {repair->journal->version_table, revision};
    hd_rows *rows = NULL;

    if (!repair->has_journal)
        return no_such("file in the journal", revision);
    HD_TRY(hd_query(scratch, repair->conn, hd_sql_migrate_journal_text, HD_COUNT(params), params,
                    &rows));
    if (hd_rows_count(rows) == 0)
        return no_such("file in the journal", revision);
    const hd_revision *found = hd_project_find(repair->project, revision);
    const char *text = hd_rows_text(rows, 0, 1);
    char *target = found != NULL
                       ? hd_strdup(scratch, found->path)
                       : hd_path_join(scratch, repair->project->version_locations.items[0],
                                      hd_path_name(hd_rows_text(rows, 0, 0)));
    if (found == NULL && hd_file_exists(target))
        return hd_error_new(HD_CONFLICT, "file \"%s\" is there already", target);
    HD_TRY(hd_file_write(target, text, strlen(text)));
    *path = talloc_steal(repair, target);
    return NULL;
}
