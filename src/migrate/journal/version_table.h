/*
 * The version table: exactly Alembic's, so that either tool can go on.
 * Name, schema and row format are those of the settings version_table and
 * version_table_schema.
 */
#pragma once

#include "config/config.h"
#include "migrate/graph/movement.h"
#include "pg/conn.h"

enum { HD_VERSION_TABLE_WIDTH = 32 }; /* of version_num as Alembic makes it */

typedef struct hd_version_table {
    const char *schema;   /* setting version_table_schema, or where the table was found; or NULL */
    const char *name;     /* setting version_table */
    const char *sql_name; /* quoted, and qualified as soon as the schema is known */
    bool configured;      /* the schema, or a search_path, was set: no other schema is looked at */
} hd_version_table;

/* From the settings; memory of ctx. */
hd_version_table *hd_version_table_of(TALLOC_CTX *ctx, const hd_config *config);

/*
 * The rows, in the order in which the server gives them. From then on table->sql_name
 * is qualified, so that a changed search_path cannot hide it.
 *
 *   exists  false when there is no such table (rows are then empty); may be NULL
 *
 * Errors: HD_REFUSED when the table is not where it should be, but in another schema.
 */
hd_error *hd_version_table_read(TALLOC_CTX *ctx, hd_conn *conn, hd_version_table *table,
                                hd_strings *ret, bool *exists) HD_MUST_USE;

/*
 * The rows alone, for those that only look: one cheap statement when the table is where
 * search_path or the setting says. table may stay unqualified. Errors: as above.
 */
hd_error *hd_version_table_peek(TALLOC_CTX *ctx, hd_conn *conn, hd_version_table *table,
                                hd_strings *ret) HD_MUST_USE;

/* After a peek: the name is qualified where the table is there. */
hd_error *hd_version_table_locate(hd_conn *conn, hd_version_table *table) HD_MUST_USE;

/*
 * Makes sure that the table is there, as Alembic makes it: version_num VARCHAR(32).
 * Where an id is longer than its column, the column is widened first (no rewrite), so
 * that the failure Alembic has after the migration ran cannot happen.
 *
 *   longest_id  length of the longest id that may have to be stored, in bytes
 */
hd_error *hd_version_table_ensure(hd_conn *conn, hd_version_table *table,
                                  size_t longest_id) HD_MUST_USE;

/* What it would do. */
typedef struct hd_version_table_work {
    bool creates;
    bool widens;
} hd_version_table_work;
hd_error *hd_version_table_look(hd_conn *conn, hd_version_table *table, size_t longest_id,
                                hd_version_table_work *ret) HD_MUST_USE;

/* The two statements of it, without semicolon. */
char *hd_version_table_create_sql(TALLOC_CTX *ctx, const hd_version_table *table,
                                  bool if_not_exists);
char *hd_version_table_widen_sql(TALLOC_CTX *ctx, const hd_version_table *table);

/*
 * Two statements for the beginning of a transaction that moves rows: keep other writers out
 * until its end (readers go on), and fail (22012, division by zero) unless the rows are those of
 * $1, a text[] in the order of their bytes.
 */
char *hd_version_table_lock_sql(TALLOC_CTX *ctx, const hd_version_table *table);
char *hd_version_table_check_sql(TALLOC_CTX *ctx, const hd_version_table *table);

/*
 * The statement for one change, one row exactly or an error of the server (22012,
 * division by zero), so that it can stand in a pipeline before the COMMIT. move_sql is that of a
 * row that another takes the place of: $1 the new, $2 the old one.
 */
hd_statement hd_version_table_change(TALLOC_CTX *ctx, const hd_version_table *table,
                                     const hd_row_change *change);
char *hd_version_table_move_sql(TALLOC_CTX *ctx, const hd_version_table *table);

/* The same as Alembic's --sql output has it, without semicolon. */
char *hd_version_table_change_script(TALLOC_CTX *ctx, const hd_version_table *table,
                                     const hd_row_change *change);
