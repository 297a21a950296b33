/*
 * The order of things:
 *
 *   connect, check, files meanwhile -> rows -> plan --nothing to do--> end
 *        |
 *        +-> lock -> rows again (another runner may have been quicker) -> plan
 *             -> journal -> dangers -> parts, one after the other -> end
 *
 * A lost connection begins a new pass, after settle.c has found out where things stand:
 * the rows and the journal say what is left to do, not our memory.
 */
#include "migrate/run/internal.h"

#include "base/clock.h"
#include "base/fault.h"
#include "base/text.h"
#include "migrate/journal/half_done.h"
#include "migrate/session.h"

enum { MAX_PASSES = 20 };

#define DUPLICATE_TABLE "42P07"

static hd_error *plan_movement(hd_run_state *run, const hd_strings *rows)
{
    const hd_run_options *options = run->options;
    TALLOC_CTX *ctx = run->pass;

    switch (options->direction) {
    case HD_UPGRADE:
        return hd_movement_upgrade(ctx, run->project->graph, rows, options->targets.items[0],
                                   &run->movement);
    case HD_DOWNGRADE:
        return hd_movement_downgrade(ctx, run->project->graph, rows, options->targets.items[0],
                                     &run->movement);
    case HD_STAMP:
        return hd_movement_stamp(ctx, run->project->graph, rows, &options->targets, &run->movement);
    }
    return NULL;
}

/* What was read while the server was asked, or all of it now. */
static hd_error *read_project(hd_run_state *run, const hd_strings *rows)
{
    hd_project_reading *reading = run->reading;

    run->reading = NULL;
    if (reading == NULL)
        return hd_project_load(run->pass, run->config, rows, &run->project);
    hd_error *err = hd_project_finish(run->pass, reading, rows, &run->project);
    talloc_free(reading); /* and with it what goes on meanwhile */
    return err;
}

static hd_error *plan(hd_run_state *run)
{
    const hd_strings none = {0};
    const hd_strings *rows = run->options->purge ? &none : &run->rows;

    run->planned = run->rows;
    HD_TRY(read_project(run, rows));
    for (size_t i = 0; !run->remarked && i < run->project->remarks.count; i++)
        hd_talk_say(run->talk, HD_TALK_WARN, "%s", run->project->remarks.items[i]);
    run->remarked = true;
    HD_TRY(plan_movement(run, rows));
    if (run->options->purge && run->rows.count > 0 && run->movement->steps.count == 0) {
        hd_step purge = {.direction = HD_STAMP, .from = run->rows};
        hd_vec_push(run->movement, &run->movement->steps, purge);
    }
    return NULL;
}

static hd_error *read_rows(hd_run_state *run)
{
    run->rows = (hd_strings){0}; /* the plan may hold on to the ones before */
    return hd_version_table_read(run->pass, run->conn, run->table, &run->rows, NULL);
}

static bool nothing_to_do(const hd_run_state *run)
{
    return run->movement->steps.count == 0;
}

static hd_error *load_bodies(hd_run_state *run)
{
    run->bodies.items = NULL;
    run->bodies.count = run->bodies.capacity = 0;
    for (size_t i = 0; i < run->movement->steps.count; i++) {
        const hd_step *step = &run->movement->steps.items[i];
        hd_body *body = NULL;
        if (step->node != NULL)
            HD_TRY(hd_body_load_to_run(run->pass, step->node->revision, step->direction, &body));
        hd_vec_push(run->pass, &run->bodies, body);
    }
    return NULL;
}

static hd_error *make_parts(hd_run_state *run)
{
    run->parts.items = NULL;
    run->parts.count = run->parts.capacity = 0;
    for (size_t i = 0; i < run->movement->steps.count; i++) {
        const hd_body *body = run->bodies.items[i];
        size_t done = 0;
        if (body != NULL)
            HD_TRY(hd_half_done_count(&run->unfinished, body, &done));
        HD_TRY(hd_plan_step(run->pass, &run->movement->steps.items[i], body, done,
                            run->options->transaction, &run->parts));
    }
    return NULL;
}

/* Widening it takes a lock that a reader may hold up. */
static hd_error *ensure_version_table(hd_run_state *run)
{
    hd_retry retry = hd_retry_begin(run);

    for (;;) {
        hd_watch_begin(run->watch, hd_conn_backend_pid(run->conn));
        hd_error *err = hd_version_table_ensure(run->conn, run->table,
                                                hd_movement_longest_id(run->movement));
        hd_watch_end(run->watch);
        if (err == NULL)
            return NULL;
        HD_TRY(hd_retry_after(run, &retry, err));
    }
}

