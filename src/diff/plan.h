/*
 * What leads from one snapshot to another: statements in order.
 */
#pragma once

#include "diff/schedule.h"

/* In which transaction a step runs. */
typedef enum hd_step_mode {
    HD_STEP_JOINED, /* in one with its neighbours of this mode */
    HD_STEP_OWN,    /* in one of its own */
    HD_STEP_ALONE,  /* in none: the server refuses it there */
} hd_step_mode;

typedef struct hd_plan_step {
    hd_action action;
    char *sql; /* one statement without semicolon; or a comment, about what people have to do */
    hd_step_mode mode;
    bool proven;        /* reads no rows, although statements like it do: steps before it have
                           proved what it asks for, or its table is new */
    bool moved;         /* drops what has been brought over by steps before it: nothing is lost */
    const char *batch;  /* an UPDATE that is cut into many: by the ranges of this column, quoted; ""
                           where no column can cut it; NULL: it is not cut */
    bool quiet;         /* triggers and rules for UPDATE are not to take it for a change */
    const char *remark; /* what people should know, a line; NULL: nothing */
    const char *unchecked; /* why the server cannot check the body of the routine that is made: it
                              names what comes later; NULL: it can, or nobody has tried */
} hd_plan_step;

typedef struct hd_plan {
    const hd_diff *diff;
    hd_plan_step *steps;
    size_t count;
    bool online; /* staged so that readers and writers can go on: online.h */
} hd_plan;

typedef struct hd_plan_options {
    bool no_owner; /* who owns what is made is left out */
} hd_plan_options;

bool hd_step_is_comment(const hd_plan_step *step);

/* Whether it makes or replaces a function or procedure, whose body the server may check. */
bool hd_step_makes_routine(const hd_plan_step *step);

/*
 * The plain statements, in an order in which they can run in one transaction, but for new
 * values of enums. The diff must live as long as the plan.
 *
 * Errors: HD_CONFLICT when no order is possible.
 */
hd_error *hd_plan_make(TALLOC_CTX *ctx, const hd_diff *diff, const hd_plan_options *options,
                       hd_plan **ret) HD_MUST_USE;
