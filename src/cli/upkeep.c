#include "cli/upkeep.h"

#include <inttypes.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/text.h"
#include "cli/grid.h"
#include "cli/talk.h"
#include "migrate/session.h"

enum { MOST_JOBS = 64, NO_WAIT_MS = 100 };

const hd_positional hd_upkeep_positionals[] = {
    {"[TABLE]...", "names, or patterns with * and ?, with a schema or without; all when none"},
    {0}};
const hd_option hd_option_schema = {"schema", 'n', "SCHEMA", "all tables of the schema", true};
const hd_option hd_option_jobs = {"jobs", 'j', "N", "work on so many at a time (1)", false};
const hd_option hd_option_due = {"due", 0, NULL, "only what is due by the reports' judgement",
                                 false};
const hd_option hd_option_upkeep_dry_run = {"dry-run", 0, NULL,
                                            "show what would be done; change nothing", false};
const hd_option hd_option_upkeep_no_wait = {
    "no-wait", 0, NULL, "leave out what is locked instead of trying again", false};
const hd_option hd_option_yes = {"yes", 'y', NULL, "do not ask", false};

/* ---- what to do ---- */

static const char *report_of(hd_upkeep_action action)
{
    switch (action) {
    case HD_UPKEEP_ANALYZE:
    case HD_UPKEEP_VACUUM:
        return "vacuum-due";
    case HD_UPKEEP_VACUUM_FULL:
        return "bloat";
    case HD_UPKEEP_REINDEX:
        return "index-bloat";
    }
    return NULL;
}

static hd_error *keep_due(TALLOC_CTX *ctx, hd_app *app, hd_conn *conn,
                          const hd_upkeep_choice *choice, hd_upkeep_targets *targets)
{
    HD_SCRATCH(scratch);
    hd_report_result *verdicts = NULL;

    HD_TRY(hd_app_verdicts(scratch, app, conn, report_of(choice->action), NULL, NULL, &verdicts));
    for (size_t i = 0; i < verdicts->notes.count; i++)
        hd_warn(app, "%s", verdicts->notes.items[i].text);
    hd_upkeep_keep_due(ctx, choice, verdicts, targets);
    return NULL;
}

static hd_error *read_jobs(const hd_app *app, unsigned *ret)
{
    int64_t jobs = 1;
    const char *text = hd_value(app, "jobs");

    if (text != NULL && (!hd_text_to_int(text, &jobs) || jobs < 1 || jobs > MOST_JOBS))
        return hd_error_new(HD_USAGE, "\"%s\" is no number of jobs (1 to %d)", text, MOST_JOBS);
    *ret = (unsigned)jobs;
    return NULL;
}

/*
 * What stops nobody may wait for its lock as long as it likes, because nobody queues behind it;
 * a REINDEX CONCURRENTLY, which waits for old transactions at its end, would lose all its work.
 */
static hd_upkeep_run_options run_options(const hd_app *app, const hd_upkeep_choice *choice,
                                         const hd_talk *talk)
{
    hd_upkeep_run_options options = {
        .lock_timeout_ms = hd_config_get_ms(app->config, "lock_timeout"),
        .lock_budget_ms = hd_config_get_ms(app->config, "lock_budget"),
        .talk = talk,
    };

    if (hd_flag(app, "no-wait")) {
        options.lock_timeout_ms = NO_WAIT_MS;
        options.lock_budget_ms = 0;
    } else if (choice->action == HD_UPKEEP_REINDEX && !choice->blocking) {
        options.lock_timeout_ms = options.lock_budget_ms;
    }
    return options;
}

/* ---- telling ---- */

