/*
 * The rows go through a file: in a pipe, a reader that fails looks like the end of the rows. psql
 * does both sides, under the settings with which pg_dump writes values.
 */
#include "care/backup/transfer.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "care/backup/naming.h"
#include "care/backup/store.h"
#include "parse/quote.h"
#include "pg/cluster.h"
#include "sql.h"

enum { VERSION_PER_MAJOR = 10000 };

static const char value_options[] =
    "-c DateStyle=ISO -c IntervalStyle=postgres -c extra_float_digits=3";

struct plan {
    const char *table; /* of the backup, quoted */
    const char *into;
    const char *written;
    const char *every;
    const char *definitions;
    const char *same; /* condition on keys */
};

/* ---- before ---- */

static hd_error *into_check(TALLOC_CTX *ctx, const hd_transfer *transfer, hd_conn *conn,
                            struct plan *plan)
{
    HD_SCRATCH(scratch);
    const char *params[] = {transfer->into};
    hd_rows *rows = NULL;

    HD_TRY(hd_query(scratch, conn,
                    "SELECT p.name, pg_catalog.to_regclass(p.name) IS NOT NULL FROM "
                    "(SELECT pg_catalog.string_agg(pg_catalog.quote_ident(i), '.') AS name FROM "
                    "pg_catalog.unnest(pg_catalog.parse_ident($1)) AS i) AS p",
                    1, params, &rows));
    plan->into = hd_rows_copy(ctx, rows, 0, 0);
    if (!hd_rows_bool(rows, 0, 1))
        return NULL;
    return hd_error_hint(hd_error_new(HD_CONFLICT, "relation %s exists", plan->into),
                         "Name a new table; --merge-missing adds rows to the one that is there.");
}

static hd_error *key_find(TALLOC_CTX *ctx, const hd_transfer *transfer, hd_conn *conn,
                          struct plan *plan)
{
    HD_SCRATCH(scratch);
    const char *params[] = {transfer->schema, transfer->name};
    hd_rows *rows = NULL;

    HD_TRY(hd_query(scratch, conn, hd_sql_care_transfer_key, HD_COUNT(params), params, &rows));
    plan->same = hd_rows_copy(ctx, rows, 0, 1);
    if (!hd_rows_bool(rows, 0, 0))
        return hd_error_hint(hd_error_new(HD_MISSING, "database \"%s\" has no table %s",
                                          hd_conn_dbname(conn), plan->table),
                             "--into NAME makes one of the rows of the backup.");
    if (plan->same == NULL)
        return hd_error_hint(hd_error_new(HD_CONFLICT,
                                          "table %s has no primary key, by which missing rows "
                                          "could be told",
                                          plan->table),
                             "Use --into NAME, and compare the two tables yourself.");
    return NULL;
}

static hd_error *plan_make(TALLOC_CTX *ctx, const hd_transfer *transfer, struct plan *plan,
                           int *server)
{
    HD_SCRATCH(scratch);
    hd_conn *conn = NULL;

    *plan = (struct plan){.table = hd_sql_qualified(ctx, transfer->schema, transfer->name)};
    HD_TRY(hd_conn_open(scratch, transfer->loop, transfer->to, &conn));
    *server = hd_conn_server_version(conn) / VERSION_PER_MAJOR;
    return transfer->into == NULL ? key_find(ctx, transfer, conn, plan)
                                  : into_check(ctx, transfer, conn, plan);
}

hd_error *hd_transfer_check(const hd_transfer *transfer)
{
    HD_SCRATCH(scratch);
    struct plan plan = {0};
    int server = 0;

    return plan_make(scratch, transfer, &plan, &server);
}

/* ---- doing it ---- */

static hd_error *columns_find(TALLOC_CTX *ctx, const hd_transfer *transfer, struct plan *plan)
{
    HD_SCRATCH(scratch);
    const char *params[] = {transfer->schema, transfer->name};
    hd_target target = *transfer->from;
    hd_conn *conn = NULL;
    hd_rows *rows = NULL;

    target.search_path = "";
    HD_TRY(hd_conn_open(scratch, transfer->loop, &target, &conn));
    HD_TRY(hd_query(scratch, conn, hd_sql_care_transfer_columns, HD_COUNT(params), params, &rows));
    plan->written = hd_rows_copy(ctx, rows, 0, 0);
    plan->every = hd_rows_copy(ctx, rows, 0, 1);
    plan->definitions = hd_rows_copy(ctx, rows, 0, 2);
    if (plan->written == NULL)
        return hd_error_new(HD_CONFLICT, "table %s has no column that could be written",
                            plan->table);
    return NULL;
}

