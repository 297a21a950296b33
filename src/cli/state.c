#include "cli/state.h"

#include "base/text.h"
#include "migrate/graph/resolve.h"

static bool rows_are_heads(const hd_state *state)
{
    for (size_t i = 0; i < state->heads.count; i++)
        if (!hd_strings_contain(&state->rows, state->heads.items[i]->revision->id))
            return false;
    for (size_t i = 0; i < state->rows.count; i++) {
        const hd_node *node = hd_graph_find_name(state->project->graph, state->rows.items[i]);

        if (node == NULL || !node->is_head)
            return false;
    }
    return true;
}

hd_error *hd_app_state(TALLOC_CTX *ctx, hd_app *app, hd_state *ret)
{
    HD_SCRATCH(scratch);
    hd_state state = {0};
    hd_nodes known = {0};

    HD_TRY(hd_app_rows_and_project(ctx, app, &state.rows, &state.project));
    /* A row that no file has is refused, not taken for a difference. */
    HD_TRY(hd_resolve(scratch, state.project->graph, &state.rows, "current", &known));
    HD_TRY(hd_resolve(ctx, state.project->graph, NULL, "heads", &state.heads));
    state.at_heads = rows_are_heads(&state);
    *ret = state;
    return NULL;
}

static hd_strings heads_ids(TALLOC_CTX *ctx, const hd_state *state)
{
    hd_strings ids = {0};

    for (size_t i = 0; i < state->heads.count; i++)
        hd_vec_push(ctx, &ids, state->heads.items[i]->revision->id);
    return ids;
}

hd_error *hd_state_error(const hd_state *state, const char *message)
{
    HD_SCRATCH(scratch);
    hd_strings heads = heads_ids(scratch, state);
    const char *rows = hd_text_join(scratch, &state->rows, ", ");
    hd_error *err = hd_error_new(HD_DIFFERENT, "%s", message);

    return hd_error_detail(err, "The database is at %s; the files end in %s.",
                           *rows == '\0' ? "base" : rows,
                           heads.count == 0 ? "no revision" : hd_text_join(scratch, &heads, ", "));
}

void hd_state_json(hd_json *json, const hd_state *state)
{
    HD_SCRATCH(scratch);
    hd_strings heads = heads_ids(scratch, state);

    hd_json_put_strings(json, "rows", &state->rows);
    hd_json_put_strings(json, "heads", &heads);
    hd_json_put_bool(json, "at_heads", state->at_heads);
}
