/*
 * One SQL file looks and signals: what it would do and what it does cannot differ, and
 * between the look and the signal there is no time for a pid to become another's.
 */
#include "care/sessions.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/text.h"
#include "pg/interrupt.h"
#include "sql.h"

enum { FIRST_LOOK_MS = 5, SLOWEST_LOOK_MS = 200 };

enum column {
    COL_PID,
    COL_START,
    COL_QUERY_START,
    COL_USER,
    COL_DATABASE,
    COL_APPLICATION,
    COL_CLIENT,
    COL_STATE,
    COL_IN_STATE,
    COL_QUERY,
    COL_STARTED,
    COL_REFUSAL,
    COL_SENT,
};

static const hd_care_refusal refusals[] = {
    {"replication", "it sends replication data", "Stop the standby or subscriber that reads it."},
    {"wraparound", "it is a vacuum that prevents wraparound",
     "It would start again, and without it the server stops taking writes: let it end."},
    {"parallel", "it is a parallel worker",
     "Name its leader: \"howdah show activity\" shows the session."},
    {"background", "it is a process of the server, not a session",
     "Only clients and autovacuum workers can be cancelled or terminated."},
    {"not_allowed", "your role may not signal it",
     "It needs membership in its role, or GRANT pg_signal_backend and pg_read_all_stats; for a "
     "superuser's session or a server process it takes a superuser."},
    {"howdah", "it belongs to another howdah command",
     "A migration may be at work: let it end, or say --force."},
    {"idle", "it runs no statement", "\"howdah terminate\" ends the session."},
};

static const char *const outcome_names[] = {
    [HD_CARE_CHOSEN] = "chosen",
    [HD_CARE_REFUSED] = "refused",
    [HD_CARE_NOT_ALLOWED] = "not allowed",
    [HD_CARE_SENT] = "sent",
    [HD_CARE_CANCELLED] = "cancelled",
    [HD_CARE_TERMINATED] = "terminated",
    [HD_CARE_STILL_THERE] = "still there",
    [HD_CARE_GONE] = "gone meanwhile",
    [HD_CARE_CHANGED] = "changed meanwhile",
};

const char *hd_care_act_name(hd_care_act act)
{
    return act == HD_CARE_CANCEL ? "cancel" : "terminate";
}

const char *hd_care_outcome_name(hd_care_outcome outcome)
{
    return outcome_names[outcome];
}

static const hd_care_refusal *refusal_find(const char *name)
{
    for (size_t i = 0; name != NULL && i < HD_COUNT(refusals); i++)
        if (strcmp(refusals[i].name, name) == 0)
            return &refusals[i];
    return NULL;
}

/* ---- asking ---- */

/* The identities of sessions as arrays for unnest(). */
struct identities {
    hd_buf *pids, *starts, *queries;
};

static void identities_add(struct identities *to, const hd_care_session *session)
{
    const char *comma = to->pids->len == 0 ? "" : ",";

    hd_buf_addf(to->pids, "%s%s", comma, session->pid);
    hd_buf_addf(to->starts, "%s%s", comma, session->start_us);
    hd_buf_addf(to->queries, "%s%s", comma, session->query_us == NULL ? "NULL" : session->query_us);
}

static struct identities identities_of(TALLOC_CTX *ctx, const hd_care_sessions *sessions,
                                       hd_care_outcome outcome)
{
    struct identities all = {hd_buf_new(ctx), hd_buf_new(ctx), hd_buf_new(ctx)};

    for (size_t i = 0; i < sessions->count; i++)
        if (sessions->items[i].outcome == outcome)
            identities_add(&all, &sessions->items[i]);
    return all;
}

static const char *array(TALLOC_CTX *ctx, const char *items)
{
    return hd_printf(ctx, "{%s}", items);
}

