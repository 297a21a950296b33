/*
 * A movement as a script for psql, as Alembic's --sql writes it. Pure but for reading the bodies'
 * files.
 */
#pragma once

#include "base/buf.h"
#include "migrate/journal/version_table.h"
#include "migrate/plan.h"

/*
 * Appends the script of --sql.
 *
 *   creates_table  begins with CREATE TABLE of the version table (a start from base)
 */
hd_error *hd_offline_script(const hd_movement *movement, const hd_version_table *table,
                            hd_transaction_mode mode, bool creates_table, hd_buf *ret) HD_MUST_USE;
