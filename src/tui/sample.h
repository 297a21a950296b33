/* What one refresh has brought: rows of the server as typed values. Pure. */
#pragma once

#include "base/vec.h"
#include "pg/rows.h"
#include "tui/rules.h"

enum hd_counter {
    HD_COUNTER_COMMITS,
    HD_COUNTER_ROLLBACKS,
    HD_COUNTER_ROWS_READ,
    HD_COUNTER_ROWS_WRITTEN,
    HD_COUNTER_BLOCKS_READ,
    HD_COUNTER_BLOCKS_HIT,
    HD_COUNTER_TEMP_BYTES,
    HD_COUNTER_DEADLOCKS,
    HD_COUNTER_SESSIONS,
    HD_COUNTER_WAL_BYTES,
    HD_COUNTER_COUNT,
};
extern const char *const hd_counter_names[HD_COUNTER_COUNT]; /* "wal_bytes" */

enum hd_state {
    HD_STATE_NONE, /* of the server's own processes, and when it may not be seen */
    HD_STATE_ACTIVE,
    HD_STATE_IDLE,
    HD_STATE_IDLE_TX,
    HD_STATE_ABORTED, /* idle in a failed transaction */
    HD_STATE_OTHER,
};

/* Texts are never NULL; "" is not known. Times are in seconds; -1 is none. */
typedef struct hd_session {
    int pid;    /* 0 stands for all prepared transactions that block somebody */
    int leader; /* of a parallel worker; or 0 */
    int64_t start_us, query_us;
    const char *kind, *user, *database, *application, *client;
    const char *state_text, *wait_type, *wait, *xid, *query_id, *wants, *query;
    enum hd_state state;
    double running, in_transaction, in_state, connected, waiting;
    int64_t xmin_age;     /* -1: holds none */
    HD_VEC(int) blockers; /* pids */
    bool exempt;          /* it is meant to take long */
    /* worked out: tree.h, and the levels of rules.h */
    size_t workers;      /* parallel workers folded into it */
    size_t blocks;       /* sessions that wait for it, directly or not */
    size_t depth;        /* 0 is a root */
    size_t parent;       /* index of the session that it stands under; HD_NO_PARENT */
    bool in_tree;        /* it waits or blocks */
    bool last_child;     /* of its parent */
    enum hd_level level; /* the worst of what is wrong with it */
} hd_session;
#define HD_NO_PARENT SIZE_MAX
typedef HD_VEC(hd_session) hd_sessions;

typedef struct hd_sample {
    hd_sessions sessions; /* parallel workers are folded into their leaders */
    double counters[HD_COUNTER_COUNT];
    double now;            /* seconds, the server's clock */
    double uptime;         /* seconds */
    double checkpoint_age; /* seconds since the last one began */
    const char *clock;     /* "10:42:17" */
    const char *version;   /* "15.4" */
    int64_t usable;        /* connections of ordinary roles */
    bool in_recovery;
    bool monitor;                        /* the role may see all */
    const hd_rows *asked[HD_RULE_COUNT]; /* from HD_RULE_FIRST_ASKED on; NULL: not answered */
    size_t view_of;                      /* the view that was asked for */
    const hd_rows *view;                 /* its rows, or NULL */
    const char *view_problem;            /* why there is none, or NULL */
    int held_pid;                        /* whose locks were asked for; 0: nobody's */
    const char *held;                    /* them, or NULL */
} hd_sample;

/* Reads the rows of sql/sessions.sql; those of parallel workers are folded. */
void hd_sample_sessions(hd_sample *sample, const hd_rows *rows);

/* Reads the row of sql/counters.sql. */
void hd_sample_counters(hd_sample *sample, const hd_rows *rows);

/* Judges each session with the thresholds. tree.h must have been at work. */
void hd_sample_judge(hd_sample *sample, const hd_rules *rules);

/* What is said of its age: of the transaction, else of the statement, else of the state. */
double hd_session_age(const hd_session *session);

bool hd_session_is_client(const hd_session *session);
