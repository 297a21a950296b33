#include "cli/move.h"

#include "base/text.h"
#include "cli/project.h"
#include "cli/talk.h"
#include "migrate/dry_run.h"
#include "migrate/journal/half_done.h"
#include "migrate/offline.h"
#include "migrate/run/run.h"
#include "migrate/session.h"

const hd_option hd_option_tag = {
    .name = "tag", .value = "TAG", .help = "accepted for Alembic's sake; not used"};
static const hd_option option_transaction = {
    .name = "transaction",
    .value = "MODE",
    .help = "each: one for each revision (default); all: one "
            "for the run; none: one for each statement",
    .choices = "each all none"};
const hd_option hd_option_no_wait = {
    .name = "no-wait", .help = "end with status 75 when another howdah works on this database"};
const hd_option hd_option_session_pooler = {
    .name = "session-pooler",
    .help = "the pooler on the way keeps one server session for each client"};
static const hd_option option_dry_run = {
    .name = "dry-run",
    .help = "print what this database would get, with the locks; change nothing"};
static const hd_option option_cancel_blockers = {
    .name = "cancel-blockers",
    .help = "cancel the statements, end the idle transactions, that block"};
static const hd_option option_allow_data_loss = {
    .name = "allow-data-loss", .help = "run revisions that drop or delete data without asking"};
static const hd_option option_backup = {
    .name = "backup", .help = "dump the tables that lose data into .howdah/backups first"};
static const hd_option option_strict = {
    .name = "strict", .help = "refuse when an applied file was edited, instead of warning"};

const hd_option *const hd_move_options[] = {
    &hd_option_sql,     &option_dry_run,         &option_transaction,
    &hd_option_no_wait, &option_cancel_blockers, &option_allow_data_loss,
    &option_backup,     &option_strict,          &hd_option_session_pooler,
    &hd_option_tag,     &hd_option_json,         NULL};

/* The flag, else the setting. As Alembic's, a script is one transaction unless something else is
 * said. */
static hd_error *transaction_mode(const hd_app *app, hd_direction direction, bool script,
                                  hd_transaction_mode *ret)
{
    static const struct {
        const char *name;
        hd_transaction_mode mode;
    } modes[] = {
        {"each", HD_TRANSACTION_EACH}, {"all", HD_TRANSACTION_ALL}, {"none", HD_TRANSACTION_NONE}};
    const char *name = direction == HD_STAMP ? "all" : hd_value(app, "transaction");

    if (name == NULL && script &&
        hd_config_value_of(app->config, "transaction")->kind == HD_SOURCE_DEFAULT)
        name = "all";
    if (name == NULL)
        name = hd_config_get(app->config, "transaction");
    for (size_t i = 0; i < HD_COUNT(modes); i++)
        if (strcmp(name, modes[i].name) == 0) {
            *ret = modes[i].mode;
            return NULL;
        }
    return hd_error_hint(hd_error_new(HD_USAGE, "unknown transaction mode \"%s\"", name),
                         "It is one of: each, all, none.");
}

static hd_error *plan(TALLOC_CTX *ctx, const hd_graph *graph, hd_direction direction,
                      const hd_strings *rows, const hd_strings *targets, hd_movement **ret)
{
    switch (direction) {
    case HD_UPGRADE:
        return hd_movement_upgrade(ctx, graph, rows, targets->items[0], ret);
    case HD_DOWNGRADE:
        return hd_movement_downgrade(ctx, graph, rows, targets->items[0], ret);
    case HD_STAMP:
        return hd_movement_stamp(ctx, graph, rows, targets, ret);
    }
    return NULL;
}

static void say_steps(hd_app *app, const hd_movement *movement)
{
    HD_SCRATCH(scratch);

    for (size_t i = 0; i < movement->steps.count; i++) {
        const hd_step *step = &movement->steps.items[i];
        hd_say(app, "%s%s%s", hd_step_text(scratch, step), step->node == NULL ? "" : ", ",
               step->node == NULL ? "" : step->node->revision->message);
    }
}

/* Where the database is said to stand, the A of each "A:B": it may be inside a squashed range. */
static hd_strings range_starts(TALLOC_CTX *ctx, hd_app *app)
{
    const hd_strings *names = hd_positionals(app);
    hd_strings starts = {0};

    for (size_t i = 0; i < names->count; i++) {
        const char *colon = strchr(names->items[i], ':');
        if (colon != NULL)
            hd_vec_push(ctx, &starts,
                        hd_strndup(ctx, names->items[i], (size_t)(colon - names->items[i])));
    }
    return starts;
}

/* --sql: from the files alone. */
static hd_error *print_script(hd_app *app, hd_direction direction)
{
    HD_SCRATCH(scratch);
    const hd_version_table *table = hd_version_table_of(scratch, app->config);
    hd_project *project = NULL;
    hd_movement *movement = NULL;
    hd_strings rows = {0};
    hd_strings targets = {0};
    hd_transaction_mode mode = HD_TRANSACTION_ALL;
    hd_buf *out = hd_buf_new(scratch);

    if (direction == HD_STAMP && hd_flag(app, "purge"))
        return hd_error_new(HD_USAGE, "Can't use --purge with --sql mode");
    HD_TRY(transaction_mode(app, direction, true, &mode));
    const hd_strings starts = range_starts(scratch, app);
    HD_TRY(hd_app_project(scratch, app, &starts, &project));
    HD_TRY(hd_movement_range(scratch, project->graph, direction, hd_positionals(app), true, &rows,
                             &targets));
    HD_TRY(plan(scratch, project->graph, direction, &rows, &targets, &movement));
    say_steps(app, movement);
    HD_TRY(hd_offline_script(movement, table, mode, rows.count == 0 && direction != HD_DOWNGRADE,
                             out));
    fputs(out->data, stdout);
    return NULL;
}

