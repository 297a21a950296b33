#include "migrate/proposal.h"

#include "base/text.h"
#include "catalog/read.h"
#include "diff/explain.h"
#include "diff/online.h"
#include "diff/trial.h"
#include "migrate/scratch.h"
#include "parse/classify.h"

/* ---- comparing ---- */

static hd_error *plan_one(hd_proposal *proposal, const hd_diff *diff,
                          const hd_proposal_request *request, hd_plan **ret)
{
    const hd_plan_options options = {0};
    const hd_online_options online = {.off = request->offline,
                                      .types = request->online_types,
                                      .renames = proposal->renames.count > 0};

    return hd_online_make(proposal, diff, &options, &online, ret);
}

static hd_error *plan_both(hd_proposal *proposal, const hd_snapshot *from, const hd_snapshot *to,
                           const hd_diff_options *owners, const hd_proposal_request *request)
{
    const hd_diff_options back = {.from_owner = owners->to_owner, .to_owner = owners->from_owner};
    hd_diff *inverse = NULL;

    HD_TRY(hd_diff_make(proposal, from, to, owners, &proposal->diff));
    HD_TRY(hd_diff_make(proposal, to, from, &back, &inverse));
    HD_TRY(plan_one(proposal, proposal->diff, request, &proposal->up));
    HD_TRY(plan_one(proposal, inverse, request, &proposal->down));
    proposal->differences = hd_differences_find(proposal, proposal->diff);
    return NULL;
}

/* ---- trying ---- */

static hd_error *renames_run(const hd_scratch_db *db, const hd_rename_steps *steps)
{
    for (size_t i = 0; i < steps->count; i++)
        HD_TRY(
            hd_error_place(hd_exec(db->conn, steps->items[i].sql), "plan", steps->items[i].sql, 0));
    return NULL;
}

static hd_error *renames_undo(const hd_scratch_db *db, const hd_rename_steps *steps)
{
    for (size_t i = steps->count; i > 0; i--)
        HD_TRY(hd_exec(db->conn, steps->items[i - 1].inverse));
    return NULL;
}

static hd_error *way_back(const hd_scratch_db *db, const hd_proposal *proposal,
                          const hd_snapshot *from)
{
    HD_TRY(hd_trial_run(db, proposal->down));
    HD_TRY(renames_undo(db, &proposal->renames));
    return hd_trial_compare(db, from);
}

static hd_error *prove(const hd_scratch_db *db, hd_proposal *proposal,
                       const hd_proposal_request *request)
{
    hd_error *err = hd_trial_run(db, proposal->up);

    if (err == NULL)
        err = hd_trial_compare(db, request->to);
    if (err != NULL)
        return hd_error_hint(
            hd_error_wrap(err, "the plan, tried on a copy of the schema"),
            "Nothing was written. --no-prove writes the plan without proof, to be completed by "
            "hand.");
    proposal->proved = true;
    proposal->no_way_back = talloc_steal(proposal, way_back(db, proposal, request->from));
    proposal->proved_back = proposal->no_way_back == NULL;
    return NULL;
}

static hd_error *renamed_read(const hd_scratch_db *db, hd_proposal *proposal,
                              const hd_proposal_request *request)
{
    hd_snapshot *renamed = NULL;
    hd_diff_options owners = request->owners;

    HD_TRY(renames_run(db, &proposal->renames));
    HD_TRY(hd_snapshot_read(proposal, db->conn, &renamed));
    owners.from_owner = hd_strdup(proposal, hd_conn_user(db->conn));
    return plan_both(proposal, renamed, request->to, &owners, request);
}

static hd_error *try_on(hd_scratch_server *server, hd_proposal *proposal,
                        const hd_proposal_request *request)
{
    hd_scratch_db db = {0};

    HD_TRY(hd_trial_open(server, request->from, &db));
    HD_TRY(hd_trial_make_roles(server, &db, request->to));
    if (proposal->renames.count > 0)
        HD_TRY(renamed_read(&db, proposal, request));
    return request->prove ? prove(&db, proposal, request) : NULL;
}

static hd_error *try_on_scratch(hd_proposal *proposal, const hd_proposal_request *request)
{
    HD_SCRATCH(scratch);
    hd_scratch_server *server = NULL;

    HD_TRY(hd_scratch_connect(scratch, request->loop, request->config, request->command, &server));
    hd_error *err = try_on(server, proposal, request);
    hd_error *drop_err = hd_scratch_drop_all(server);
    if (err == NULL)
        return drop_err;
    hd_error_free(drop_err);
    return err;
}