static void print_plan(const hd_upkeep_targets *targets)
{
    HD_SCRATCH(scratch);
    static const char *const titles[] = {"statement", "<size", "why"};
    hd_grid *grid = hd_grid_new(scratch, titles, HD_COUNT(titles));
    hd_buf *out = hd_buf_new(scratch);

    for (size_t i = 0; i < targets->count; i++) {
        const hd_upkeep_target *target = &targets->items[i];
        const char *why = target->allowed ? target->why : "this role may not";
        const char *const cells[] = {hd_printf(scratch, "%s;", target->sql),
                                     hd_bytes_text(scratch, target->size_bytes), why};
        hd_grid_add(grid, cells);
    }
    hd_grid_print(out, grid);
    fputs(out->data, stdout);
}

static void put_bytes(hd_json *json, const char *key, int64_t bytes)
{
    hd_json_key(json, key);
    if (bytes < 0)
        hd_json_null(json);
    else
        hd_json_int(json, bytes);
}

static void print_json(const hd_upkeep_choice *choice, const hd_upkeep_targets *targets,
                       bool dry_run)
{
    HD_SCRATCH(scratch);
    hd_buf *out = hd_buf_new(scratch);
    hd_json json = hd_json_into(out);

    hd_json_begin(&json, '{');
    hd_json_put_string(&json, "action", hd_upkeep_action_name(choice->action));
    hd_json_put_bool(&json, "dry_run", dry_run);
    hd_json_key(&json, "targets");
    hd_json_begin(&json, '[');
    for (size_t i = 0; i < targets->count; i++) {
        const hd_upkeep_target *target = &targets->items[i];
        hd_json_begin(&json, '{');
        hd_json_put_string(&json, "schema", target->schema);
        hd_json_put_string(&json, "name", target->name);
        hd_json_put_string(&json, "sql", target->sql);
        hd_json_put_string(&json, "why", target->why);
        hd_json_put_int(&json, "size", target->size_bytes);
        hd_json_put_string(&json, "outcome", hd_upkeep_outcome_name(target->outcome));
        hd_json_put_string(&json, "reason", target->reason);
        hd_json_put_int(&json, "took_ms", (int64_t)target->took_ms);
        put_bytes(&json, "size_before", target->before_bytes);
        put_bytes(&json, "size_after", target->after_bytes);
        hd_json_end(&json);
    }
    hd_json_end(&json);
    hd_json_end(&json);
    fputs(out->data, stdout);
}

static size_t count_outcome(const hd_upkeep_targets *targets, hd_upkeep_outcome outcome)
{
    size_t count = 0;

    for (size_t i = 0; i < targets->count; i++)
        count += targets->items[i].outcome == outcome ? 1 : 0;
    return count;
}

static void say_summary(const hd_app *app, const hd_upkeep_choice *choice,
                        const hd_upkeep_targets *targets, uint64_t took_ms)
{
    HD_SCRATCH(scratch);
    int64_t freed = 0;
    size_t done = count_outcome(targets, HD_UPKEEP_DONE);
    const char *kind = choice->action == HD_UPKEEP_REINDEX ? "index" : "table";

    for (size_t i = 0; i < targets->count; i++)
        if (targets->items[i].before_bytes >= 0 && targets->items[i].after_bytes >= 0)
            freed += targets->items[i].before_bytes - targets->items[i].after_bytes;
    hd_say(app, "%s: %zu %s%s in %s%s", hd_upkeep_action_name(choice->action), done, kind,
           done == 1                             ? ""
           : choice->action == HD_UPKEEP_REINDEX ? "es"
                                                 : "s",
           hd_duration_text(scratch, took_ms),
           freed <= 0 ? "" : hd_printf(scratch, ", %s freed", hd_bytes_text(scratch, freed)));
}

/* ---- asking ---- */

