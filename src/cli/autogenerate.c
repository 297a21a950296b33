#include "cli/autogenerate.h"

#include "base/text.h"
#include "base/utf8.h"
#include "cli/side.h"
#include "cli/talk.h"
#include "diff/likeness.h"
#include "migrate/proposal.h"

const hd_option hd_option_against = {
    "against", 0, "SIDE", "what the models are compared with", false, "database migrations"};
const hd_option hd_option_rename = {
    "rename", 0, "OLD=NEW", "with --autogenerate: what has another name in the models", true, NULL};
const hd_option hd_option_no_prove = {
    "no-prove", 0,   NULL, "with --autogenerate: do not try the plan on a copy of the schema",
    false,      NULL};

const hd_option hd_option_offline = {
    "offline", 0, NULL, "the plain statements, which make others wait", false, NULL};
const hd_option hd_option_online_types = {
    "online-types", 0,   NULL, "change types by way of a second column, which is filled in batches",
    false,          NULL};

/* Alembic compares models only with a database that has all revisions, and says this. */
static hd_error *check_up_to_date(hd_app *app, const hd_project *project)
{
    HD_SCRATCH(scratch);
    const hd_nodes *heads = &project->graph->heads;
    hd_strings rows = {0};

    HD_TRY(hd_app_rows(scratch, app, &rows));
    bool same = rows.count == heads->count;
    for (size_t i = 0; same && i < heads->count; i++)
        same = hd_strings_contain(&rows, heads->items[i]->revision->id);
    if (!same)
        return hd_error_hint(hd_error_new(HD_CONFLICT, "Target database is not up to date."),
                             "\"howdah upgrade heads\" brings it there.");
    return NULL;
}

/* ---- renames ---- */

static hd_error *renames_said(TALLOC_CTX *ctx, const hd_app *app, hd_proposal_request *request)
{
    const hd_strings *said = hd_values(app, "rename");

    for (size_t i = 0; i < said->count; i++)
        HD_TRY(hd_rename_parse(ctx, said->items[i], request->from, request->to, &request->renames));
    return NULL;
}

static bool ask(const hd_talk *talk, const hd_likeness *likeness)
{
    HD_SCRATCH(scratch);
    hd_buf *question = hd_buf_new(scratch);

    hd_buf_addf(question, "Is %s ", likeness->new->kind->name);
    hd_utf8_add_safe(question, likeness->new->identity);
    hd_buf_add(question, " the former ");
    hd_utf8_add_safe(question, likeness->old->identity);
    hd_buf_add(question, "?");
    return talk->ask(question->data, talk->arg);
}

/* Each thing that is gone, with each like it that is new, the likest first. */
static bool renames_asked(TALLOC_CTX *ctx, const hd_talk *talk, const hd_proposal *proposal,
                          hd_proposal_request *request)
{
    hd_likenesses found = hd_likenesses_find(ctx, &proposal->differences);
    size_t before = request->renames.count;

    for (size_t i = 0; talk->ask != NULL && i < found.count; i++) {
        const hd_likeness *likeness = &found.items[i];
        bool taken = false;
        for (size_t j = 0; j < i; j++)
            taken = taken || (found.items[j].taken && (found.items[j].old == likeness->old ||
                                                       found.items[j].new == likeness->new));
        if (taken || !ask(talk, likeness))
            continue;
        found.items[i].taken = true;
        hd_vec_push(ctx, &request->renames,
                    (hd_rename){.fact = likeness->new,
                                .old_schema = likeness->old->schema,
                                .old_name = likeness->old->name});
    }
    return request->renames.count > before;
}

/* ---- all together ---- */

static void tell(const hd_app *app, const hd_proposal *proposal)
{
    HD_SCRATCH(scratch);

    for (size_t i = 0; i < proposal->renames.count; i++)
        hd_say(app, "Detected rename of %s '%s' to '%s'",
               proposal->renames.items[i].new->kind->name, proposal->renames.items[i].old->identity,
               proposal->renames.items[i].new->identity);
    for (size_t i = 0; i < proposal->differences.count; i++)
        hd_say(app, "%s", hd_difference_wording(scratch, &proposal->differences.items[i]));
    for (size_t i = 0; i < proposal->up->count; i++)
        if (hd_step_is_comment(&proposal->up->steps[i]))
            hd_warn(app, "%s", proposal->up->steps[i].sql + strlen("-- "));
    if (proposal->no_way_back != NULL)
        hd_warn(app, "the downgrade does not lead back: %s", proposal->no_way_back->message);
    if (hd_proposal_is_empty(proposal))
        hd_say(app, "No changes detected");
}

static hd_error *propose(TALLOC_CTX *ctx, hd_app *app, hd_proposal_request *request,
                         hd_proposal **ret)
{
    const hd_talk talk = hd_app_talk(app);
    bool prove = request->prove;

    HD_TRY(renames_said(ctx, app, request));
    request->prove = false;
    HD_TRY(hd_proposal_make(ctx, request, ret));
    while (renames_asked(ctx, &talk, *ret, request))
        HD_TRY(hd_proposal_make(ctx, request, ret));
    request->prove = prove;
    return prove ? hd_proposal_make(ctx, request, ret) : NULL;
}

hd_error *hd_autogenerate(TALLOC_CTX *ctx, hd_app *app, const hd_project *project,
                          hd_create_request *request, bool *empty)
{
    HD_SCRATCH(scratch);
    const char *against = hd_value(app, "against");
    const char *const sources[] = {against, "models"};
    hd_side sides[2] = {0};
    hd_proposal *proposal = NULL;
    hd_buf *upgrade = hd_buf_new(scratch);
    hd_buf *downgrade = hd_buf_new(scratch);

    if (hd_flag(app, "sql"))
        return hd_error_new(HD_USAGE, "Using --sql with --autogenerate does not make any sense");
    if (against == NULL || strcmp(against, "database") == 0)
        HD_TRY(check_up_to_date(app, project));
    HD_TRY(hd_sides_read(scratch, app, sources, "revision", sides));
    hd_side from = sides[0];
    hd_side to = sides[1];
    HD_TRY(hd_sides_scope(scratch, app, &from, &to));
    hd_proposal_request wanted = {
        .loop = hd_app_loop(app),
        .config = app->config,
        .command = "revision",
        .from = from.snapshot,
        .to = to.snapshot,
        .owners = {.from_owner = from.owner, .to_owner = to.owner},
        .prove = !hd_flag(app, "no-prove"),
        .offline = hd_flag(app, "offline"),
        .online_types = hd_flag(app, "online-types"),
    };
    hd_side_renames(scratch, &to, wanted.to, &wanted.renames);
    HD_TRY(propose(scratch, app, &wanted, &proposal));
    tell(app, proposal);
    *empty = hd_proposal_is_empty(proposal);
    if (*empty)
        return NULL;
    hd_proposal_upgrade(upgrade, proposal);
    hd_proposal_downgrade(downgrade, proposal);
    request->upgrade = hd_buf_take(ctx, upgrade);
    request->downgrade = hd_buf_take(ctx, downgrade);
    return NULL;
}
