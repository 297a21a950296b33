/*
 * Cancelling and terminating sessions: which ones, whether that is allowed, and what
 * became of each.
 */
#pragma once

#include "base/vec.h"
#include "pg/conn.h"

typedef enum hd_care_act { HD_CARE_CANCEL, HD_CARE_TERMINATE } hd_care_act;

/* All that is given must hold; what is not given is NULL, false or empty. */
typedef struct hd_care_choice {
    hd_care_act act;
    const hd_strings *pids;                       /* decimal; NULL or empty: any */
    const char *idle_ms, *idle_in_transaction_ms; /* decimal; at least so long */
    bool blocking;                                /* only who blocks others and waits for nobody */
    const char *user, *database, *application;
    const char *query; /* regular expression */
    bool force;        /* sessions of other howdah commands, too */
} hd_care_choice;

typedef enum hd_care_outcome {
    HD_CARE_CHOSEN, /* nothing done yet */
    HD_CARE_REFUSED,
    HD_CARE_NOT_ALLOWED,
    HD_CARE_SENT, /* signalled, its end not seen yet */
    HD_CARE_CANCELLED,
    HD_CARE_TERMINATED,
    HD_CARE_STILL_THERE,
    HD_CARE_GONE,    /* it ended by itself before it was signalled */
    HD_CARE_CHANGED, /* it is no longer what was chosen; not signalled */
} hd_care_outcome;

/* Why a session is left alone. */
typedef struct hd_care_refusal {
    const char *name;
    const char *reason; /* "it sends replication data" */
    const char *hint;   /* a full sentence */
} hd_care_refusal;

typedef struct hd_care_session {
    const char *pid;
    const char *start_us, *query_us; /* identity, microseconds; query_us may be NULL */
    const char *user, *database, *application, *client, *state, *query, *started; /* may be NULL */
    int64_t in_state_ms;            /* -1: not known */
    const hd_care_refusal *refusal; /* NULL: it may be signalled */
    hd_care_outcome outcome;
} hd_care_session;
typedef HD_VEC(hd_care_session) hd_care_sessions;

const char *hd_care_act_name(hd_care_act act);             /* "cancel" */
const char *hd_care_outcome_name(hd_care_outcome outcome); /* "still there", also for JSON */

/*
 * The sessions of the choice, those that are longest in their state first; changes nothing.
 *
 * Errors: HD_DATABASE; HD_USAGE for a regular expression that is none.
 */
hd_error *hd_care_find(TALLOC_CTX *ctx, hd_conn *conn, const hd_care_choice *choice,
                       hd_care_sessions *ret) HD_MUST_USE;

/*
 * Signals those that nothing forbids, in one statement that looks again whether each is the
 * same session (and, for cancel, runs the same statement) and still what the choice wants.
 * Then waits at most wait_ms for their end; Ctrl-C ends the waiting. Outcomes are filled in.
 *
 *   interrupted  whether it did
 */
hd_error *hd_care_do(hd_conn *conn, const hd_care_choice *choice, hd_care_sessions *sessions,
                     uint64_t wait_ms, bool *interrupted) HD_MUST_USE;
