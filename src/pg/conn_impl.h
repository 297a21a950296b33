/* The inside of a connection: for the files of src/pg/ that make it up, and nobody else. */
#pragma once

#include "pg/conn.h"
#include "pg/set_up.h"

enum conn_state { CONN_CONNECTING, CONN_IDLE, CONN_BUSY, CONN_BROKEN };

/* Extended protocol, simple protocol, or many statements before one sync. */
enum question_kind { QUESTION_QUERY, QUESTION_SCRIPT, QUESTION_PIPELINE };

/* What came back. A result that the receiver keeps it takes out of the array (sets it to NULL). */
struct answer {
    PGresult **results; /* one for each statement, in order; of a script the first only */
    size_t count;       /* of results that are there */
    hd_error *err;      /* of the receiver */
    bool lost;          /* the connection is gone: err is not a statement's own */
};
typedef void answer_fn(struct answer *answer, void *arg);

/* Owned by the asker, so that it dies with the asker. */
struct question {
    hd_conn *conn; /* NULL once answered, or when the connection is gone */
    enum question_kind kind;
    const hd_statement *statements;
    size_t count;
    unsigned timeout_ms;
    answer_fn *done;
    void *arg;
};

struct hd_conn {
    uv_loop_t *loop;
    PGconn *pg;         /* NULL between two tries to connect */
    uv_poll_t *socket;  /* libuv closes late: handles are roots, freed by their close callback */
    uv_timer_t *timer;  /* of the question, and of the opening before */
    int socket_fd;      /* what the poll handle was made for */
    int watched_events; /* 0: stopped */
    enum conn_state state;
    struct opening *opening;   /* until the session is set up */
    struct question *question; /* NULL when idle, or when the asker has gone */
    bool unsent;             /* question waits for the end of another one or of a cancel request */
    enum question_kind kind; /* of what is on the wire, whether somebody waits for it or not */
    size_t expected;         /* statements on the wire */
    struct answer answer;    /* as far as it has come in */
    hd_error *failure;       /* found before the loop ran; the timer delivers it */
    hd_error *last_words;    /* FATAL message that came while nothing was asked */
    struct cancel *cancel;   /* request under way, or NULL */
    hd_notice_fn *notice;
    void *notice_arg;
    struct set_up_facts facts;
    hd_strings restore; /* statements */
    const char *restore_sql;
    const char *host; /* label for messages */
};

/* Connection without a PGconn, in state CONNECTING. */
hd_conn *hd_conn_new(TALLOC_CTX *ctx, uv_loop_t *loop);

/* Watches libpq's socket, which may be another one than the last time. */
hd_error *hd_conn_watch(hd_conn *conn, int events, uv_poll_cb on_event) HD_MUST_USE;
/* libpq may close the socket in its next call. */
void hd_conn_unwatch(hd_conn *conn);
/* Drops the PGconn, as between two tries. */
void hd_conn_drop(hd_conn *conn);
/* The PGconn is connected: the connection can be asked. */
void hd_conn_ready(hd_conn *conn);

/* Asks; question is filled in but for conn. At most one may wait for its answer. */
void hd_conn_ask(hd_conn *conn, struct question *question);
/* Called when a cancel request is over. */
void hd_conn_cancelled(hd_conn *conn);
/* The connection goes: the cancel request must not come back to it. */
void hd_cancel_forget(struct cancel *cancel);

/* Closes a handle that is a talloc root; its memory goes when libuv is done with it. */
void hd_handle_close(uv_handle_t *handle);