/* Everything that must be known or there before the first statement of a revision. */
static hd_error *prepare(hd_run_state *run)
{
    HD_TRY(load_bodies(run));
    HD_TRY(hd_run_warn_of_full_schema(run));
    HD_TRY(hd_run_check_journal(run));
    HD_TRY(make_parts(run));
    HD_TRY(hd_run_check_triggers_off(run));
    HD_TRY(hd_run_check_danger(run));
    for (size_t i = 0; i < run->rows.count; i++)
        hd_vec_push(run->pass, &run->expected, run->rows.items[i]);
    HD_TRY(ensure_version_table(run));
    HD_TRY(hd_journal_ensure(run->conn));
    HD_TRY(hd_journal_begin(run->conn, run->journal, run->options->command,
                            hd_text_join(run->pass, &run->options->targets, " "), &run->rows));
    run->begun = true;
    HD_TRY(hd_run_prepare_statements(run));
    hd_fault_point("begun");
    return NULL;
}

static hd_error *run_group(hd_run_state *run, size_t first, size_t end)
{
    const hd_part *part = &run->parts.items[first];

    switch (part->mode) {
    case HD_PART_TRANSACTION:
        return hd_run_transaction(run, part, end - first);
    case HD_PART_AUTOCOMMIT:
        return hd_run_autocommit(run, part);
    case HD_PART_BATCH:
        return hd_run_batch(run, part);
    }
    return NULL;
}

static hd_error *run_groups(hd_run_state *run)
{
    bool together = run->options->transaction == HD_TRANSACTION_ALL ||
                    run->options->direction == HD_STAMP;
    size_t end = 0;

    for (size_t first = 0; first < run->parts.count; first = end) {
        end = hd_plan_group_end(&run->parts, first, together);
        if (run->interrupt->came)
            return hd_error_new(HD_CANCELLED, "interrupted");
        if (end == run->parts.count)
            HD_TRY(hd_run_make_durable(run));
        HD_TRY(run_group(run, first, end));
        hd_fault_point("group");
    }
    return NULL;
}

static void say_warnings(hd_run_state *run)
{
    for (size_t i = 0; i < run->movement->warnings.count; i++)
        hd_talk_say(run->talk, HD_TALK_WARN, "%s", run->movement->warnings.items[i]);
}

/* The version table is where it should be; so must be what is not written there. */
static hd_error *check_nothing_left(hd_run_state *run)
{
    say_warnings(run);
    if (run->options->direction == HD_STAMP)
        return NULL;
    HD_TRY(hd_version_table_locate(run->conn, run->table));
    if (run->journal == NULL)
        run->journal = hd_journal_new(run, run->table);
    return hd_run_check_journal(run);
}

static bool same_rows(const hd_strings *a, const hd_strings *b)
{
    size_t i = 0;

    while (i < a->count && i < b->count && strcmp(a->items[i], b->items[i]) == 0)
        i++;
    return i == a->count && i == b->count;
}

/* With the lock: another runner may have been quicker. Then the plan is made anew. */
static hd_error *plan_again(hd_run_state *run)
{
    HD_TRY(read_rows(run));
    return same_rows(&run->planned, &run->rows) ? NULL : plan(run);
}

/* One pass: from the rows that are there to the target. */
static hd_error *run_pass(hd_run_state *run)
{
    if (run->conn == NULL) {
        run->reading = hd_project_begin(run->pass, run->config);
        hd_meanwhile(run->reading, run->loop, hd_project_step, run->reading);
        HD_TRY(hd_session_open_target(run, run->loop, run->config, &run->target, &run->conn));
        HD_TRY(hd_run_check_connection(run));
    }
    HD_TRY(hd_version_table_peek(run->pass, run->conn, run->table, &run->rows));
    HD_TRY(plan(run));
    if (nothing_to_do(run))
        return check_nothing_left(run);
    hd_fault_point("planned");
    /* This tells where the table is: lock and journal need its full name. */
    HD_TRY(read_rows(run));
    if (run->journal == NULL)
        run->journal = hd_journal_new(run, run->table);
    if (!run->locked)
        HD_TRY(hd_run_lock(run));
    hd_fault_point("locked");
    HD_TRY(hd_run_prepare_session(run));
    HD_TRY(plan_again(run));
    if (nothing_to_do(run))
        return check_nothing_left(run);
    say_warnings(run);
    HD_TRY(prepare(run));
    return run_groups(run);
}

static bool is_lost(const hd_run_state *run)
{
    return run->conn != NULL && !hd_conn_is_open(run->conn) && run->locked;
}

static hd_error *run_passes(hd_run_state *run)
{
    for (;;) {
        talloc_free(run->pass);
        run->pass = hd_nonnull(talloc_new(run), __func__);
        run->rows = run->planned = run->expected = (hd_strings){0};
        run->unfinished = (hd_unfinished_list){0};
        run->reading = NULL;
        run->announced = 0;
        run->durable = false;
        run->prepared = false;
        run->passes++;
        hd_error *err = run_pass(run);
        if (err == NULL || !is_lost(run) || run->passes == MAX_PASSES)
            return err;
        HD_TRY(hd_run_settle(run, err));
    }
}

/*
 * The cancelled statement's own words are no news to who has cancelled it; that the outcome is
 * not known is.
 */
