/*
 * A change of a schema, proposed and tried: what "revision --autogenerate" writes.
 */
#pragma once

#include <uv.h>

#include "config/config.h"
#include "diff/difference.h"
#include "diff/plan.h"
#include "diff/rename.h"

typedef struct hd_proposal_request {
    uv_loop_t *loop;
    const hd_config *config;
    const char *command;     /* for application_name */
    const hd_snapshot *from; /* what is */
    const hd_snapshot *to;   /* what it should be */
    hd_diff_options owners;
    hd_renames renames; /* of facts of to */
    bool prove;
    bool offline;      /* the plain statements, which make others wait */
    bool online_types; /* as in hd_online_options */
} hd_proposal_request;

typedef struct hd_proposal {
    hd_rename_steps renames;    /* done first; undone last */
    hd_diff *diff;              /* behind the renames */
    hd_differences differences; /* of diff */
    hd_plan *up;
    hd_plan *down;
    bool proved;           /* up was run on a copy, and led to the new schema */
    bool proved_back;      /* down too, and led back */
    hd_error *no_way_back; /* why not, when up was proved; owned by the proposal */
} hd_proposal;

/*
 * Compares and plans both ways; tries the plans on a scratch database when they are to be
 * proved, or when there are renames. With nothing to do no scratch server is asked.
 *
 * Errors: HD_CONFLICT when no order of the statements is possible; those of hd_scratch_connect;
 * HD_DIFFERENT when the plan does not lead to the new schema, HD_DATABASE when a statement of
 * it fails: then it is howdah that is wrong, and the hint says how to go on.
 */
hd_error *hd_proposal_make(TALLOC_CTX *ctx, const hd_proposal_request *request,
                           hd_proposal **ret) HD_MUST_USE;

bool hd_proposal_is_empty(const hd_proposal *proposal);

/* The two sections of a revision file, without the lines that begin them. */
void hd_proposal_upgrade(hd_buf *out, const hd_proposal *proposal);
void hd_proposal_downgrade(hd_buf *out, const hd_proposal *proposal);
