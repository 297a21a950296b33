/*
 * One statement that cannot run in a transaction.
 *
 *   look for leftovers -> intent (committed) -> statement -> done + version rows
 *                                     |
 *                                     +- fails: repair at once, intent becomes "failed"
 *
 * When an earlier run has died between intent and done, the probe of its kind decides:
 * done, again (after repairs), or a person must look.
 */
#include "migrate/run/internal.h"

#include <inttypes.h>
#include <strings.h>

#include "base/clock.h"
#include "base/fault.h"
#include "base/hash.h"
#include "migrate/probe/probe.h"

static const hd_body_statement *statement_of(const hd_part *part)
{
    return &part->body->statements.items[part->first];
}

/* Whether it may wait for ever: its locks let readers and writers through, nobody queues behind it.
 */
static bool waits_harmlessly(const hd_part *part)
{
    hd_sql_special special = part->facts->special;

    return special == HD_SQL_CREATE_INDEX_CONCURRENTLY ||
           special == HD_SQL_DROP_INDEX_CONCURRENTLY ||
           (special == HD_SQL_REINDEX_CONCURRENTLY &&
            strcasestr(statement_of(part)->sql, "concurrently") != NULL);
}

/* Time limits of the statement and of its repairs: those of the section, where it has them. */
static hd_error *set_limits(hd_run_state *run, const hd_part *part)
{
    HD_SCRATCH(scratch);
    const hd_body *body = part->body;
    uint64_t lock_ms = hd_config_get_ms(run->config, "lock_timeout");
    const char *lock = waits_harmlessly(part) ? "0" : hd_printf(scratch, "%" PRIu64, lock_ms);
    const char *statement = "0";

    if (body->lock_timeout != NULL)
        lock = hd_run_limit(scratch, body->lock_timeout);
    if (body->statement_timeout != NULL)
        statement = hd_run_limit(scratch, body->statement_timeout);
    return hd_exec(
        run->conn,
        hd_printf(scratch, "SET lock_timeout = %s; SET statement_timeout = %s", lock, statement));
}

static hd_error *look(TALLOC_CTX *ctx, hd_run_state *run, const hd_part *part, bool begun,
                      hd_probe_result *ret)
{
    HD_TRY(hd_probe_look(ctx, run->conn, part->facts, statement_of(part)->probe, begun, ret));
    if (begun || ret->repairs.count > 0)
        hd_talk_say(run->talk, HD_TALK_NOTE, "statement %zu of revision %s: %s", part->first + 1,
                    part->body->revision->id, ret->finding);
    for (size_t i = 0; i < ret->repairs.count; i++) {
        hd_talk_say(run->talk, HD_TALK_NOTE, "repairing: %s", ret->repairs.items[i]);
        HD_TRY(hd_error_wrap(hd_exec(run->conn, ret->repairs.items[i]), "while repairing"));
    }
    return NULL;
}

static hd_error *person_must_look(const hd_part *part, const hd_probe_result *result)
{
    const char *id = part->body->revision->id;
    hd_error *err = hd_error_new(HD_CONFLICT,
                                 "an earlier run began statement %zu of revision %s, and its "
                                 "outcome is not known",
                                 part->first + 1, id);

    err = hd_error_detail(err, "%s.", result->finding);
    err = hd_error_hint(err,
                        "Look at the database, then say \"howdah repair --done %s\" (it has done "
                        "its work) or \"howdah repair --redo %s\" (run it again).",
                        id, id);
    return hd_run_place(err, part, 0);
}

static hd_error *mark(hd_run_state *run, const char *attempt_id, const char *state,
                      const hd_error *cause)
{
    HD_SCRATCH(scratch);
    size_t failed = 0;
    hd_statement command = hd_journal_mark(scratch, attempt_id, state, cause);

    return hd_pipeline(scratch, run->conn, &command, 1, NULL, &failed);
}

static hd_error *write_intent(hd_run_state *run, const hd_part *part, const char *attempt_id)
{
    HD_SCRATCH(scratch);
    size_t failed = 0;
    hd_statement intent = hd_journal_step(scratch, run->journal, part, attempt_id, "intent");

    return hd_pipeline(scratch, run->conn, &intent, 1, NULL, &failed);
}

/* The statement may have changed settings or role: the record is written as ourselves. */
static hd_error *record_done(hd_run_state *run, const hd_part *part, const char *attempt_id)
{
    HD_TRY(hd_run_prepare_session(run));
    return hd_run_finish_part(run, part, attempt_id);
}

/*
 * After a failure with the connection alive: leftovers away, intent closed. The cause is given
 * back, except when putting right what was left has ended the statement's work.
 */
static hd_error *clean_up(hd_run_state *run, const hd_part *part, const char *attempt_id,
                          hd_error *cause)
{
    HD_SCRATCH(scratch);
    hd_probe_result result = {0};

    if (!hd_conn_is_open(run->conn))
        return cause;
    hd_error *err = look(scratch, run, part, false, &result);
    if (err == NULL && result.verdict == HD_PROBE_DONE) {
        hd_error_free(cause);
        return record_done(run, part, attempt_id);
    }
    if (err != NULL && cause->detail == NULL)
        cause = hd_error_detail(cause, "What it left could not be put right: %s.", err->message);
    hd_error_free(err);
    hd_error_free(hd_run_prepare_session(run));
    hd_error_free(mark(run, attempt_id, "failed", cause));
    return cause;
}

static hd_error *send_statement(hd_run_state *run, const hd_part *part, const char *attempt_id)
{
    HD_TRY(write_intent(run, part, attempt_id));
    hd_fault_point("intent");
    uint64_t began_ms = hd_clock_ms();
    hd_error *err = hd_exec(run->conn, statement_of(part)->sql);
    if (err != NULL)
        return clean_up(run, part, attempt_id, hd_run_place(err, part, 0));
    hd_run_say_time(run, part, 0, began_ms);
    hd_fault_point("autocommitted");
    return record_done(run, part, attempt_id);
}

/* One try. earlier: the intent of a run that died, until it is settled; then NULL. */
static hd_error *try_once(hd_run_state *run, const hd_part *part, const hd_unfinished **earlier)
{
    HD_SCRATCH(scratch);
    hd_probe_result found = {0};
    const char *attempt_id = hd_uuid_new(scratch);

    HD_TRY(set_limits(run, part));
    HD_TRY(look(scratch, run, part, *earlier != NULL, &found));
    switch (found.verdict) {
    case HD_PROBE_DONE:
        if (*earlier != NULL)
            return record_done(run, part, (*earlier)->attempt_id);
        HD_TRY(write_intent(run, part, attempt_id)); /* begun by others, ended by our repair */
        return record_done(run, part, attempt_id);
    case HD_PROBE_CONFLICT:
    case HD_PROBE_UNKNOWN:
        return person_must_look(part, &found);
    case HD_PROBE_AGAIN:
        break;
    }
    if (*earlier != NULL)
        HD_TRY(mark(run, (*earlier)->attempt_id, "failed", NULL));
    *earlier = NULL;
    return send_statement(run, part, attempt_id);
}

hd_error *hd_run_autocommit(hd_run_state *run, const hd_part *part)
{
    hd_retry retry = hd_retry_begin(run);
    const hd_unfinished *earlier = hd_run_unfinished(run, part);

    hd_run_announce(run, part);
    for (;;) {
        hd_watch_begin(run->watch, hd_conn_backend_pid(run->conn));
        hd_error *err = try_once(run, part, &earlier);
        hd_watch_end(run->watch);
        if (err == NULL)
            return NULL;
        HD_TRY(hd_retry_after(run, &retry, err));
    }
}
