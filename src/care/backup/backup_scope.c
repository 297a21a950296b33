/*
 * The tables are locked (ACCESS SHARE, as pg_dump does) before the snapshot is taken: what a
 * TRUNCATE or a rewriting ALTER TABLE did in between would be seen as empty by the snapshot.
 */
#include <inttypes.h>

#include "base/text.h"
#include "care/backup/internal.h"
#include "care/backup/naming.h"
#include "parse/quote.h"
#include "sql.h"

#define LOCK_NOT_AVAILABLE "55P03"
#define NO_PRIVILEGE       "42501"

/* A typing error must not make an empty backup. */
static hd_error *not_matched(const char *what, const char *pattern)
{
    return hd_error_hint(hd_error_new(HD_MISSING, "no %s matches \"%s\"", what, pattern),
                         "\"howdah show %ss\" lists them; a name with capitals needs double quotes "
                         "inside.",
                         what);
}

static hd_error *find_schemas(hd_backup_run *run)
{
    HD_SCRATCH(scratch);
    const hd_strings *patterns = &run->request->schemas;
    hd_rows *rows = NULL;

    for (size_t i = 0; i < patterns->count; i++) {
        const char *schema = NULL;
        const char *name = NULL;
        hd_backup_pattern(run, patterns->items[i], &schema, &name);
        hd_vec_push(run, &run->schema_patterns, name);
        HD_TRY(hd_query(scratch, run->conn, hd_sql_care_backup_schemas, 1, &name, &rows));
        if (hd_rows_count(rows) == 0)
            return not_matched("schema", patterns->items[i]);
        for (size_t row = 0; row < hd_rows_count(rows); row++)
            if (!hd_strings_contain(&run->schemas, hd_rows_text(rows, row, 0)))
                hd_vec_push(run, &run->schemas, hd_rows_copy(run, rows, row, 0));
    }
    return NULL;
}

static bool is_named(const hd_backup_run *run, int64_t oid)
{
    for (size_t i = 0; i < run->named.count; i++)
        if (run->named.items[i].oid == oid)
            return true;
    return false;
}

/* pattern: NULL for the whole database, or all of the schemas. */
static hd_error *find_relations(hd_backup_run *run, const char *pattern)
{
    HD_SCRATCH(scratch);
    hd_manifest *manifest = run->manifest;
    const char *params[] = {
        NULL, NULL, hd_sql_array(scratch, run->schema_patterns.items, run->schema_patterns.count)};
    hd_rows *rows = NULL;

    if (pattern != NULL)
        hd_backup_pattern(scratch, pattern, &params[0], &params[1]);
    HD_TRY(
        hd_query(scratch, run->conn, hd_sql_care_backup_tables, HD_COUNT(params), params, &rows));
    if (pattern != NULL && hd_rows_count(rows) == 0)
        return not_matched("table", pattern);
    for (size_t i = 0; i < hd_rows_count(rows); i++) {
        const hd_dumped dumped = {.oid = hd_rows_int(rows, i, 0),
                                  .schema = hd_rows_copy(manifest, rows, i, 1),
                                  .name = hd_rows_copy(manifest, rows, i, 2)};
        if (pattern != NULL && is_named(run, dumped.oid))
            continue;
        if (pattern != NULL)
            hd_vec_push(run, &run->named, dumped);
        run->total_bytes += hd_rows_int(rows, i, 3);
        if (hd_rows_bool(rows, i, 4))
            hd_vec_push(manifest, &manifest->tables,
                        (hd_manifest_table){.oid = dumped.oid,
                                            .schema = dumped.schema,
                                            .name = dumped.name,
                                            .bytes = hd_rows_int(rows, i, 3)});
    }
    return NULL;
}

