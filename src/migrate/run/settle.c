/*
 * The connection is gone. What became of the work?
 *
 * Everything transactional is recorded in the transaction that did it, so the journal
 * knows; but only once nobody can be committing it any more. Hence the order: reconnect,
 * take the lock (our own orphan may hold it: it is waited for), then read.
 */
#include "migrate/run/internal.h"

#include "base/clock.h"
#include "migrate/session.h"

enum { PAUSE_MS = 200 };

#define ADMIN_SHUTDOWN "57P01" /* pg_terminate_backend, or a shutdown that somebody asked for */

static hd_error *unknown(hd_run_state *run, hd_error *lost, hd_error *why)
{
    hd_error *err = hd_error_new(HD_UNKNOWN,
                                 "the connection was lost during COMMIT, and the server "
                                 "cannot be asked what became of it");

    err = hd_error_detail(err, "%s; then: %s.", lost->message, why->message);
    err = hd_error_hint(err,
                        "When the server is back, \"howdah log --attempt %s\" tells; a plain "
                        "\"howdah upgrade\" also goes on from whatever is true.",
                        run->in_doubt);
    hd_error_free(lost);
    hd_error_free(why);
    return err;
}

static hd_error *reconnect_once(hd_run_state *run)
{
    talloc_free(run->conn);
    run->conn = NULL;
    run->locked = false;
    HD_TRY(hd_session_open_target(run, run->loop, run->config, &run->target, &run->conn));
    HD_TRY(hd_run_check_connection(run));
    return hd_run_lock(run);
}

/*
 * A server that goes down takes a new connection along, and after a failover the first that
 * answers may not be the primary yet: both pass.
 */
static bool will_pass(const hd_run_state *run)
{
    return run->conn != NULL && !run->interrupt->came &&
           (!hd_conn_is_open(run->conn) || hd_conn_in_recovery(run->conn));
}

static hd_error *reconnect(hd_run_state *run)
{
    uint64_t deadline_ms = hd_clock_ms() + hd_config_get_ms(run->config, "reconnect_budget");

    for (;;) {
        uint64_t now = hd_clock_ms();
        run->target.connect_budget_ms = now < deadline_ms ? (unsigned)(deadline_ms - now) : 0;
        hd_error *err = reconnect_once(run);
        if (err == NULL || !will_pass(run) || hd_clock_ms() >= deadline_ms)
            return err;
        hd_error_free(err);
        hd_run_pause(run, PAUSE_MS);
    }
}

/* Says which way it went; true when it was committed. */
static hd_error *decide(hd_run_state *run, bool *committed)
{
    *committed = false;
    if (run->in_doubt == NULL)
        return NULL;
    HD_TRY(hd_journal_committed(run->conn, run->in_doubt, committed));
    hd_talk_say(run->talk, HD_TALK_NOTE,
                *committed ? "the transaction was committed: it is in the journal"
                           : "the transaction was not committed: it is not in the journal");
    return NULL;
}

static const char *way_on(bool doubt, bool committed)
{
    if (committed)
        return "The transaction at hand was committed all the same; run the command again for the "
               "rest.";
    if (doubt)
        return "The transaction at hand was rolled back; run the command again to go on.";
    return "What was in a transaction was rolled back; what a statement outside of one has done, "
           "the next run finds out and mends. Run the command again to go on.";
}

hd_error *hd_run_settle(hd_run_state *run, hd_error *lost)
{
    bool asked_to_stop = strcmp(lost->sqlstate, ADMIN_SHUTDOWN) == 0 || run->interrupt->came;
    bool doubt = run->in_doubt != NULL;
    bool committed = false;

    hd_talk_say(run->talk, HD_TALK_WARN, "connection lost: %s", lost->message);
    hd_error *err = reconnect(run);
    if (err == NULL)
        err = decide(run, &committed);
    if (err != NULL && run->in_doubt != NULL)
        return unknown(run, lost, err);
    run->in_doubt = NULL;
    if (err != NULL) {
        if (lost->detail == NULL)
            lost = hd_error_detail(lost, "Then: %s.", err->message);
        hd_error_free(err);
        return hd_error_hint(lost, "Run the command again when the server is back: it goes on "
                                   "from what is done.");
    }
    if (asked_to_stop)
        return hd_error_hint(lost, "%s", way_on(doubt, committed));
    hd_talk_say(run->talk, HD_TALK_NOTE, "connected again, going on");
    hd_error_free(lost);
    return NULL;
}
