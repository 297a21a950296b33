/* What is remarkable about a plan, and what helps. Pure. */
#pragma once

#include "tune/plan.h"

typedef enum hd_plan_finding_kind {
    HD_PLAN_MISESTIMATE,
    HD_PLAN_SPILL,   /* memory was not enough, temporary files were */
    HD_PLAN_DISCARD, /* rows are read to be thrown away */
    HD_PLAN_FETCH,   /* an index-only scan had to look into the table */
    HD_PLAN_LOSSY,   /* a bitmap was too large for its memory */
    HD_PLAN_LOOPS,   /* something cheap, very often */
    HD_PLAN_WORKERS,
    HD_PLAN_JIT,
    HD_PLAN_TRIGGER,
    HD_PLAN_PLANNING,
} hd_plan_finding_kind;

typedef struct hd_plan_finding {
    hd_plan_finding_kind kind;
    const hd_plan_node *node; /* NULL: the whole plan */
    const char *text;         /* a fact: "100 rows were expected, 51,200 came" */
    const char *hint;         /* what to do, a full sentence */
} hd_plan_finding;
typedef HD_VEC(hd_plan_finding) hd_plan_findings;

const char *hd_plan_finding_name(hd_plan_finding_kind kind); /* "misestimate" */

/* The findings of an executed plan, in the order of its nodes; none of one that was not. */
void hd_plan_advise(TALLOC_CTX *ctx, const hd_plan *plan, hd_plan_findings *ret);

/* "1,204,000", "0.5" */
char *hd_plan_number(TALLOC_CTX *ctx, double number);