/* ---- all together ---- */

bool hd_proposal_is_empty(const hd_proposal *proposal)
{
    return proposal->renames.count == 0 && proposal->up->count == 0;
}

hd_error *hd_proposal_make(TALLOC_CTX *ctx, const hd_proposal_request *request, hd_proposal **ret)
{
    HD_SCRATCH(scratch);
    hd_proposal *proposal = hd_new(scratch, hd_proposal);

    HD_TRY(hd_rename_plan(proposal, request->from, &request->renames, &proposal->renames));
    HD_TRY(plan_both(proposal, request->from, request->to, &request->owners, request));
    if (proposal->renames.count > 0 || (request->prove && !hd_proposal_is_empty(proposal)))
        HD_TRY(try_on_scratch(proposal, request));
    *ret = talloc_steal(ctx, proposal);
    return NULL;
}

/* ---- writing ---- */

static bool loses_data(const hd_plan *plan)
{
    for (size_t i = 0; i < plan->count; i++) {
        HD_SCRATCH(scratch);
        const char *sql = plan->steps[i].sql;
        if (!hd_step_is_comment(&plan->steps[i]) &&
            !hd_step_drops_moved(plan->diff, &plan->steps[i]) &&
            hd_sql_classify(scratch, sql, strlen(sql))->losses.count > 0)
            return true;
    }
    return false;
}

/* What the runner has to be told about a step; the rest it finds by itself. */
static void step_print(hd_buf *out, const hd_diff *diff, const hd_plan_step *step)
{
    enum { BATCH_ROWS = 10000 };

    if (step->remark != NULL)
        hd_buf_addf(out, "-- %s\n", step->remark);
    if (hd_step_drops_moved(diff, step))
        hd_buf_add(out, "-- howdah: data-moved\n");
    if (step->batch != NULL && *step->batch != '\0' && strchr(step->batch, ' ') == NULL)
        hd_buf_addf(out, "-- howdah: batch key=%s size=%d%s\n", step->batch, BATCH_ROWS,
                    step->quiet ? " triggers=off" : "");
    else if (step->mode == HD_STEP_OWN &&
             hd_sql_classify(out, step->sql, strlen(step->sql))->special == HD_SQL_ORDINARY)
        hd_buf_add(out, "-- howdah: own-transaction\n");
    hd_buf_addf(out, "%s%s\n", step->sql, hd_step_is_comment(step) ? "" : ";");
}

/* The runner sets everything back between transactions. */
static void plan_print(hd_buf *out, const hd_plan *plan, bool tried)
{
    bool unchecked = false;

    for (size_t i = 0; i < plan->count; i++) {
        const hd_plan_step *step = &plan->steps[i];
        const char *why = tried ? step->unchecked : "the plan was not tried";
        if (step->mode != HD_STEP_JOINED || step->batch != NULL)
            unchecked = false;
        if (!unchecked && why != NULL && hd_step_makes_routine(step)) {
            hd_buf_addf(out, "-- bodies cannot be checked yet: %s\n", why);
            hd_buf_add(out, "SET LOCAL check_function_bodies = off;\n");
            unchecked = true;
        }
        step_print(out, plan->diff, step);
    }
}

void hd_proposal_upgrade(hd_buf *out, const hd_proposal *proposal)
{
    if (proposal->proved)
        hd_buf_addf(out, "-- proved: run on a copy of the schema, it leads to the new one%s\n",
                    proposal->proved_back ? ", and the downgrade back" : "");
    if (loses_data(proposal->up))
        hd_buf_add(out, "-- loses data: howdah asks before it runs this\n");
    for (size_t i = 0; i < proposal->renames.count; i++)
        hd_buf_addf(out, "%s;\n", proposal->renames.items[i].sql);
    plan_print(out, proposal->up, proposal->proved);
}

void hd_proposal_downgrade(hd_buf *out, const hd_proposal *proposal)
{
    if (proposal->no_way_back != NULL)
        hd_buf_addf(out, "-- not proved: %s\n", proposal->no_way_back->message);
    if (loses_data(proposal->up))
        hd_buf_add(out, "-- brings the schema back, but not the data that the upgrade loses\n");
    if (loses_data(proposal->down))
        hd_buf_add(out, "-- loses data: what was written since the upgrade\n");
    plan_print(out, proposal->down, proposal->proved_back);
    for (size_t i = proposal->renames.count; i > 0; i--)
        hd_buf_addf(out, "%s;\n", proposal->renames.items[i - 1].inverse);
}
