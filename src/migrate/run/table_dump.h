/* A dump of what a revision is about to take away. */
#pragma once

#include "base/talk.h"
#include "config/config.h"
#include "pg/conn.h"

/*
 * Runs pg_dump for these tables and schemas (quoted as pg_dump takes them) into
 * <folder of the configuration>/.howdah/backups/<name>.dump (custom format), which has
 * that name only when it is complete and pg_restore has read all of it.
 *
 *   target  the database; also who connects
 *
 * Errors: HD_MISSING when no pg_dump that can dump this server is found; HD_IO when it fails.
 */
hd_error *hd_table_dump(uv_loop_t *loop, hd_conn *conn, const hd_config *config,
                        const hd_target *target, const hd_strings *tables,
                        const hd_strings *schemas, const char *name,
                        const hd_talk *talk) HD_MUST_USE;
