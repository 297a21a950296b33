#include "tui/sample.h"

#include "base/text.h"

/* Columns of sql/sessions.sql. */
enum {
    COL_PID,
    COL_START,
    COL_QUERY_START,
    COL_LEADER,
    COL_KIND,
    COL_USER,
    COL_DATABASE,
    COL_APPLICATION,
    COL_CLIENT,
    COL_STATE,
    COL_WAIT_TYPE,
    COL_WAIT,
    COL_RUNNING,
    COL_IN_TRANSACTION,
    COL_IN_STATE,
    COL_CONNECTED,
    COL_XMIN_AGE,
    COL_XID,
    COL_QUERY_ID,
    COL_WAITING,
    COL_WANTS,
    COL_BLOCKED_BY,
    COL_EXEMPT,
    COL_QUERY,
};

/* Columns of sql/counters.sql: the counters, then these. */
enum {
    COL_UPTIME = HD_COUNTER_COUNT,
    COL_CLOCK,
    COL_CHECKPOINT_AGE,
    COL_USABLE,
    COL_IN_RECOVERY,
    COL_VERSION,
    COL_MONITOR,
    COL_NOW,
};

enum { US_PER_S = 1000000 };

const char *const hd_counter_names[HD_COUNTER_COUNT] = {
    [HD_COUNTER_COMMITS] = "commits",         [HD_COUNTER_ROLLBACKS] = "rollbacks",
    [HD_COUNTER_ROWS_READ] = "rows_read",     [HD_COUNTER_ROWS_WRITTEN] = "rows_written",
    [HD_COUNTER_BLOCKS_READ] = "blocks_read", [HD_COUNTER_BLOCKS_HIT] = "blocks_hit",
    [HD_COUNTER_TEMP_BYTES] = "temp_bytes",   [HD_COUNTER_DEADLOCKS] = "deadlocks",
    [HD_COUNTER_SESSIONS] = "sessions",       [HD_COUNTER_WAL_BYTES] = "wal_bytes",
};

static const struct {
    const char *text;
    enum hd_state state;
} states[] = {
    {"", HD_STATE_NONE},
    {"active", HD_STATE_ACTIVE},
    {"idle", HD_STATE_IDLE},
    {"idle in transaction", HD_STATE_IDLE_TX},
    {"idle in transaction (aborted)", HD_STATE_ABORTED},
};

static enum hd_state state_parse(const char *text)
{
    for (size_t i = 0; i < HD_COUNT(states); i++)
        if (strcmp(states[i].text, text) == 0)
            return states[i].state;
    return HD_STATE_OTHER;
}

static double seconds(const hd_rows *rows, size_t row, size_t column)
{
    const char *text = hd_rows_text(rows, row, column);

    return text == NULL ? -1 : strtod(text, NULL);
}

static const char *text_of(const hd_rows *rows, size_t row, size_t column)
{
    return hd_rows_text_or(rows, row, column, "");
}

static void blockers_read(hd_sample *sample, hd_session *session, const char *text)
{
    HD_SCRATCH(scratch);
    hd_strings pids = {0};

    hd_text_split(scratch, text, ",", &pids);
    for (size_t i = 0; i < pids.count; i++) {
        int64_t pid = 0;
        if (hd_text_to_int(pids.items[i], &pid))
            hd_vec_push(sample, &session->blockers, (int)pid);
    }
}

static hd_session session_read(hd_sample *sample, const hd_rows *rows, size_t row)
{
    hd_session session = {
        .pid = (int)hd_rows_int(rows, row, COL_PID),
        .leader = (int)hd_rows_int(rows, row, COL_LEADER),
        .start_us = hd_rows_int(rows, row, COL_START),
        .query_us = hd_rows_int(rows, row, COL_QUERY_START),
        .kind = text_of(rows, row, COL_KIND),
        .user = text_of(rows, row, COL_USER),
        .database = text_of(rows, row, COL_DATABASE),
        .application = text_of(rows, row, COL_APPLICATION),
        .client = text_of(rows, row, COL_CLIENT),
        .state_text = text_of(rows, row, COL_STATE),
        .wait_type = text_of(rows, row, COL_WAIT_TYPE),
        .wait = text_of(rows, row, COL_WAIT),
        .xid = text_of(rows, row, COL_XID),
        .query_id = text_of(rows, row, COL_QUERY_ID),
        .wants = text_of(rows, row, COL_WANTS),
        .query = text_of(rows, row, COL_QUERY),
        .state = state_parse(text_of(rows, row, COL_STATE)),
        .running = seconds(rows, row, COL_RUNNING),
        .in_transaction = seconds(rows, row, COL_IN_TRANSACTION),
        .in_state = seconds(rows, row, COL_IN_STATE),
        .connected = seconds(rows, row, COL_CONNECTED),
        .waiting = seconds(rows, row, COL_WAITING),
        .xmin_age = hd_rows_text(rows, row, COL_XMIN_AGE) == NULL
                        ? -1
                        : hd_rows_int(rows, row, COL_XMIN_AGE),
        .exempt = hd_rows_bool(rows, row, COL_EXEMPT),
        .parent = HD_NO_PARENT,
    };
    blockers_read(sample, &session, text_of(rows, row, COL_BLOCKED_BY));
    return session;
}

