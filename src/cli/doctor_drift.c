#include "cli/doctor_drift.h"

#include "base/text.h"
#include "cli/side.h"
#include "cli/state.h"
#include "diff/difference.h"
#include "migrate/models.h"

enum { TOLD = 5 };

/* What makes the first like the second: "+ column public.users.name; - table public.logs". */
static char *evidence(TALLOC_CTX *ctx, const hd_differences *differences)
{
    HD_SCRATCH(scratch);
    hd_buf *out = hd_buf_new(scratch);

    for (size_t i = 0; i < differences->count && i < TOLD; i++) {
        hd_buf_add(out, i == 0 ? "" : "; ");
        hd_buf_addf(out, "%c ", hd_difference_sign(&differences->items[i]));
        hd_difference_print(out, &differences->items[i]);
    }
    if (differences->count > TOLD)
        hd_buf_addf(out, "; and %zu more", differences->count - TOLD);
    return hd_buf_take(ctx, out);
}

/* Adds the finding, with what is found as its evidence, when the sides differ. */
static hd_error *judge(TALLOC_CTX *ctx, const hd_app *app, hd_side from, hd_side to,
                       const hd_finding *given, hd_diagnosis *ret)
{
    HD_SCRATCH(scratch);
    hd_finding finding = *given;
    hd_diff *diff = NULL;

    HD_TRY(hd_sides_scope(scratch, app, &from, &to));
    const hd_diff_options owners = {.from_owner = from.owner, .to_owner = to.owner};
    HD_TRY(hd_diff_make(scratch, from.snapshot, to.snapshot, &owners, &diff));
    const hd_differences differences = hd_differences_find(scratch, diff);
    if (differences.count == 0)
        return NULL;
    finding.group = "project";
    finding.evidence = evidence(ctx, &differences);
    hd_vec_push(ctx, &ret->findings, finding);
    return NULL;
}

static hd_error *judge_database(TALLOC_CTX *ctx, const hd_app *app, hd_side migrations,
                                hd_side database, hd_diagnosis *ret)
{
    return judge(ctx, app, migrations, database,
                 &(hd_finding){.level = HD_LEVEL_WARNING,
                               .rule = "drift",
                               .title = "the database is not what its revisions make",
                               .advice = "Somebody changed it by hand, and the next database gets "
                                         "another schema. \"howdah diff database migrations "
                                         "--sql\" leads back; what is to stay belongs into a "
                                         "revision."},
                 ret);
}

static hd_error *judge_models(TALLOC_CTX *ctx, hd_app *app, hd_side migrations, hd_diagnosis *ret)
{
    HD_SCRATCH(scratch);
    hd_side models = {0};

    HD_TRY(hd_side_read(scratch, app, "models", app->command->name,
                        migrations.snapshot->server_version, &models));
    return judge(ctx, app, migrations, models,
                 &(hd_finding){.level = HD_LEVEL_WARNING,
                               .rule = "models",
                               .title = "the revisions do not make what the models declare",
                               .advice = "\"howdah revision --autogenerate --against migrations\" "
                                         "writes what is missing."},
                 ret);
}

hd_error *hd_app_judge_drift(TALLOC_CTX *ctx, hd_app *app, hd_diagnosis *ret)
{
    HD_SCRATCH(scratch);
    hd_state state = {0};
    static const char *const names[] = {"database", "migrations"};
    hd_side sides[2] = {0};
    bool models = hd_project_has_models(app->config);

    /* Other files than were applied make another schema: that has been told. */
    for (size_t i = 0; i < ret->findings.count; i++)
        if (strcmp(ret->findings.items[i].rule, "changed-files") == 0)
            return NULL;
    HD_TRY(hd_app_state(scratch, app, &state));
    if (state.project->graph->nodes.count == 0 || (!state.at_heads && !models))
        return NULL;
    if (!state.at_heads)
        HD_TRY(hd_side_read(scratch, app, names[1], app->command->name, 0, &sides[1]));
    else
        HD_TRY(hd_sides_read(scratch, app, names, app->command->name, sides));
    if (state.at_heads)
        HD_TRY(judge_database(ctx, app, sides[1], sides[0], ret));
    return models ? judge_models(ctx, app, sides[1], ret) : NULL;
}
