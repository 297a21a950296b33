#include "cli/pairs.h"

#include "base/text.h"
#include "cli/side.h"
#include "migrate/models.h"

enum { DATABASE, MIGRATIONS, MODELS, SIDES };
enum { TOLD = 5, LISTED = 40 };

static const char *const names[SIDES] = {"database", "migrations", "models"};

static hd_error *compare(TALLOC_CTX *ctx, const hd_app *app, const hd_side sides[SIDES], int from,
                         int to, hd_pairs *ret)
{
    hd_side first = sides[from];
    hd_side second = sides[to];
    hd_pair pair = {.from = names[from], .to = names[to]};
    hd_diff *diff = NULL;

    HD_TRY(hd_sides_scope(ctx, app, &first, &second));
    const hd_diff_options owners = {.from_owner = first.owner, .to_owner = second.owner};
    HD_TRY(hd_diff_make(ctx, first.snapshot, second.snapshot, &owners, &diff));
    pair.differences = hd_differences_find(ctx, diff);
    hd_vec_push(ctx, &ret->items, pair);
    return NULL;
}

hd_error *hd_app_pairs(TALLOC_CTX *ctx, hd_app *app, const hd_state *state, hd_pairs *ret)
{
    hd_side sides[SIDES] = {0};

    *ret = (hd_pairs){.asked = hd_project_has_models(app->config)};
    if (!ret->asked)
        return NULL;
    if (state->at_heads) {
        HD_TRY(hd_sides_read(ctx, app, &names[DATABASE], app->command->name, &sides[DATABASE]));
        HD_TRY(hd_side_read(ctx, app, names[MODELS], app->command->name,
                            sides[DATABASE].snapshot->server_version, &sides[MODELS]));
    } else {
        HD_TRY(hd_sides_read(ctx, app, &names[MIGRATIONS], app->command->name, &sides[MIGRATIONS]));
    }
    if (state->at_heads)
        HD_TRY(compare(ctx, app, sides, DATABASE, MODELS, ret));
    HD_TRY(compare(ctx, app, sides, MIGRATIONS, MODELS, ret));
    if (state->at_heads)
        HD_TRY(compare(ctx, app, sides, DATABASE, MIGRATIONS, ret));
    return NULL;
}

/* ---- telling ---- */

void hd_pairs_json(hd_json *json, const hd_pairs *pairs)
{
    hd_json_key(json, "pairs");
    if (!pairs->asked) {
        hd_json_null(json);
        return;
    }
    hd_json_begin(json, '[');
    for (size_t i = 0; i < pairs->items.count; i++) {
        const hd_pair *pair = &pairs->items.items[i];
        hd_json_begin(json, '{');
        hd_json_put_string(json, "from", pair->from);
        hd_json_put_string(json, "to", pair->to);
        hd_json_key(json, "differences");
        hd_json_begin(json, '[');
        for (size_t k = 0; k < pair->differences.count; k++)
            hd_difference_json(json, &pair->differences.items[k]);
        hd_json_end(json);
        hd_json_end(json);
    }
    hd_json_end(json);
}

void hd_pairs_print(const hd_pairs *pairs)
{
    HD_SCRATCH(scratch);
    hd_buf *out = hd_buf_new(scratch);

    for (size_t i = 0; i < pairs->items.count; i++) {
        const hd_pair *pair = &pairs->items.items[i];
        if (pair->differences.count > 0)
            hd_buf_addf(out, "What makes the %s like the %s:\n", pair->from, pair->to);
        for (size_t k = 0; k < pair->differences.count && k < LISTED; k++) {
            hd_buf_addf(out, "  %c ", hd_difference_sign(&pair->differences.items[k]));
            hd_difference_print(out, &pair->differences.items[k]);
            hd_buf_add_char(out, '\n');
        }
        if (pair->differences.count > LISTED)
            hd_buf_addf(out, "  ... and %zu more: \"howdah diff %s %s\" lists them all\n",
                        pair->differences.count - LISTED, pair->from, pair->to);
    }
    fputs(out->data, stdout);
}

static const hd_pair *find(const hd_pairs *pairs, int from, int to)
{
    for (size_t i = 0; i < pairs->items.count; i++)
        if (pairs->items.items[i].from == names[from] && pairs->items.items[i].to == names[to] &&
            pairs->items.items[i].differences.count > 0)
            return &pairs->items.items[i];
    return NULL;
}

/* "added column 'users.name', removed table 'logs'" */
static char *summary(TALLOC_CTX *ctx, const hd_differences *differences)
{
    static const char prefix[] = "Detected ";
    hd_strings parts = {0};

    for (size_t i = 0; i < differences->count && i < TOLD; i++) {
        const char *wording = hd_difference_wording(ctx, &differences->items[i]);
        hd_vec_push(ctx, &parts, wording + (hd_text_starts(wording, prefix) ? strlen(prefix) : 0));
    }
    if (differences->count > TOLD)
        hd_vec_push(ctx, &parts, hd_printf(ctx, "and %zu more", differences->count - TOLD));
    return hd_text_join(ctx, &parts, ", ");
}

hd_error *hd_pairs_error(const hd_pairs *pairs)
{
    HD_SCRATCH(scratch);
    const hd_pair *to_models = find(pairs, DATABASE, MODELS);
    const hd_pair *revisions = find(pairs, MIGRATIONS, MODELS);

    if (to_models != NULL)
        return hd_error_hint(
            hd_error_new(HD_DIFFERENT, "New upgrade operations detected: %s",
                         summary(scratch, &to_models->differences)),
            revisions != NULL
                ? "\"howdah revision --autogenerate\" writes them."
                : "The migrations make what the models declare: the database was changed by other "
                  "means. \"howdah diff database migrations --sql\" leads back.");
    if (revisions != NULL)
        return hd_error_hint(
            hd_error_new(HD_DIFFERENT, "the migrations do not make what the models declare: %s",
                         summary(scratch, &revisions->differences)),
            "The database is as the models are, a new one would not be: \"howdah revision "
            "--autogenerate --against migrations\" writes what is missing; stamp it here.");
    const hd_pair *drift = find(pairs, DATABASE, MIGRATIONS);
    if (drift != NULL)
        return hd_error_new(HD_DIFFERENT, "the database is not what the migrations make: %s",
                            summary(scratch, &drift->differences));
    return NULL;
}
