/* What default privileges give to new objects although the new side does not say so. */
#pragma once

#include "base/buf.h"
#include "diff/diff.h"

/*
 * Adds the statements that take away what ALTER DEFAULT PRIVILEGES of the old side gives to
 * the object when it is made, and give what it holds back.
 */
void hd_leftover_print(hd_buf *out, const hd_diff *diff, const hd_fact *new);