static hd_session *session_find(hd_sample *sample, int pid)
{
    for (size_t i = 0; i < sample->sessions.count; i++)
        if (sample->sessions.items[i].pid == pid)
            return &sample->sessions.items[i];
    return NULL;
}

/* What a parallel worker waits for, its leader waits for. */
static void fold(hd_sample *sample, const hd_session *worker, hd_session *leader)
{
    leader->workers++;
    for (size_t i = 0; i < worker->blockers.count; i++)
        hd_vec_push(sample, &leader->blockers, worker->blockers.items[i]);
    if (worker->waiting > leader->waiting) {
        leader->waiting = worker->waiting;
        leader->wants = worker->wants;
    }
}

/* A blocker that is a parallel worker is its leader; the same pid may then come twice. */
static void lead_blockers(hd_sample *sample, const hd_sessions *workers)
{
    for (size_t i = 0; i < sample->sessions.count; i++) {
        hd_session *session = &sample->sessions.items[i];
        for (size_t k = 0; k < session->blockers.count; k++)
            for (size_t w = 0; w < workers->count; w++)
                if (workers->items[w].pid == session->blockers.items[k])
                    session->blockers.items[k] = workers->items[w].leader;
    }
}

void hd_sample_sessions(hd_sample *sample, const hd_rows *rows)
{
    HD_SCRATCH(scratch);
    hd_sessions workers = {0};

    for (size_t i = 0; i < hd_rows_count(rows); i++) {
        hd_session session = session_read(sample, rows, i);
        if (session.leader != 0 && session.leader != session.pid)
            hd_vec_push(scratch, &workers, session);
        else
            hd_vec_push(sample, &sample->sessions, session);
    }
    for (size_t i = 0; i < workers.count; i++) {
        hd_session *leader = session_find(sample, workers.items[i].leader);
        if (leader != NULL)
            fold(sample, &workers.items[i], leader);
    }
    lead_blockers(sample, &workers);
}

void hd_sample_counters(hd_sample *sample, const hd_rows *rows)
{
    for (size_t i = 0; i < HD_COUNTER_COUNT; i++)
        sample->counters[i] = strtod(text_of(rows, 0, i), NULL);
    sample->uptime = seconds(rows, 0, COL_UPTIME);
    sample->clock = text_of(rows, 0, COL_CLOCK);
    sample->checkpoint_age = seconds(rows, 0, COL_CHECKPOINT_AGE);
    sample->usable = hd_rows_int(rows, 0, COL_USABLE);
    sample->in_recovery = hd_rows_bool(rows, 0, COL_IN_RECOVERY);
    sample->version = text_of(rows, 0, COL_VERSION);
    sample->monitor = hd_rows_bool(rows, 0, COL_MONITOR);
    sample->now = (double)hd_rows_int(rows, 0, COL_NOW) / US_PER_S;
}

bool hd_session_is_client(const hd_session *session)
{
    return strcmp(session->kind, "client backend") == 0;
}

double hd_session_age(const hd_session *session)
{
    if (session->in_transaction >= 0)
        return session->in_transaction;
    return session->running >= 0 ? session->running : session->in_state;
}

/* ---- judging ---- */

static const char *number(TALLOC_CTX *ctx, double value)
{
    return value < 0 ? NULL : hd_printf(ctx, "%.3f", value);
}

static enum hd_level worse(enum hd_level a, enum hd_level b)
{
    return a > b ? a : b;
}

static enum hd_level session_judge(const hd_session *session, const hd_rules *rules)
{
    HD_SCRATCH(scratch);
    bool idle = session->state == HD_STATE_IDLE_TX || session->state == HD_STATE_ABORTED;
    const hd_fact transaction[] = {{"idle", idle ? number(scratch, session->in_state) : NULL}};
    const hd_fact statement[] = {{"running", number(scratch, session->running)},
                                 {"exempt", session->exempt ? "t" : "f"}};
    const hd_fact lock[] = {{"waiting", number(scratch, session->waiting)},
                            {"blocks", hd_printf(scratch, "%zu", session->blocks)}};
    enum hd_level level = hd_rules_judge(rules->reports[HD_RULE_LOCKS], lock, HD_COUNT(lock));

    if (!hd_session_is_client(session))
        return level;
    level = worse(level, hd_rules_judge(rules->reports[HD_RULE_TRANSACTIONS], transaction,
                                        HD_COUNT(transaction)));
    return worse(level, hd_rules_judge(rules->reports[HD_RULE_LONG_QUERIES], statement,
                                       HD_COUNT(statement)));
}

void hd_sample_judge(hd_sample *sample, const hd_rules *rules)
{
    for (size_t i = 0; i < sample->sessions.count; i++) {
        hd_session *session = &sample->sessions.items[i];
        bool busy = session->in_tree || session->running >= 0 || session->in_transaction >= 0;
        session->level = busy ? session_judge(session, rules) : HD_LEVEL_OK;
    }
}
