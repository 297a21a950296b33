#include "migrate/journal/version_table.h"

#include "parse/quote.h"
#include "sql.h"

#define UNDEFINED_TABLE "42P01"

enum { COLUMN_SCHEMA, COLUMN_WANTED, COLUMN_WIDTH, COLUMN_CURRENT };

static void locate(hd_version_table *table, const char *schema)
{
    table->schema = schema == NULL ? NULL : hd_strdup(table, schema);
    table->sql_name = hd_sql_qualified(table, table->schema, table->name);
}

hd_version_table *hd_version_table_of(TALLOC_CTX *ctx, const hd_config *config)
{
    hd_version_table *table = hd_new(ctx, hd_version_table);

    table->name = hd_config_get(config, "version_table");
    locate(table, hd_config_get(config, "version_table_schema"));
    table->configured = table->schema != NULL || hd_config_get(config, "search_path") != NULL;
    return table;
}

/* Whether the first row found is the table itself; another schema's table is an error. */
static hd_error *judge_place(const hd_version_table *table, const hd_rows *found, bool *exists)
{
    const char *schema = hd_rows_text(found, 0, COLUMN_SCHEMA);
    const char *current = hd_rows_text(found, 0, COLUMN_CURRENT);

    *exists = hd_rows_bool(found, 0, COLUMN_WANTED);
    if (*exists || table->configured || schema == NULL)
        return NULL;
    return hd_error_hint(
        hd_error_new(HD_REFUSED, "version table \"%s\" is in schema \"%s\", not in \"%s\"",
                     table->name, schema, current == NULL ? "(none)" : current),
        "Set version_table_schema = %s, or search_path, in the configuration.", schema);
}

static char *rows_sql(TALLOC_CTX *ctx, const hd_version_table *table)
{
    return hd_printf(ctx, "SELECT version_num FROM %s", table->sql_name);
}

static void take(TALLOC_CTX *ctx, const hd_rows *rows, hd_strings *ret)
{
    for (size_t i = 0; i < hd_rows_count(rows); i++)
        hd_vec_push(ctx, ret, hd_strdup(ctx, hd_rows_text(rows, i, 0)));
}

static hd_error *while_reading(const hd_version_table *table, hd_error *err)
{
    return hd_error_wrap(err, "while reading the version table %s", table->sql_name);
}

hd_error *hd_version_table_read(TALLOC_CTX *ctx, hd_conn *conn, hd_version_table *table,
                                hd_strings *ret, bool *exists)
{
    HD_SCRATCH(scratch);
    const char *params[] = {table->name, table->schema};
    /* Both in one round trip: where the table is, and its rows, which fail when it is nowhere. */
    const hd_statement commands[] = {
        {hd_sql_migrate_version_table_find, HD_COUNT(params), params},
        {rows_sql(scratch, table), 0, NULL},
    };
    hd_rows *rows[HD_COUNT(commands)] = {NULL, NULL};
    size_t failed = 0;
    bool there = false;

    hd_error *err = hd_pipeline(scratch, conn, commands, HD_COUNT(commands), rows, &failed);
    if (err != NULL && (failed != 1 || strcmp(err->sqlstate, UNDEFINED_TABLE) != 0))
        return while_reading(table, err);
    hd_error_free(err);
    HD_TRY(judge_place(table, rows[0], &there));
    if (exists != NULL)
        *exists = there;
    if (there || table->schema == NULL)
        locate(table, hd_rows_text(rows[0], 0, there ? COLUMN_SCHEMA : COLUMN_CURRENT));
    if (there)
        take(ctx, rows[1], ret);
    return NULL;
}

hd_error *hd_version_table_peek(TALLOC_CTX *ctx, hd_conn *conn, hd_version_table *table,
                                hd_strings *ret)
{
    HD_SCRATCH(scratch);
    hd_rows *rows = NULL;

    hd_error *err = hd_query(scratch, conn, rows_sql(scratch, table), 0, NULL, &rows);
    if (err == NULL)
        take(ctx, rows, ret);
    if (err == NULL || strcmp(err->sqlstate, UNDEFINED_TABLE) != 0)
        return while_reading(table, err);
    /* Not there, or in another schema: finding out which is worth a second question. */
    hd_error_free(err);
    return hd_version_table_read(ctx, conn, table, ret, NULL);
}

hd_error *hd_version_table_locate(hd_conn *conn, hd_version_table *table)
{
    HD_SCRATCH(scratch);
    hd_rows *rows = NULL;

    if (table->schema != NULL)
        return NULL;
    HD_TRY(
        hd_query(scratch, conn, hd_sql_migrate_version_table_schema, 1, &table->sql_name, &rows));
    if (hd_rows_count(rows) > 0)
        locate(table, hd_rows_text(rows, 0, 0));
    return NULL;
}