/* identities NULL: only looks. */
static hd_error *ask(TALLOC_CTX *ctx, hd_conn *conn, const hd_care_choice *choice,
                     const struct identities *identities, hd_rows **ret)
{
    HD_SCRATCH(scratch);
    bool any = choice->pids == NULL || choice->pids->count == 0;
    const char *const params[] = {
        any ? NULL : array(scratch, hd_text_join(scratch, choice->pids, ",")),
        choice->idle_ms,
        choice->idle_in_transaction_ms,
        choice->blocking ? "t" : "f",
        choice->user,
        choice->database,
        choice->application,
        choice->query,
        hd_care_act_name(choice->act),
        choice->force ? "t" : "f",
        identities == NULL ? NULL : array(scratch, identities->pids->data),
        identities == NULL ? NULL : array(scratch, identities->starts->data),
        identities == NULL ? NULL : array(scratch, identities->queries->data),
    };

    hd_error *err = hd_query(ctx, conn, hd_sql_care_sessions, HD_COUNT(params), params, ret);
    if (err != NULL && strcmp(err->sqlstate, "2201B") == 0)
        err->code = HD_USAGE;
    return err;
}

/* ---- finding ---- */

static const char *text_copy(TALLOC_CTX *ctx, const hd_rows *rows, size_t row, enum column column)
{
    const char *text = hd_rows_text(rows, row, column);

    return text == NULL ? NULL : hd_strdup(ctx, text);
}

static hd_care_session session_read(TALLOC_CTX *ctx, const hd_rows *rows, size_t row)
{
    const hd_care_refusal *refusal = refusal_find(hd_rows_text(rows, row, COL_REFUSAL));
    hd_care_outcome outcome = HD_CARE_CHOSEN;

    if (refusal != NULL)
        outcome = strcmp(refusal->name, "not_allowed") == 0 ? HD_CARE_NOT_ALLOWED : HD_CARE_REFUSED;
    return (hd_care_session){
        .pid = text_copy(ctx, rows, row, COL_PID),
        .start_us = text_copy(ctx, rows, row, COL_START),
        .query_us = text_copy(ctx, rows, row, COL_QUERY_START),
        .user = text_copy(ctx, rows, row, COL_USER),
        .database = text_copy(ctx, rows, row, COL_DATABASE),
        .application = text_copy(ctx, rows, row, COL_APPLICATION),
        .client = text_copy(ctx, rows, row, COL_CLIENT),
        .state = text_copy(ctx, rows, row, COL_STATE),
        .query = text_copy(ctx, rows, row, COL_QUERY),
        .started = text_copy(ctx, rows, row, COL_STARTED),
        .in_state_ms = hd_rows_text(rows, row, COL_IN_STATE) == NULL
                           ? -1
                           : hd_rows_int(rows, row, COL_IN_STATE),
        .refusal = refusal,
        .outcome = outcome,
    };
}

hd_error *hd_care_find(TALLOC_CTX *ctx, hd_conn *conn, const hd_care_choice *choice,
                       hd_care_sessions *ret)
{
    HD_SCRATCH(scratch);
    hd_rows *rows = NULL;

    HD_TRY(ask(scratch, conn, choice, NULL, &rows));
    for (size_t i = 0; i < hd_rows_count(rows); i++)
        hd_vec_push(ctx, ret, session_read(ctx, rows, i));
    return NULL;
}

/* ---- doing ---- */

static hd_care_session *session_find(hd_care_sessions *sessions, const char *pid)
{
    for (size_t i = 0; i < sessions->count; i++)
        if (strcmp(sessions->items[i].pid, pid) == 0)
            return &sessions->items[i];
    return NULL;
}

/* What the server says of those with this outcome. */
static hd_error *look(TALLOC_CTX *ctx, hd_conn *conn, const hd_care_sessions *sessions,
                      hd_care_outcome outcome, hd_rows **ret)
{
    HD_SCRATCH(scratch);
    struct identities all = identities_of(scratch, sessions, outcome);
    const char *const params[] = {array(scratch, all.pids->data), array(scratch, all.starts->data),
                                  array(scratch, all.queries->data)};

    return hd_query(ctx, conn, hd_sql_care_outcome, HD_COUNT(params), params, ret);
}

