/*
 * The version table: exactly Alembic's, so that either tool can go on.
 * Name, schema and row format are those of the settings version_table and
 * version_table_schema.
 */
#pragma once

#include "config/config.h"
#include "migrate/movement.h"
#include "pg/conn.h"

typedef struct hd_version_table {
    const char *schema; /* as configured, or NULL: found by search_path */
    const char *name;
    const char *sql_name; /* quoted and qualified, for statements */
} hd_version_table;

/* From the settings; ret's strings are children of ctx. */
hd_version_table hd_version_table_of(TALLOC_CTX *ctx, const hd_config *config);

/*
 * The rows, in the order in which the server gives them.
 *
 *   exists  false when there is no such table (rows are then empty); may be NULL
 */
hd_error *hd_version_table_read(TALLOC_CTX *ctx, hd_conn *conn, const hd_version_table *table,
                                hd_strings *ret, bool *exists) HD_MUST_USE;

/* CREATE TABLE as Alembic writes it, but with room for ids of any length (text instead of
 * varchar(32)). */
hd_error *hd_version_table_create(hd_conn *conn, const hd_version_table *table) HD_MUST_USE;
