/*
 * A movement as SQL text: for --sql (a script for psql, as Alembic writes it) and for
 * --dry-run (what this database would get, with the locks). Pure but for reading the bodies' files.
 */
#pragma once

#include "base/json.h"
#include "migrate/journal/journal.h"
#include "migrate/journal/version_table.h"
#include "migrate/plan.h"

/*
 * Appends the script of --sql.
 *
 *   creates_table  begins with CREATE TABLE of the version table (a start from base)
 */
hd_error *hd_offline_script(const hd_movement *movement, const hd_version_table *table,
                            hd_transaction_mode mode, bool creates_table, hd_buf *ret) HD_MUST_USE;

/*
 * Appends the statements with lock, scan, rewrite and loss of each as comments behind them.
 *
 *   unfinished  what the database's journal knows as half done: its statements are left out
 */
hd_error *hd_offline_dry_run(const hd_movement *movement, const hd_version_table *table,
                             hd_transaction_mode mode, const hd_unfinished_list *unfinished,
                             hd_buf *ret) HD_MUST_USE;
hd_error *hd_offline_dry_run_json(const hd_movement *movement, hd_transaction_mode mode,
                                  const hd_unfinished_list *unfinished, hd_json *ret) HD_MUST_USE;
