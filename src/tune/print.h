/* A plan and what is remarkable about it, as people read it. Pure. */
#pragma once

#include "base/buf.h"
#include "tune/advice.h"

/*
 * The tree, a line for each node with its figures before it, conditions and memory below; then
 * times, then the findings, each with the number that its node carries.
 */
void hd_plan_print(hd_buf *out, const hd_plan *plan, const hd_plan_findings *findings);
