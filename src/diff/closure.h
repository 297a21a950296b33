/* What has to be replaced because something that it uses is. */
#pragma once

#include "diff/diff.h"

/* Completes the verdicts. */
void hd_closure_make(hd_diff *diff);
