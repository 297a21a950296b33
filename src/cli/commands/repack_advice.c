/* Whether tables and indexes should be written anew, and by what. Looks only. */
#include "base/json.h"
#include "base/text.h"
#include "cli/grid.h"
#include "cli/pager.h"
#include "cli/upkeep.h"
#include "migrate/session.h"
#include "sql.h"

enum { PERCENT = 100, WORTH_INDEX_PERCENT = 50, WORTH_BYTES = 1 << 20 };

/* What to do about a table; NULL: nothing. */
static const char *advice_of(TALLOC_CTX *ctx, const hd_space *space, bool has_repack)
{
    const char *name = space->target->shown;

    if (!space->known)
        return hd_printf(ctx, "howdah analyze %s, then look again", name);
    if (space->bad && has_repack)
        return hd_printf(ctx, "pg_repack -t %s", name);
    if (space->bad)
        return hd_printf(ctx, "howdah vacuum --full %s", name);
    if (space->index_frees_bytes >= WORTH_BYTES &&
        space->index_frees_bytes * PERCENT >= space->indexes_bytes * WORTH_INDEX_PERCENT)
        return hd_printf(ctx, "howdah reindex %s", name);
    return NULL;
}

static int64_t total_of(const hd_space *space)
{
    return space->heap_bytes + space->toast_bytes + space->indexes_bytes;
}

static void print_json(hd_buf *out, const hd_spaces *spaces, bool has_repack)
{
    HD_SCRATCH(scratch);
    hd_json json = hd_json_into(out);

    hd_json_begin(&json, '{');
    hd_json_put_string(&json, "pg_repack", has_repack ? "installed" : "not installed");
    hd_json_key(&json, "tables");
    hd_json_begin(&json, '[');
    for (size_t i = 0; i < spaces->count; i++) {
        const hd_space *space = &spaces->items[i];
        hd_json_begin(&json, '{');
        hd_json_put_string(&json, "schema", space->target->schema);
        hd_json_put_string(&json, "name", space->target->name);
        hd_json_put_int(&json, "size", total_of(space));
        hd_json_put_int(&json, "needs", space->needs_bytes);
        hd_json_put_bool(&json, "known", space->known);
        hd_json_put_bool(&json, "measured", space->measured);
        hd_json_put_int(&json, "frees", space->frees_bytes);
        hd_json_put_int(&json, "frees_least", space->frees_least);
        hd_json_put_int(&json, "frees_most", space->frees_most);
        hd_json_put_int(&json, "index_frees", space->index_frees_bytes);
        hd_json_put_string(&json, "advice", advice_of(scratch, space, has_repack));
        hd_json_end(&json);
    }
    hd_json_end(&json);
    hd_json_end(&json);
}

static void print_text(hd_buf *out, const hd_spaces *spaces, bool has_repack)
{
    HD_SCRATCH(scratch);
    static const char *const titles[] = {"table",      "<size",  "frees, of rows",
                                         "of indexes", "<needs", "advice"};
    hd_grid *grid = hd_grid_new(scratch, titles, HD_COUNT(titles));

    for (size_t i = 0; i < spaces->count; i++) {
        const hd_space *space = &spaces->items[i];
        const char *advice = advice_of(scratch, space, has_repack);
        const char *const cells[] = {space->target->shown,
                                     hd_bytes_text(scratch, total_of(space)),
                                     hd_space_frees_text(scratch, space),
                                     hd_space_indexes_text(scratch, space),
                                     hd_bytes_text(scratch, space->needs_bytes),
                                     advice == NULL ? "leave it" : advice};
        hd_grid_add(grid, cells);
    }
    hd_grid_print(out, grid);
    if (!has_repack)
        hd_buf_add(
            out,
            "\nVACUUM FULL locks a table, against reads too, while it is copied. pg_repack "
            "(package "
            "\"postgresql-NN-repack\"), which is not installed here, locks it for moments only.\n");
    else
        hd_buf_add(
            out,
            "\npg_repack is installed here: it needs the same space, and locks a table for moments "
            "only. VACUUM FULL locks it, against reads too, while it is copied.\n");
}

/* Without names: what there is something to say about. */
static void keep_worthy(hd_spaces *spaces, bool has_repack)
{
    HD_SCRATCH(scratch);
    size_t kept = 0;

    for (size_t i = 0; i < spaces->count; i++)
        if (advice_of(scratch, &spaces->items[i], has_repack) != NULL)
            spaces->items[kept++] = spaces->items[i];
    spaces->count = kept;
}

static hd_error *run(hd_app *app)
{
    HD_SCRATCH(scratch);
    const hd_upkeep_choice choice = {.action = HD_UPKEEP_VACUUM_FULL,
                                     .names = hd_positionals(app),
                                     .schemas = hd_values(app, "schema")};
    hd_upkeep_targets targets = {0};
    hd_spaces spaces = {0};
    hd_conn *conn = NULL;
    hd_buf *out = hd_buf_new(scratch);
    hd_rows *rows = NULL;
    bool has_repack = false;

    HD_TRY(hd_session_open(scratch, hd_app_loop(app), app->config, app->command->name, &conn));
    HD_TRY(hd_upkeep_find(scratch, conn, &choice, &targets));
    HD_TRY(hd_app_look_space(scratch, app, conn, &targets, &spaces));
    HD_TRY(hd_query(scratch, conn, hd_sql_care_repack, 0, NULL, &rows));
    has_repack = hd_rows_bool(rows, 0, 0);
    if (choice.names->count == 0)
        keep_worthy(&spaces, has_repack);
    if (app->json)
        print_json(out, &spaces, has_repack);
    else if (spaces.count == 0)
        hd_say(app, "no table is worth it");
    else
        print_text(out, &spaces, has_repack);
    hd_page(out->data);
    return NULL;
}

const hd_cli_command hd_command_repack_advice = {
    .name = "repack-advice",
    .group = "Operate",
    .summary = "Tell which tables and indexes are worth being written anew, and how",
    .text =
        "Estimates (and, where pgstattuple is installed, measures) what a table and its indexes "
        "would give back, how much free disk space a copy needs meanwhile, and names the "
        "command that does it with the weakest lock: howdah reindex, pg_repack when it is "
        "installed, howdah vacuum --full. Tables are judged as by \"howdah show bloat\". "
        "Changes nothing.",
    .positionals = hd_upkeep_positionals,
    .options = (const hd_option *const[]){&hd_option_schema, &hd_option_json, NULL},
    .examples = (const char *const[]){"howdah repack-advice", "howdah repack-advice orders", NULL},
    .needs = HD_NEEDS_CONFIG,
    .run = run,
};
