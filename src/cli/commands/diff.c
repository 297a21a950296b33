#include "cli/autogenerate.h"
#include "cli/command.h"
#include "cli/plan_table.h"
#include "cli/side.h"
#include "diff/difference.h"
#include "diff/online.h"
#include "diff/script.h"

static const hd_option option_sql = {
    "sql", 0, NULL, "print the statements that make A like B, for psql", false, NULL};
static const hd_option option_schema = {
    "schema", 's', "PATTERN", "only schemas whose names match the shell pattern", true, NULL};
static const hd_option option_no_owner = {"no-owner", 0,   NULL, "leave out who owns the objects",
                                          false,      NULL};
static const hd_option option_explain = {
    "explain", 0,   NULL, "print what each statement locks, reads, writes anew and loses",
    false,     NULL};
static const hd_option *const options[] = {
    &option_sql,        &hd_option_json,         &option_schema,  &option_no_owner,
    &hd_option_offline, &hd_option_online_types, &option_explain, NULL};

/* ---- for people ---- */

static void difference_print(const hd_app *app, const hd_difference *difference)
{
    HD_SCRATCH(scratch);
    hd_buf *line = hd_buf_new(scratch);
    char sign = hd_difference_sign(difference);
    const char *color = sign == '+' ? "\x1b[32m" : sign == '-' ? "\x1b[31m" : "\x1b[33m";

    hd_difference_print(line, difference);
    if (app->color_out)
        printf("%s%c %s\x1b[0m\n", color, sign, line->data);
    else
        printf("%c %s\n", sign, line->data);
}

static void print(const hd_app *app, const hd_differences *differences)
{
    size_t counts[3] = {0};

    for (size_t i = 0; i < differences->count; i++) {
        const hd_difference *difference = &differences->items[i];
        difference_print(app, difference);
        counts[difference->old == NULL ? 0 : difference->new == NULL ? 1 : 2]++;
    }
    if (differences->count == 0)
        puts("No differences.");
    else
        printf("%zu %s: %zu to create, %zu to drop, %zu to change\n", differences->count,
               differences->count == 1 ? "difference" : "differences", counts[0], counts[1],
               counts[2]);
}

static void print_json(const hd_differences *differences, const hd_plan *plan)
{
    HD_SCRATCH(scratch);
    hd_buf *out = hd_buf_new(scratch);
    hd_json json = hd_json_into(out);

    hd_json_begin(&json, '{');
    hd_json_put_string(&json, "format", "howdah diff");
    hd_json_put_int(&json, "version", 1);
    hd_json_key(&json, "differences");
    hd_json_begin(&json, '[');
    for (size_t i = 0; i < differences->count; i++)
        hd_difference_json(&json, &differences->items[i]);
    hd_json_end(&json);
    hd_json_key(&json, "statements");
    hd_json_begin(&json, '[');
    for (size_t i = 0; i < plan->count; i++)
        hd_json_string(&json, plan->steps[i].sql);
    hd_json_end(&json);
    hd_json_end(&json);
    fwrite(out->data, 1, out->len, stdout);
}

/* How much is read and written is known of a database. */
static hd_error *explain(hd_app *app, const hd_side *from, const hd_plan *plan)
{
    HD_SCRATCH(scratch);
    hd_conn *conn = NULL;
    hd_buf *out = hd_buf_new(scratch);

    if (from->live)
        HD_TRY(hd_side_connect(scratch, app, hd_argument(app, 0), "diff", &conn));
    HD_TRY(hd_plan_table_print(out, plan, conn));
    fwrite(out->data, 1, out->len, stdout);
    return NULL;
}

/* ---- the command ---- */

static hd_error *sides_read(TALLOC_CTX *ctx, hd_app *app, hd_side sides[2])
{
    const char *const sources[] = {hd_argument(app, 0), hd_argument(app, 1)};

    if (hd_flag(app, "json") && hd_flag(app, "sql"))
        return hd_error_new(HD_USAGE, "--json and --sql exclude each other");
    if (hd_flag(app, "explain") && (hd_flag(app, "json") || hd_flag(app, "sql")))
        return hd_error_new(HD_USAGE, "--explain excludes --json and --sql");
    HD_TRY(hd_sides_read(ctx, app, sources, "diff", sides));
    HD_TRY(hd_sides_scope(ctx, app, &sides[0], &sides[1]));
    for (int i = 0; i < 2 && hd_flag(app, "schema"); i++)
        sides[i].snapshot = hd_snapshot_filter(ctx, sides[i].snapshot, hd_values(app, "schema"));
    return NULL;
}

/* What differences have no statement for has to be done by hand. */
static void warn_incomplete(const hd_app *app, const hd_plan *plan)
{
    for (size_t i = 0; i < plan->count; i++)
        if (hd_step_is_comment(&plan->steps[i]))
            hd_warn(app, "%s", plan->steps[i].sql + 3);
}

static hd_error *run(hd_app *app)
{
    HD_SCRATCH(scratch);
    hd_side sides[2] = {0};
    hd_diff *diff = NULL;
    hd_plan *plan = NULL;
    hd_plan_options plan_options = {.no_owner = hd_flag(app, "no-owner")};
    hd_online_options online = {.off = hd_flag(app, "offline"),
                                .types = hd_flag(app, "online-types")};
    hd_buf *out = hd_buf_new(scratch);

    HD_TRY(sides_read(scratch, app, sides));
    const hd_diff_options diff_options = {.from_owner = sides[0].owner, .to_owner = sides[1].owner};
    HD_TRY(hd_diff_make(scratch, sides[0].snapshot, sides[1].snapshot, &diff_options, &diff));
    HD_TRY(hd_online_make(scratch, diff, &plan_options, &online, &plan));
    hd_differences differences = hd_differences_find(scratch, diff);
    warn_incomplete(app, plan);
    app->exit_status = plan->count > 0 || differences.count > 0 ? 1 : 0;
    if (hd_flag(app, "explain") && plan->count > 0)
        return explain(app, &sides[0], plan);
    if (hd_flag(app, "sql")) {
        hd_script_print(out, plan);
        fwrite(out->data, 1, out->len, stdout);
    } else if (app->json)
        print_json(&differences, plan);
    else
        print(app, &differences);
    return NULL;
}

const hd_cli_command hd_command_diff = {
    .name = "diff",
    .group = "Inspect",
    .summary = "Show what differs between two schemas, and what makes one like the other",
    .text =
        "Each side is a database (its name on the project's server, a URL, or the word "
        "\"database\"), the word \"models\", a folder or file of statements, \"command: ...\", a "
        "snapshot's file, the word \"migrations\" (all revisions, run on a scratch database), or a "
        "revision: what its and all earlier upgrades make.\n\n"
        "The settings of [diff] say what is left out. The version table and the journal are, as "
        "soon as one side is the project's.\n\n"
        "--sql prints the statements that make A like B, in an order in which they can run, with "
        "the rows kept wherever the server can bring them over, and so that readers and writers "
        "can go on meanwhile (--offline: the plain statements). --explain prints what each locks, "
        "reads, writes anew and loses. Exit status: 0 when nothing "
        "differs, 1 when something does, above 1 on errors.",
    .positionals = (const hd_positional[]){{"A", "what is"}, {"B", "what it should be"}, {0}},
    .options = options,
    .examples = (const char *const[]){"howdah diff database models",
                                      "howdah diff staging production",
                                      "howdah diff before.json after.json --sql >change.sql", NULL},
    .needs = HD_NEEDS_CONFIG,
    .run = run,
};