/* Those that the signalling statement did not find again. */
static hd_error *settle_unsent(hd_conn *conn, hd_care_sessions *sessions)
{
    HD_SCRATCH(scratch);
    hd_rows *rows = NULL;

    HD_TRY(look(scratch, conn, sessions, HD_CARE_CHOSEN, &rows));
    for (size_t i = 0; i < hd_rows_count(rows); i++) {
        hd_care_session *session = session_find(sessions, hd_rows_text(rows, i, 0));
        if (session != NULL)
            session->outcome = hd_rows_bool(rows, i, 1) ? HD_CARE_CHANGED : HD_CARE_GONE;
    }
    return NULL;
}

/* Whether some are left to wait for. */
static hd_error *settle_sent(hd_conn *conn, const hd_care_choice *choice,
                             hd_care_sessions *sessions, bool *ret_waiting)
{
    HD_SCRATCH(scratch);
    hd_rows *rows = NULL;
    bool terminate = choice->act == HD_CARE_TERMINATE;

    HD_TRY(look(scratch, conn, sessions, HD_CARE_SENT, &rows));
    *ret_waiting = false;
    for (size_t i = 0; i < hd_rows_count(rows); i++) {
        hd_care_session *session = session_find(sessions, hd_rows_text(rows, i, 0));
        if (hd_rows_bool(rows, i, terminate ? 1 : 2))
            *ret_waiting = true;
        else if (session != NULL)
            session->outcome = terminate ? HD_CARE_TERMINATED : HD_CARE_CANCELLED;
    }
    return NULL;
}

static hd_error *signal_all(hd_conn *conn, const hd_care_choice *choice, hd_care_sessions *sessions)
{
    HD_SCRATCH(scratch);
    struct identities all = identities_of(scratch, sessions, HD_CARE_CHOSEN);
    hd_rows *rows = NULL;

    if (all.pids->len == 0)
        return NULL;
    HD_TRY(ask(scratch, conn, choice, &all, &rows));
    for (size_t i = 0; i < hd_rows_count(rows); i++) {
        hd_care_session *session = session_find(sessions, hd_rows_text(rows, i, COL_PID));
        /* Not sent: refused by now, or it ended under the server's hands; settled below. */
        if (session != NULL && hd_rows_bool(rows, i, COL_SENT))
            session->outcome = HD_CARE_SENT;
    }
    return settle_unsent(conn, sessions);
}

static void on_interrupt(void *arg)
{
    (void)arg; /* the waiting looks at it */
}

hd_error *hd_care_do(hd_conn *conn, const hd_care_choice *choice, hd_care_sessions *sessions,
                     uint64_t wait_ms, bool *interrupted)
{
    HD_SCRATCH(scratch);
    hd_interrupt *interrupt = hd_interrupt_new(scratch, hd_conn_loop(conn), on_interrupt, NULL);
    uint64_t end_ms = hd_clock_ms() + wait_ms;
    unsigned pause_ms = FIRST_LOOK_MS;
    bool waiting = false;

    HD_TRY(signal_all(conn, choice, sessions));
    HD_TRY(settle_sent(conn, choice, sessions, &waiting));
    while (waiting && !interrupt->came && hd_clock_ms() < end_ms) {
        hd_interrupt_pause(interrupt, pause_ms);
        pause_ms = pause_ms * 2 < SLOWEST_LOOK_MS ? pause_ms * 2 : SLOWEST_LOOK_MS;
        HD_TRY(settle_sent(conn, choice, sessions, &waiting));
    }
    for (size_t i = 0; i < sessions->count; i++)
        if (sessions->items[i].outcome == HD_CARE_SENT)
            sessions->items[i].outcome = HD_CARE_STILL_THERE;
    *interrupted = waiting && interrupt->came;
    return NULL;
}
