/* A plan as SQL for psql. */
#pragma once

#include "base/buf.h"
#include "diff/plan.h"

/*
 * Settings and the steps, in transactions where they can be; nothing when the plan is empty.
 * Runs as it is with psql -v ON_ERROR_STOP=1 -f.
 */
void hd_script_print(hd_buf *out, const hd_plan *plan);
