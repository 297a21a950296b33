/* What functions and procedures share. */
#pragma once

#include "diff/rule.h"

hd_verdict hd_routine_judge(const hd_change *change);
void hd_routine_alter(hd_buf *out, const hd_change *change);
hd_verdict hd_routine_on_loss(const hd_change *change, const hd_fact *lost);