/* Who will keep us waiting is told before we wait. */
static hd_error *tell_lockers(hd_backup_run *run)
{
    HD_SCRATCH(scratch);
    hd_rows *rows = NULL;

    HD_TRY(hd_query(scratch, run->conn, hd_sql_care_backup_locked, 0, NULL, &rows));
    for (size_t i = 0; i < hd_rows_count(rows); i++)
        hd_talk_say(run->talk, HD_TALK_WARN,
                    "pid %s (%s) changes \"%s\" for %s s and may keep the backup waiting: %s",
                    hd_rows_text(rows, i, 0), hd_rows_text(rows, i, 1), hd_rows_text(rows, i, 2),
                    hd_rows_text_or(rows, i, 3, "?"), hd_rows_text_or(rows, i, 4, "?"));
    return NULL;
}

static hd_error *lock_tables(hd_backup_run *run)
{
    HD_SCRATCH(scratch);
    const hd_manifest *manifest = run->manifest;
    hd_buf *sql = hd_buf_new(scratch);

    if (manifest->tables.count == 0)
        return NULL;
    hd_buf_add(sql, "LOCK TABLE ");
    for (size_t i = 0; i < manifest->tables.count; i++)
        hd_buf_addf(sql, "%sONLY %s.%s", i > 0 ? ", " : "",
                    hd_sql_ident(scratch, manifest->tables.items[i].schema),
                    hd_sql_ident(scratch, manifest->tables.items[i].name));
    hd_buf_add(sql, " IN ACCESS SHARE MODE");
    return hd_exec(run->conn, sql->data);
}

static hd_error *find_all(hd_backup_run *run)
{
    const hd_backup_request *request = run->request;

    HD_TRY(find_schemas(run));
    for (size_t i = 0; i < request->tables.count; i++)
        HD_TRY(find_relations(run, request->tables.items[i]));
    return request->tables.count == 0 ? find_relations(run, NULL) : NULL;
}

/* Even asking for the size of a table waits for who changes it. */
static hd_error *explained(const hd_backup_run *run, hd_error *err)
{
    HD_SCRATCH(scratch);

    if (err != NULL && strcmp(err->sqlstate, NO_PRIVILEGE) == 0)
        return hd_error_hint(err,
                             "A backup reads every table: GRANT pg_read_all_data TO %s; or name "
                             "what the role may read with --table.",
                             hd_sql_ident(scratch, hd_conn_user(run->conn)));
    if (err == NULL || strcmp(err->sqlstate, LOCK_NOT_AVAILABLE) != 0)
        return err;
    return hd_error_hint(hd_error_wrap(err, "while locking the tables against schema changes"),
                         "A schema change holds, or waits for, one of the tables. Wait for its end "
                         "(\"howdah show locks\"), or set backup.lock_wait higher.");
}

hd_error *hd_backup_scope(hd_backup_run *run)
{
    HD_SCRATCH(scratch);

    HD_TRY(tell_lockers(run));
    HD_TRY(hd_exec(run->conn,
                   hd_printf(scratch, "SET lock_timeout = %" PRIu64, run->request->lock_wait_ms)));
    /* Names are looked up before the snapshot, in which search_path becomes empty. */
    HD_TRY(explained(run, find_all(run)));
    HD_TRY(hd_exec(run->conn, "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY"));
    return explained(run, lock_tables(run));
}

/* ---- the rest of the manifest ---- */

static hd_error *describe_database(hd_backup_run *run)
{
    HD_SCRATCH(scratch);
    hd_manifest *manifest = run->manifest;
    hd_rows *rows = NULL;

    HD_TRY(hd_query(scratch, run->conn, hd_sql_care_backup_database, 0, NULL, &rows));
    manifest->database = hd_rows_copy(manifest, rows, 0, 0);
    manifest->database_oid = hd_rows_int(rows, 0, 1);
    manifest->database_bytes = hd_rows_int(rows, 0, 2);
    manifest->system_identifier = hd_rows_copy(manifest, rows, 0, 3);
    manifest->role = hd_rows_copy(manifest, rows, 0, 4);
    manifest->lsn = hd_rows_copy(manifest, rows, 0, 5);
    manifest->encoding = hd_rows_copy(manifest, rows, 0, 6);
    manifest->collate = hd_rows_copy(manifest, rows, 0, 7);
    manifest->ctype = hd_rows_copy(manifest, rows, 0, 8);
    manifest->provider = hd_rows_copy(manifest, rows, 0, 9);
    manifest->locale = hd_rows_copy(manifest, rows, 0, 10);
    manifest->created_at = hd_backup_time_print(manifest, (time_t)hd_rows_int(rows, 0, 11));
    manifest->server = hd_strdup(manifest, hd_conn_host(run->conn));
    manifest->server_version = hd_conn_server_version(run->conn);
    return NULL;
}

