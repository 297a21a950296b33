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

#include "base/fault.h"
#include "base/hash.h"
#include "migrate/probe/probe.h"

static const hd_body_statement *statement_of(const hd_part *part)
{
    return &part->body->statements.items[part->first];
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

/* Settles the intent of an earlier run. finished: nothing is left to do for this part. */
static hd_error *settle_earlier(hd_run_state *run, const hd_part *part,
                                const hd_unfinished *earlier, bool *finished)
{
    HD_SCRATCH(scratch);
    hd_probe_result result = {0};
    size_t failed = 0;

    HD_TRY(look(scratch, run, part, true, &result));
    switch (result.verdict) {
    case HD_PROBE_DONE:
        *finished = true;
        return hd_run_finish_part(run, part, earlier->attempt_id);
    case HD_PROBE_CONFLICT:
    case HD_PROBE_UNKNOWN:
        return person_must_look(part, &result);
    case HD_PROBE_AGAIN:
        break;
    }
    hd_statement mark = hd_journal_mark(scratch, earlier->attempt_id, "failed", NULL);
    return hd_pipeline(scratch, run->conn, &mark, 1, NULL, &failed);
}

/* The intent, and no lock_timeout: a concurrent build blocks nobody while it waits. */
static hd_error *write_intent(hd_run_state *run, const hd_part *part, const char *attempt_id)
{
    HD_SCRATCH(scratch);
    size_t failed = 0;
    const hd_statement commands[] = {
        hd_journal_step(scratch, run->journal, part, attempt_id, "intent"),
        {"SET lock_timeout = 0", 0, NULL},
        {"SET statement_timeout = 0", 0, NULL},
    };

    return hd_pipeline(scratch, run->conn, commands, HD_COUNT(commands), NULL, &failed);
}

/* After a failure with the connection alive: leftovers away, intent closed. cause stays first. */
static hd_error *clean_up(hd_run_state *run, const hd_part *part, const char *attempt_id,
                          hd_error *cause)
{
    HD_SCRATCH(scratch);
    hd_probe_result result = {0};
    size_t failed = 0;

    if (!hd_conn_is_open(run->conn))
        return cause;
    hd_error *err = look(scratch, run, part, false, &result);
    if (err != NULL && cause->detail == NULL)
        cause = hd_error_detail(cause, "What it left could not be put right: %s.", err->message);
    hd_error_free(err);
    hd_statement mark = hd_journal_mark(scratch, attempt_id, "failed", cause);
    hd_error_free(hd_pipeline(scratch, run->conn, &mark, 1, NULL, &failed));
    hd_error_free(hd_run_prepare_session(run));
    return cause;
}

static hd_error *run_once(hd_run_state *run, const hd_part *part)
{
    HD_SCRATCH(scratch);
    hd_probe_result leftovers = {0};
    const char *attempt_id = hd_uuid_new(scratch);

    HD_TRY(look(scratch, run, part, false, &leftovers));
    if (leftovers.verdict == HD_PROBE_CONFLICT)
        return person_must_look(part, &leftovers);
    HD_TRY(write_intent(run, part, attempt_id));
    hd_fault_point("intent");
    hd_watch_begin(run->watch, hd_conn_backend_pid(run->conn));
    hd_error *err = hd_exec(run->conn, statement_of(part)->sql);
    hd_watch_end(run->watch);
    if (err != NULL)
        return clean_up(run, part, attempt_id, hd_run_place(err, part, 0));
    hd_fault_point("autocommitted");
    HD_TRY(hd_run_finish_part(run, part, attempt_id));
    return hd_run_prepare_session(run);
}

hd_error *hd_run_autocommit(hd_run_state *run, const hd_part *part)
{
    hd_retry retry = hd_retry_begin(run);
    const hd_unfinished *earlier = hd_run_unfinished(run, part);
    bool finished = false;

    hd_run_announce(run, part);
    if (earlier != NULL)
        HD_TRY(settle_earlier(run, part, earlier, &finished));
    while (!finished) {
        hd_error *err = run_once(run, part);
        if (err == NULL)
            return NULL;
        HD_TRY(hd_retry_after(run, &retry, err));
    }
    return NULL;
}