static hd_error *rows_out(const hd_transfer *transfer, const hd_tools *tools,
                          const struct plan *plan, const char *psql, const char *path)
{
    HD_SCRATCH(scratch);
    const char *arguments[] = {psql,
                               hd_printf(scratch, "COPY (SELECT %s FROM ONLY %s) TO STDOUT",
                                         transfer->into == NULL ? plan->written : plan->every,
                                         plan->table),
                               path};

    return hd_error_wrap(hd_tools_shell(scratch, tools,
                                        "\"$1\" -X -q -v ON_ERROR_STOP=1 -c \"$2\" >\"$3\"",
                                        arguments, HD_COUNT(arguments), transfer->from, NULL),
                         "while reading the rows of %s", plan->table);
}

static hd_error *rows_in(const hd_transfer *transfer, const hd_tools *tools,
                         const struct plan *plan, const char *psql, const char *path, int64_t *ret)
{
    HD_SCRATCH(scratch);
    const char *arguments[] = {psql, path, "", "", ""};
    char *out = NULL;

    if (transfer->into == NULL) {
        arguments[2] = hd_printf(
            scratch, "CREATE TEMP TABLE howdah_rows AS SELECT %s FROM ONLY %s WITH NO DATA",
            plan->written, plan->table);
        arguments[3] = hd_printf(scratch, "COPY pg_temp.howdah_rows (%s) FROM STDIN",
                                 plan->written);
        arguments[4] = hd_printf(scratch,
                                 "INSERT INTO %s (%s) OVERRIDING SYSTEM VALUE SELECT %s FROM "
                                 "pg_temp.howdah_rows AS m WHERE NOT EXISTS (SELECT FROM %s AS t "
                                 "WHERE %s)",
                                 plan->table, plan->written, plan->written, plan->table,
                                 plan->same);
    } else {
        arguments[2] = "SET LOCAL client_min_messages = warning";
        arguments[3] = hd_printf(scratch, "CREATE TABLE %s (%s)", plan->into, plan->definitions);
        arguments[4] = hd_printf(scratch, "COPY %s (%s) FROM STDIN", plan->into, plan->every);
    }
    HD_TRY(hd_error_wrap(
        hd_tools_shell(scratch, tools,
                       "\"$1\" -X -v ON_ERROR_STOP=1 --single-transaction -c \"$3\" -c \"$4\" -c "
                       "\"$5\" <\"$2\"",
                       arguments, HD_COUNT(arguments), transfer->to, &out),
        "while writing rows; none was written"));
    const char *number = strrchr(out, ' '); /* of "COPY 42", "INSERT 0 42" */
    if (number == NULL || !hd_text_to_int(number + 1, ret))
        *ret = 0;
    return NULL;
}

static hd_error *move(const hd_transfer *transfer, const struct plan *plan, int server,
                      const char *folder, int64_t *ret)
{
    HD_SCRATCH(scratch);
    hd_tools tools = {.loop = transfer->loop,
                      .abort = &transfer->stop->abort,
                      .stop = transfer->stop,
                      .options = value_options};
    const char *path = hd_path_join(scratch, folder, "rows");

    HD_TRY(hd_clients_find(scratch, transfer->loop, transfer->bin_dir, server, &tools.programs));
    const char *psql = hd_program_path(scratch, tools.programs.folder, "psql");
    HD_TRY(rows_out(transfer, &tools, plan, psql, path));
    return rows_in(transfer, &tools, plan, psql, path, ret);
}

hd_error *hd_transfer_rows(const hd_transfer *transfer, int64_t *ret)
{
    HD_SCRATCH(scratch);
    struct plan plan = {0};
    int server = 0;
    hd_store_lock *lock = NULL;
    char *folder = hd_path_join(scratch, transfer->folder, HD_BACKUP_CLEAR "XXXXXX");

    HD_TRY(plan_make(scratch, transfer, &plan, &server)); /* it may have changed meanwhile */
    HD_TRY(columns_find(scratch, transfer, &plan));
    if (mkdtemp(folder) == NULL)
        return hd_file_error("make folder", folder);
    hd_error *err = hd_store_lock_path(scratch, folder, false, &lock);
    if (err == NULL)
        err = move(transfer, &plan, server, folder, ret);
    hd_error_free(hd_folder_remove(folder));
    return err;
}
