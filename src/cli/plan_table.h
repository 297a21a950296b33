/* The table of howdah diff --explain: what each step of a plan costs others. */
#pragma once

#include "cli/command.h"
#include "diff/plan.h"
#include "pg/conn.h"

/*
 *   conn  to the database that the plan changes, for how large its tables are; NULL: not at hand
 */
hd_error *hd_plan_table_print(hd_buf *out, const hd_plan *plan, hd_conn *conn) HD_MUST_USE;
