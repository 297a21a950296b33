/* A dump of a few tables before a revision takes their data away. */
#pragma once

#include "config/config.h"
#include "migrate/talk.h"
#include "pg/conn.h"

/*
 * Runs pg_dump for these tables (as written in SQL) into
 * <project>/.howdah/backups/<run_id>.dump (custom format), which appears under that name
 * only when it is complete and pg_restore can read all of it.
 *
 * Errors: HD_MISSING when no pg_dump that can dump this server is found; HD_IO.
 */
hd_error *hd_table_dump(uv_loop_t *loop, hd_conn *conn, const hd_config *config,
                        const hd_strings *tables, const char *run_id,
                        const hd_talk *talk) HD_MUST_USE;