static hd_error *describe_names(hd_backup_run *run)
{
    HD_SCRATCH(scratch);
    hd_manifest *manifest = run->manifest;
    hd_rows *rows = NULL;

    HD_TRY(hd_query(scratch, run->conn, hd_sql_care_backup_names, 0, NULL, &rows));
    for (size_t i = 0; i < hd_rows_count(rows); i++)
        if (strcmp(hd_rows_text(rows, i, 0), "role") == 0)
            hd_vec_push(manifest, &manifest->roles, hd_rows_copy(manifest, rows, i, 1));
        else
            hd_vec_push(manifest, &manifest->extensions,
                        hd_printf(manifest, "%s %s", hd_rows_text(rows, i, 1),
                                  hd_rows_text_or(rows, i, 2, "?")));
    return NULL;
}

static hd_error *describe_heads(hd_backup_run *run)
{
    HD_SCRATCH(scratch);
    hd_manifest *manifest = run->manifest;
    const char *params[] = {run->request->version_table};
    hd_rows *rows = NULL;

    if (params[0] == NULL)
        return NULL;
    HD_TRY(hd_query(scratch, run->conn, "SELECT pg_catalog.to_regclass($1) IS NOT NULL", 1, params,
                    &rows));
    if (!hd_rows_bool(rows, 0, 0))
        return NULL;
    HD_TRY(hd_query(scratch, run->conn,
                    hd_printf(scratch, "SELECT version_num FROM %s ORDER BY 1", params[0]), 0, NULL,
                    &rows));
    for (size_t i = 0; i < hd_rows_count(rows); i++)
        hd_vec_push(manifest, &manifest->heads, hd_rows_copy(manifest, rows, i, 0));
    return NULL;
}

hd_error *hd_backup_describe(hd_backup_run *run)
{
    HD_TRY(describe_database(run));
    HD_TRY(describe_names(run));
    return describe_heads(run);
}

hd_error *hd_backup_sequences(hd_backup_run *run, bool after)
{
    HD_SCRATCH(scratch);
    hd_manifest *manifest = run->manifest;
    const char *params[] = {
        hd_sql_array(scratch, run->schema_patterns.items, run->schema_patterns.count)};
    hd_rows *rows = NULL;

    if (run->request->tables.count > 0)
        return NULL;
    HD_TRY(hd_query(scratch, run->conn, hd_sql_care_backup_sequences, 1, params, &rows));
    for (size_t i = 0; i < hd_rows_count(rows); i++)
        if (!after)
            hd_vec_push(manifest, &manifest->sequences,
                        (hd_manifest_sequence){.schema = hd_rows_copy(manifest, rows, i, 0),
                                               .name = hd_rows_copy(manifest, rows, i, 1),
                                               .before = hd_rows_copy(manifest, rows, i, 2)});
        else
            for (size_t k = 0; k < manifest->sequences.count; k++)
                if (strcmp(manifest->sequences.items[k].schema, hd_rows_text(rows, i, 0)) == 0 &&
                    strcmp(manifest->sequences.items[k].name, hd_rows_text(rows, i, 1)) == 0)
                    manifest->sequences.items[k].after = hd_rows_copy(manifest, rows, i, 2);
    return NULL;
}