static hd_error *as_cancelled(const hd_run_state *run, hd_error *err)
{
    if (err == NULL || !run->interrupt->came || err->code == HD_CANCELLED ||
        err->code == HD_UNKNOWN)
        return err;
    hd_error *cancelled = hd_error_new(HD_CANCELLED, "interrupted");
    cancelled = hd_error_detail(cancelled, "%s.", err->message);
    hd_error_free(err);
    return cancelled;
}

static hd_error *as_conflicting(const hd_run_state *run, hd_error *err)
{
    if (err != NULL && err->hint == NULL && run->begun && run->rows.count == 0 &&
        run->options->direction == HD_UPGRADE && strcmp(err->sqlstate, DUPLICATE_TABLE) == 0)
        return hd_error_hint(err,
                             "The schema has what this revision makes, but no revision is "
                             "recorded. If it was applied by other means, record that with "
                             "\"howdah stamp %s\".",
                             run->movement->steps.items[0].node->revision->id);
    return err;
}

/* Who has stopped a run wants to know where it stopped. */
static void say_place(hd_run_state *run)
{
    HD_SCRATCH(scratch);
    hd_strings rows = {0};
    hd_error *err = hd_version_table_read(scratch, run->conn, run->table, &rows, NULL);

    if (err == NULL)
        hd_talk_say(run->talk, HD_TALK_NOTE,
                    "what was under way is rolled back; the database is at %s",
                    rows.count == 0 ? "base" : hd_text_join(scratch, &rows, ", "));
    hd_error_free(err);
}

/* What has been committed of the revision that stopped: nobody should run it again by hand. */
static void say_half_done(hd_run_state *run)
{
    HD_SCRATCH(scratch);
    hd_unfinished_list list = {0};
    size_t done = 0;

    hd_error_free(hd_journal_unfinished(scratch, run->conn, run->journal, &list));
    for (size_t i = 0; i < list.count; i++)
        if (strcmp(list.items[i].state, "done") == 0 && list.items[i].first_statement == done &&
            strcmp(list.items[i].revision, list.items[0].revision) == 0)
            done += list.items[i].statement_count;
    if (done > 0)
        hd_talk_say(run->talk, HD_TALK_NOTE,
                    "of revision %s, statement%s done and stay%s; the next %s goes on there",
                    list.items[0].revision,
                    done == 1 ? " 1 is" : hd_printf(scratch, "s 1 to %zu are", done),
                    done == 1 ? "s" : "", list.items[0].direction);
}

/* The last words: the journal's run is closed, and people are told where things stand. */
static hd_error *finish(hd_run_state *run, hd_error *err, uint64_t began_ms)
{
    HD_SCRATCH(scratch);

    err = as_conflicting(run, as_cancelled(run, err));
    if (run->begun && run->conn != NULL && hd_conn_is_open(run->conn)) {
        hd_error_free(hd_run_make_durable(run));
        hd_error *unsaid = hd_journal_end(run->conn, run->journal, err);
        if (unsaid != NULL)
            hd_talk_say(run->talk, HD_TALK_WARN, "the end of the run could not be recorded: %s",
                        unsaid->message);
        hd_error_free(unsaid);
    }
    if (run->done > 0 && run->options->direction != HD_STAMP)
        hd_talk_say(run->talk, HD_TALK_NOTE, "%zu revision%s %s in %s", run->done,
                    run->done == 1 ? "" : "s",
                    run->options->direction == HD_UPGRADE ? "applied" : "undone",
                    hd_duration_text(scratch, hd_clock_ms() - began_ms));
    if (err == NULL && run->options->result != NULL)
        err = hd_version_table_read(run->options->result, run->conn, run->table,
                                    &run->options->result->rows, NULL);
    if (err != NULL && run->begun && run->conn != NULL && hd_conn_is_open(run->conn)) {
        if (err->code == HD_CANCELLED)
            say_place(run);
        say_half_done(run);
    }
    return err;
}

/* The first Ctrl-C stops in good order, the second at once; the next run puts things right. */
static void on_interrupt(void *arg)
{
    hd_run_state *run = arg;

    hd_talk_say(run->talk, HD_TALK_NOTE, "stopping; once more stops at once");
    if (run->conn != NULL && hd_conn_is_open(run->conn))
        hd_conn_cancel(run->conn);
}

hd_error *hd_run(uv_loop_t *loop, const hd_config *config, const hd_run_options *options)
{
    HD_SCRATCH(scratch);
    hd_run_state *run = hd_new(scratch, hd_run_state);
    uint64_t began_ms = hd_clock_ms();

    run->loop = loop;
    run->config = config;
    run->options = options;
    run->talk = &options->talk;
    run->table = hd_version_table_of(run, config);
    HD_TRY(hd_session_target(run, loop, config, options->command, &run->target));
    run->target.session_pooler = options->session_pooler;
    run->interrupt = hd_interrupt_new(run, loop, on_interrupt, run);
    run->target.stop = &run->interrupt->came;
    run->watch = hd_watch_new(run, loop, &run->target, run->talk, options->cancel_blockers,
                              hd_config_get_ms(config, "lock_timeout"));
    return finish(run, run_passes(run), began_ms);
}
