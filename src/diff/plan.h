/*
 * What leads from one snapshot to another: statements in order.
 */
#pragma once

#include "diff/schedule.h"

typedef struct hd_plan_step {
    hd_action action;
    char *sql; /* one statement without semicolon */
} hd_plan_step;

typedef struct hd_plan {
    const hd_diff *diff;
    hd_plan_step *steps;
    size_t count;
} hd_plan;

typedef struct hd_plan_options {
    bool no_owner; /* who owns what is made is left out */
} hd_plan_options;

/*
 * The plain statements, in an order in which they can run in one transaction, but for new
 * values of enums. The diff must live as long as the plan.
 *
 * Errors: HD_CONFLICT when no order is possible.
 */
hd_error *hd_plan_make(TALLOC_CTX *ctx, const hd_diff *diff, const hd_plan_options *options,
                       hd_plan **ret) HD_MUST_USE;