/* What the database says about the way there: what it lacks, what earlier runs left half done. */
static hd_error *look(TALLOC_CTX *ctx, hd_conn *conn, hd_dry_run *dry)
{
    HD_SCRATCH(scratch);

    HD_TRY(hd_version_table_look(conn, dry->table, hd_movement_longest_id(dry->movement),
                                 &dry->table_work));
    HD_TRY(hd_journal_exists(conn, &dry->has_journal));
    if (!dry->has_journal)
        return NULL;
    return hd_journal_unfinished(ctx, conn, hd_journal_new(scratch, dry->table), &dry->unfinished);
}

static hd_error *print_dry_run(hd_app *app, hd_direction direction)
{
    HD_SCRATCH(scratch);
    hd_dry_run dry = {.table = hd_version_table_of(scratch, app->config)};
    hd_conn *conn = NULL;
    hd_project *project = NULL;
    hd_movement *movement = NULL;
    hd_strings rows = {0};
    hd_buf *out = hd_buf_new(scratch);
    hd_json json = hd_json_into(out);

    HD_TRY(transaction_mode(app, direction, false, &dry.mode));
    HD_TRY(hd_session_open(scratch, hd_app_loop(app), app->config, app->command->name, &conn));
    HD_TRY(hd_version_table_read(scratch, conn, dry.table, &rows, NULL));
    HD_TRY(hd_app_project(scratch, app, &rows, &project));
    HD_TRY(plan(scratch, project->graph, direction, &rows, hd_positionals(app), &movement));
    dry.movement = movement;
    HD_TRY(look(scratch, conn, &dry));
    HD_TRY(hd_half_done_check(&dry.unfinished, movement, direction));
    if (app->json)
        HD_TRY(hd_dry_run_json(&dry, &json));
    else
        HD_TRY(hd_dry_run_text(&dry, out));
    fputs(out->data, stdout);
    if (movement->steps.count == 0)
        hd_say(app, "nothing to do");
    return NULL;
}

static void print_result(const hd_run_result *result)
{
    HD_SCRATCH(scratch);
    hd_buf *out = hd_buf_new(scratch);
    hd_json json = hd_json_into(out);

    hd_json_begin(&json, '{');
    hd_json_put_strings(&json, "revisions", &result->revisions);
    hd_json_put_strings(&json, "rows", &result->rows);
    hd_json_end(&json);
    fputs(out->data, stdout);
}

static hd_error *run_online(hd_app *app, hd_direction direction)
{
    HD_SCRATCH(scratch);
    hd_run_options options = {.command = app->command->name,
                              .direction = direction,
                              .no_wait = hd_flag(app, "no-wait"),
                              .session_pooler = hd_flag(app, "session-pooler"),
                              .timing = hd_flag(app, "timing"),
                              .talk = hd_app_talk(app)};

    for (size_t i = 0; i < hd_positionals(app)->count; i++)
        hd_vec_push(scratch, &options.targets, hd_positionals(app)->items[i]);
    if (direction == HD_STAMP) {
        options.purge = hd_flag(app, "purge");
    } else {
        options.cancel_blockers = hd_flag(app, "cancel-blockers");
        options.allow_data_loss = hd_flag(app, "allow-data-loss");
        options.backup = hd_flag(app, "backup");
        options.strict = hd_flag(app, "strict");
    }
    if (app->json)
        options.result = hd_new(scratch, hd_run_result);
    HD_TRY(transaction_mode(app, direction, false, &options.transaction));
    HD_TRY(hd_run(hd_app_loop(app), app->config, &options));
    if (app->json)
        print_result(options.result);
    return NULL;
}

/* "A:B" makes sense in a script only; said before any connection is made. */
static hd_error *refuse_range(const hd_app *app, hd_direction direction)
{
    for (size_t i = 0; direction != HD_STAMP && i < hd_positionals(app)->count; i++)
        if (strchr(hd_positionals(app)->items[i], ':') != NULL)
            return hd_error_hint(hd_error_new(HD_USAGE, "Range revision not allowed"),
                                 "Ranges are for --sql, which does not ask a database.");
    return NULL;
}

hd_error *hd_app_move(hd_app *app, hd_direction direction)
{
    if (hd_flag(app, "sql") && app->json)
        return hd_error_hint(hd_error_new(HD_USAGE, "--sql prints SQL, not JSON"),
                             "Leave one of --sql and --json out; --dry-run --json tells the "
                             "statements that a database would get.");
    if (hd_flag(app, "sql"))
        return print_script(app, direction);
    HD_TRY(refuse_range(app, direction));
    if (direction != HD_STAMP && hd_flag(app, "dry-run"))
        return print_dry_run(app, direction);
    return run_online(app, direction);
}