char *hd_version_table_create_sql(TALLOC_CTX *ctx, const hd_version_table *table,
                                  bool if_not_exists)
{
    HD_SCRATCH(scratch);
    const char *key = hd_sql_ident(scratch, hd_printf(scratch, "%s_pkc", table->name));

    return hd_printf(ctx,
                     "CREATE TABLE %s%s (\n"
                     "    version_num VARCHAR(%d) NOT NULL,\n"
                     "    CONSTRAINT %s PRIMARY KEY (version_num)\n)",
                     if_not_exists ? "IF NOT EXISTS " : "", table->sql_name, HD_VERSION_TABLE_WIDTH,
                     key);
}

char *hd_version_table_widen_sql(TALLOC_CTX *ctx, const hd_version_table *table)
{
    return hd_printf(ctx, "ALTER TABLE %s ALTER COLUMN version_num TYPE varchar", table->sql_name);
}

hd_error *hd_version_table_look(hd_conn *conn, hd_version_table *table, size_t longest_id,
                                hd_version_table_work *ret)
{
    HD_SCRATCH(scratch);
    const char *params[] = {table->name, table->schema};
    hd_rows *found = NULL;
    bool there = false;

    HD_TRY(hd_query(scratch, conn, hd_sql_migrate_version_table_find, HD_COUNT(params), params,
                    &found));
    HD_TRY(judge_place(table, found, &there));
    size_t width = there ? (size_t)hd_rows_int(found, 0, COLUMN_WIDTH) : HD_VERSION_TABLE_WIDTH;
    if (there || table->schema == NULL)
        locate(table, hd_rows_text(found, 0, there ? COLUMN_SCHEMA : COLUMN_CURRENT));
    *ret = (hd_version_table_work){.creates = !there, .widens = width != 0 && longest_id > width};
    return NULL;
}

hd_error *hd_version_table_ensure(hd_conn *conn, hd_version_table *table, size_t longest_id)
{
    HD_SCRATCH(scratch);
    hd_version_table_work work = {0};

    HD_TRY(hd_version_table_look(conn, table, longest_id, &work));
    if (work.creates)
        HD_TRY(hd_error_wrap(hd_exec(conn, hd_version_table_create_sql(scratch, table, true)),
                             "while creating the version table %s", table->sql_name));
    return work.widens ? hd_exec(conn, hd_version_table_widen_sql(scratch, table)) : NULL;
}

char *hd_version_table_lock_sql(TALLOC_CTX *ctx, const hd_version_table *table)
{
    return hd_printf(ctx, "LOCK TABLE %s IN SHARE ROW EXCLUSIVE MODE", table->sql_name);
}

char *hd_version_table_check_sql(TALLOC_CTX *ctx, const hd_version_table *table)
{
    return hd_printf(ctx,
                     "SELECT 1 / (ARRAY(SELECT version_num::text FROM %s "
                     "ORDER BY version_num COLLATE \"C\") = $1::text[])::int",
                     table->sql_name);
}

/* One row exactly: none or several make it fail. */
static char *one_row_sql(TALLOC_CTX *ctx, const char *change)
{
    return hd_printf(
        ctx, "WITH moved AS (%s RETURNING 1) SELECT 1 / (count(*) = 1)::int FROM moved", change);
}

char *hd_version_table_move_sql(TALLOC_CTX *ctx, const hd_version_table *table)
{
    HD_SCRATCH(scratch);

    return one_row_sql(ctx,
                       hd_printf(scratch, "UPDATE %s SET version_num = $1 WHERE version_num = $2",
                                 table->sql_name));
}

static char *change_sql(TALLOC_CTX *ctx, const hd_version_table *table, const hd_row_change *change)
{
    HD_SCRATCH(scratch);

    if (change->from == NULL)
        return hd_printf(ctx, "INSERT INTO %s (version_num) VALUES ($1)", table->sql_name);
    if (change->to == NULL)
        return one_row_sql(
            ctx, hd_printf(scratch, "DELETE FROM %s WHERE version_num = $1", table->sql_name));
    return hd_version_table_move_sql(ctx, table);
}

hd_statement hd_version_table_change(TALLOC_CTX *ctx, const hd_version_table *table,
                                     const hd_row_change *change)
{
    const char **params = hd_new_array(ctx, const char *, 2);
    size_t count = 0;

    if (change->to != NULL)
        params[count++] = hd_strdup(ctx, change->to);
    if (change->from != NULL)
        params[count++] = hd_strdup(ctx, change->from);
    return (hd_statement){change_sql(ctx, table, change), count, params};
}

char *hd_version_table_change_script(TALLOC_CTX *ctx, const hd_version_table *table,
                                     const hd_row_change *change)
{
    HD_SCRATCH(scratch);
    const char *name = table->sql_name;
    const char *from = change->from == NULL ? NULL : hd_sql_literal(scratch, change->from);
    const char *to = change->to == NULL ? NULL : hd_sql_literal(scratch, change->to);

    if (from == NULL)
        return hd_printf(ctx, "INSERT INTO %s (version_num) VALUES (%s) RETURNING %s.version_num",
                         name, to, name);
    if (to == NULL)
        return hd_printf(ctx, "DELETE FROM %s WHERE %s.version_num = %s", name, name, from);
    return hd_printf(ctx, "UPDATE %s SET version_num=%s WHERE %s.version_num = %s", name, to, name,
                     from);
}