static void say_space(const hd_spaces *spaces)
{
    HD_SCRATCH(scratch);
    static const char *const titles[] = {"table", "<size", "<needs, at most", "frees, of rows",
                                         "of indexes"};
    hd_grid *grid = hd_grid_new(scratch, titles, HD_COUNT(titles));
    hd_buf *out = hd_buf_new(scratch);

    for (size_t i = 0; i < spaces->count; i++) {
        const hd_space *space = &spaces->items[i];
        const char *const cells[] = {
            space->target->shown,
            hd_bytes_text(scratch, space->heap_bytes + space->toast_bytes + space->indexes_bytes),
            hd_bytes_text(scratch, space->needs_bytes), hd_space_frees_text(scratch, space),
            hd_space_indexes_text(scratch, space)};
        hd_grid_add(grid, cells);
    }
    hd_grid_print(out, grid);
    fflush(stdout);
    fputs(out->data, stderr);
}

/* Tables are copied one after the other, each beside itself. */
static hd_error *check_room(hd_conn *conn, const hd_spaces *spaces, unsigned jobs)
{
    HD_SCRATCH(scratch);
    int64_t free_bytes = hd_space_free(conn);
    int64_t largest = 0;
    const char *name = NULL;

    for (size_t i = 0; i < spaces->count; i++)
        if (spaces->items[i].place != NULL && *spaces->items[i].place == '\0' &&
            spaces->items[i].needs_bytes > largest) {
            largest = spaces->items[i].needs_bytes;
            name = spaces->items[i].target->shown;
        }
    if (free_bytes < 0 || largest * jobs <= free_bytes)
        return NULL;
    return hd_error_hint(
        hd_error_new(HD_REFUSED, "%s needs up to %s while it is copied, and the disk has %s free",
                     name, hd_bytes_text(scratch, largest * jobs),
                     hd_bytes_text(scratch, free_bytes)),
        "Make room first, take fewer jobs, or leave the table out: a disk that runs full stops "
        "the server.");
}

static hd_error *confirm_full(hd_app *app, hd_conn *conn, const hd_upkeep_targets *targets,
                              unsigned jobs)
{
    HD_SCRATCH(scratch);
    hd_talk talk = hd_app_talk(app);
    hd_spaces spaces = {0};

    HD_TRY(hd_app_look_space(scratch, app, conn, targets, &spaces));
    if (!app->json && !app->quiet)
        say_space(&spaces);
    HD_TRY(check_room(conn, &spaces, jobs));
    hd_say(app, "Each table is locked, against reads too (ACCESS EXCLUSIVE), for as long as it is "
                "copied; \"howdah repack-advice\" names ways without that.");
    if (hd_flag(app, "yes"))
        return NULL;
    if (talk.ask == NULL)
        return hd_error_hint(hd_error_new(HD_REFUSED, "nobody can be asked, and nothing was done"),
                             "Look with --dry-run, then say --yes.");
    if (!talk.ask("Lock and copy them?", talk.arg))
        return hd_error_new(HD_REFUSED, "nothing was done");
    return NULL;
}

/* ---- the end ---- */

static hd_error *verdict(const hd_upkeep_choice *choice, const hd_upkeep_targets *targets)
{
    static const struct {
        hd_upkeep_outcome outcome;
        hd_code code;
        const char *hint;
    } bad[] = {
        {HD_UPKEEP_FAILED, HD_DATABASE, "The warnings above say why."},
        {HD_UPKEEP_NOT_ALLOWED, HD_DATABASE,
         "It takes the owner of the table or database, or a superuser; from PostgreSQL 17 on also "
         "GRANT MAINTAIN."},
        {HD_UPKEEP_BUSY, HD_BUSY,
         "\"howdah show locks\" tells who holds them; lock_budget says how long to try."},
    };

    for (size_t i = 0; i < HD_COUNT(bad); i++) {
        size_t count = count_outcome(targets, bad[i].outcome);
        if (count > 0)
            return hd_error_hint(hd_error_new(bad[i].code, "%s: %zu of %zu: %s",
                                              hd_upkeep_action_name(choice->action), count,
                                              targets->count,
                                              hd_upkeep_outcome_name(bad[i].outcome)),
                                 "%s", bad[i].hint);
    }
    return NULL;
}

