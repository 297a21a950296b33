/* What frame.c, state.c and fix.c share; rules see rule.h. */
#pragma once

#include "migrate/lint/rule.h"

struct hd_lint_frame {
    TALLOC_CTX *ctx; /* owner of the findings */
    hd_lint_findings *findings;
    hd_strings *spared;
    bool **used; /* by statement of the part, then by position in its ignores */
};

hd_lint_state *hd_lint_state_new(TALLOC_CTX *ctx);

/* Keeps what a statement does, after the rules have seen it. */
void hd_lint_state_note(hd_lint_state *state, const hd_tree *statement, size_t index,
                        size_t transaction);

/* Keeps what it locks until its transaction ends; name NULL where it is not told. */
void hd_lint_state_lock(hd_lint_state *state, hd_lint_deed what, const hd_sql_name *name,
                        size_t index, size_t transaction);
