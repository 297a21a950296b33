/*
 * What goes along with every revision is parsed and planned once in a session: half of what a
 * revision costs beside its own statements. A file can take that away (DEALLOCATE ALL, DISCARD
 * ALL, or a function that says so): then the same goes as text, as if it had never been prepared.
 */
#include "migrate/run/internal.h"

#include "base/buf.h"
#include "sql.h"

#define INVALID_STATEMENT_NAME "26000"

static const char *const names[] = {
    [HD_PREPARED_CHECK] = "howdah_check",       [HD_PREPARED_MOVE] = "howdah_move",
    [HD_PREPARED_STEP] = "howdah_step",         [HD_PREPARED_RESTORE] = "howdah_restore",
    [HD_PREPARED_SETTINGS] = "howdah_settings",
};

hd_statement hd_run_prepared(const hd_run_state *run, hd_prepared which, hd_statement plain)
{
    if (!run->prepared)
        return plain;
    return (hd_statement){names[which], plain.nparams, plain.params, true};
}

hd_error *hd_run_prepare_statements(hd_run_state *run)
{
    HD_SCRATCH(scratch);
    const hd_strings *restore = hd_conn_restore(run->conn);
    const char *const texts[] = {
        [HD_PREPARED_CHECK] = hd_version_table_check_sql(scratch, run->table),
        [HD_PREPARED_MOVE] = hd_version_table_move_sql(scratch, run->table),
        [HD_PREPARED_STEP] = hd_sql_migrate_journal_step,
        [HD_PREPARED_RESTORE] = restore->items[restore->count - 1],
        [HD_PREPARED_SETTINGS] = hd_run_settings_sql(scratch, run),
    };
    hd_buf *script = hd_buf_new(scratch);

    if (hd_conn_through_pooler(run->conn))
        return NULL;
    for (size_t i = 0; i < HD_COUNT(texts); i++)
        hd_buf_addf(script, "PREPARE %s AS %s;\n", names[i], texts[i]);
    HD_TRY(hd_exec(run->conn, script->data));
    run->prepared = true;
    return NULL;
}

bool hd_run_lost_prepared(hd_run_state *run, const hd_error *err)
{
    bool lost = run->prepared && strcmp(err->sqlstate, INVALID_STATEMENT_NAME) == 0;

    run->prepared = run->prepared && !lost;
    return lost;
}