/* What this run or an earlier one could not finish must not cost every write from now on. */
static hd_error *clear_leftovers(hd_app *app, hd_conn *conn, const hd_upkeep_choice *choice,
                                 const hd_upkeep_targets *targets, const hd_talk *talk)
{
    HD_SCRATCH(scratch);
    hd_upkeep_leftovers leftovers = {0};
    bool whole = choice->names->count == 0 && choice->schemas->count == 0;

    HD_TRY(hd_upkeep_find_leftovers(scratch, conn, whole ? NULL : targets, &leftovers));
    if (!hd_flag(app, "dry-run"))
        return hd_upkeep_drop_leftovers(conn, &leftovers,
                                        hd_config_get_ms(app->config, "lock_budget"), talk);
    for (size_t i = 0; i < leftovers.count; i++)
        hd_say(app, "DROP INDEX CONCURRENTLY %s; -- left by an unfinished REINDEX",
               leftovers.items[i].name);
    return NULL;
}

static hd_error *work(hd_app *app, hd_conn *conn, const hd_target *server,
                      const hd_upkeep_choice *choice, hd_upkeep_targets *targets)
{
    hd_talk talk = hd_app_talk(app);
    hd_upkeep_run_options options = run_options(app, choice, &talk);
    uint64_t began_ms = hd_clock_ms();

    options.server = server;
    HD_TRY(read_jobs(app, &options.jobs));
    if (choice->action == HD_UPKEEP_VACUUM_FULL)
        HD_TRY(confirm_full(app, conn, targets, options.jobs));
    hd_error *err = hd_upkeep_run(hd_app_loop(app), &options, choice->action, targets);
    if (choice->action == HD_UPKEEP_REINDEX && !choice->blocking &&
        count_outcome(targets, HD_UPKEEP_DONE) < targets->count && hd_conn_is_open(conn)) {
        hd_error *unsaid = clear_leftovers(app, conn, choice, targets, &talk);
        if (unsaid != NULL)
            hd_warn(app, "leftovers could not be looked for: %s", unsaid->message);
        hd_error_free(unsaid);
    }
    if (app->json)
        print_json(choice, targets, false);
    else
        say_summary(app, choice, targets, hd_clock_ms() - began_ms);
    return err != NULL ? err : verdict(choice, targets);
}

hd_error *hd_app_upkeep(hd_app *app, const hd_upkeep_choice *choice)
{
    HD_SCRATCH(scratch);
    hd_talk talk = hd_app_talk(app);
    hd_target server = {0};
    hd_upkeep_targets targets = {0};
    hd_conn *conn = NULL;

    HD_TRY(hd_session_target(scratch, hd_app_loop(app), app->config, app->command->name, &server));
    HD_TRY(hd_session_open_target(scratch, hd_app_loop(app), app->config, &server, &conn));
    if (hd_conn_in_recovery(conn))
        return hd_error_hint(hd_error_new(HD_REFUSED, "the server is a standby"),
                             "Maintenance is done on the primary and comes from there.");
    HD_TRY(hd_upkeep_find(scratch, conn, choice, &targets));
    if (choice->action == HD_UPKEEP_REINDEX)
        HD_TRY(clear_leftovers(app, conn, choice, &targets, &talk));
    if (hd_flag(app, "due"))
        HD_TRY(keep_due(scratch, app, conn, choice, &targets));
    if (targets.count == 0) {
        if (app->json)
            print_json(choice, &targets, hd_flag(app, "dry-run"));
        hd_say(app, "nothing is %s", hd_flag(app, "due") ? "due" : "there to do it to");
        return NULL;
    }
    if (!hd_flag(app, "dry-run"))
        return work(app, conn, &server, choice, &targets);
    if (app->json)
        print_json(choice, &targets, true);
    else
        print_plan(&targets);
    return NULL;
}
