/* A table that is made anew: the old one out of the way, its rows into the new one. */
#pragma once

#include "diff/rule.h"

void hd_table_set_aside(hd_buf *out, const hd_change *change, const char *name);
void hd_table_fill(hd_buf *out, const hd_change *change);
