#include "migrate/run/internal.h"

#include "sql.h"

enum { NAMES_SHOWN = 3 };

hd_error *hd_run_check_connection(hd_run_state *run)
{
    hd_conn *conn = run->conn;

    if (hd_conn_through_pooler(conn) && !run->options->session_pooler)
        return hd_error_hint(
            hd_error_new(HD_REFUSED, "the connection to %s goes through a pooler",
                         hd_conn_host(conn)),
            "A transaction pooler gives every transaction another session, so locks and settings "
            "are lost. Give the server's own address with --url, or --session-pooler when the "
            "pooler keeps one session for each client.");
    if (hd_conn_in_recovery(conn))
        return hd_error_hint(
            hd_error_new(HD_REFUSED, "the server at %s is a standby", hd_conn_host(conn)),
            "Migrations run on the primary. With several hosts in the URL, add "
            "target_session_attrs=read-write.");
    if (hd_conn_is_read_only(conn))
        return hd_error_hint(hd_error_new(HD_REFUSED, "transactions of role \"%s\" are read-only",
                                          hd_conn_user(conn)),
                             "default_transaction_read_only is on for this role, database or "
                             "server; connect with the role that may migrate.");
    return NULL;
}

/* A database that was built by other means, and whose version table does not say so. */
hd_error *hd_run_warn_of_full_schema(hd_run_state *run)
{
    HD_SCRATCH(scratch);
    hd_rows *rows = NULL;
    const char *params[] = {run->table->schema, run->table->name};

    if (run->rows.count > 0 || run->options->direction != HD_UPGRADE)
        return NULL;
    HD_TRY(
        hd_query(scratch, run->conn, hd_sql_migrate_full_schema, HD_COUNT(params), params, &rows));
    int64_t count = hd_rows_int(rows, 0, 0);
    if (count > 0)
        hd_talk_say(run->talk, HD_TALK_WARN,
                    "no revision is recorded, but the schema has %s%s; if these revisions were "
                    "applied by other means, record that with \"howdah stamp\"",
                    hd_rows_text(rows, 0, 1), count > NAMES_SHOWN ? ", ..." : "");
    return NULL;
}

static const hd_part *part_without_triggers(const hd_run_state *run)
{
    for (size_t i = 0; i < run->parts.count; i++) {
        const hd_part *part = &run->parts.items[i];
        if (part->mode == HD_PART_BATCH &&
            part->body->statements.items[part->first].batch->triggers_off)
            return part;
    }
    return NULL;
}

/* Found out before the first statement: later half of a revision would be there. */
hd_error *hd_run_check_triggers_off(hd_run_state *run)
{
    HD_SCRATCH(scratch);
    hd_rows *rows = NULL;
    const hd_part *part = part_without_triggers(run);

    if (part == NULL)
        return NULL;
    hd_error *err = hd_query(scratch, run->conn, hd_sql_migrate_triggers_off, 0, NULL, &rows);
    if (err == NULL || strcmp(err->sqlstate, "42501") != 0)
        return err;
    hd_error_free(err);
    return hd_error_hint(
        hd_error_new(HD_REFUSED,
                     "role \"%s\" may not switch triggers off, as batches of revision %s do",
                     hd_conn_user(run->conn), part->body->revision->id),
        "\"triggers=off\" needs a superuser or, from version 15 on, GRANT SET ON PARAMETER "
        "session_replication_role. Without it in the file, the triggers of the table fire for each "
        "row.");
}
