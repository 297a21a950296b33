#include "tui/tree.h"

#include "base/buf.h"

/* Queues are rarely deep; what is deeper stays in the tree, at the depth where it was cut. */
enum { MAX_DEPTH = 200, DRAWN_DEPTH = 6 };

enum visit { UNSEEN, OPEN, DONE };

struct forest {
    hd_sessions *sessions;
    size_t *by_pid; /* indexes, sorted by pid */
    enum visit *visits;
};

static size_t find(const struct forest *forest, int pid)
{
    size_t low = 0;
    size_t high = forest->sessions->count;

    while (low < high) {
        size_t middle = (low + high) / 2;
        if (forest->sessions->items[forest->by_pid[middle]].pid < pid)
            low = middle + 1;
        else
            high = middle;
    }
    if (low < forest->sessions->count && forest->sessions->items[forest->by_pid[low]].pid == pid)
        return forest->by_pid[low];
    return HD_NO_PARENT;
}

static int by_pid(const void *a, const void *b, void *arg)
{
    const hd_sessions *sessions = arg;
    int left = sessions->items[*(const size_t *)a].pid;
    int right = sessions->items[*(const size_t *)b].pid;

    return (left > right) - (left < right);
}

/*
 * Finds the session's place: below the deepest of its blockers. Only sessions whose place is
 * known become parents, so there is no way round in a circle.
 */
static void settle(struct forest *forest, size_t index, size_t level)
{
    hd_session *session = &forest->sessions->items[index];

    forest->visits[index] = OPEN;
    for (size_t i = 0; i < session->blockers.count && level < MAX_DEPTH; i++) {
        size_t other = find(forest, session->blockers.items[i]);
        if (other == HD_NO_PARENT || other == index)
            continue;
        if (forest->visits[other] == UNSEEN)
            settle(forest, other, level + 1);
        if (forest->visits[other] == OPEN)
            continue;
        hd_session *blocker = &forest->sessions->items[other];
        blocker->in_tree = session->in_tree = true;
        if (session->parent == HD_NO_PARENT || blocker->depth + 1 > session->depth) {
            session->parent = other;
            session->depth = blocker->depth + 1;
        }
    }
    session->in_tree = session->in_tree || session->blockers.count > 0;
    forest->visits[index] = DONE;
}

static void count_blocked(hd_sessions *sessions)
{
    for (size_t i = 0; i < sessions->count; i++)
        for (size_t up = sessions->items[i].parent; up != HD_NO_PARENT;
             up = sessions->items[up].parent)
            sessions->items[up].blocks++;
}

/* Prepared transactions have no session: one stands for them. */
static void add_prepared(hd_sample *sample)
{
    bool any = false;

    for (size_t i = 0; i < sample->sessions.count; i++)
        for (size_t k = 0; k < sample->sessions.items[i].blockers.count; k++)
            any = any || sample->sessions.items[i].blockers.items[k] == 0;
    if (any)
        hd_vec_push(sample, &sample->sessions,
                    (hd_session){.kind = "prepared transaction",
                                 .user = "",
                                 .database = "",
                                 .application = "",
                                 .client = "",
                                 .state_text = "prepared",
                                 .wait_type = "",
                                 .wait = "",
                                 .xid = "",
                                 .query_id = "",
                                 .wants = "",
                                 .query = "(prepared transaction: \"howdah show prepared\")",
                                 .state = HD_STATE_OTHER,
                                 .running = -1,
                                 .in_transaction = -1,
                                 .in_state = -1,
                                 .connected = -1,
                                 .waiting = -1,
                                 .xmin_age = -1,
                                 .parent = HD_NO_PARENT});
}

/* Siblings: those that block most first, then those that wait longest. */
static int by_weight(const void *a, const void *b, void *arg)
{
    const hd_sessions *sessions = arg;
    const hd_session *left = &sessions->items[*(const size_t *)a];
    const hd_session *right = &sessions->items[*(const size_t *)b];

    if (left->blocks != right->blocks)
        return left->blocks < right->blocks ? 1 : -1;
    if (left->waiting < right->waiting || left->waiting > right->waiting)
        return left->waiting < right->waiting ? 1 : -1;
    return (left->pid > right->pid) - (left->pid < right->pid);
}

static void add_children(TALLOC_CTX *ctx, hd_sessions *sessions, const hd_indexes *sorted,
                         size_t parent, hd_indexes *ret)
{
    size_t last = HD_NO_PARENT;

    for (size_t i = 0; i < sorted->count; i++) {
        size_t index = sorted->items[i];
        if (sessions->items[index].parent != parent)
            continue;
        hd_vec_push(ctx, ret, index);
        last = index;
        if (sessions->items[index].blocks > 0) /* depth is at most MAX_DEPTH */
            add_children(ctx, sessions, sorted, index, ret);
    }
    if (last != HD_NO_PARENT)
        sessions->items[last].last_child = true;
}

void hd_tree_grow(TALLOC_CTX *ctx, hd_sample *sample, hd_indexes *ret)
{
    HD_SCRATCH(scratch);

    add_prepared(sample);
    hd_sessions *sessions = &sample->sessions;
    struct forest forest = {.sessions = sessions,
                            .by_pid = hd_new_array(scratch, size_t, sessions->count + 1),
                            .visits = hd_new_array(scratch, enum visit, sessions->count + 1)};
    hd_indexes sorted = {0};
    for (size_t i = 0; i < sessions->count; i++)
        forest.by_pid[i] = i;
    qsort_r(forest.by_pid, sessions->count, sizeof(size_t), by_pid, sessions);
    for (size_t i = 0; i < sessions->count; i++)
        if (forest.visits[i] == UNSEEN)
            settle(&forest, i, 0);
    count_blocked(sessions);
    for (size_t i = 0; i < sessions->count; i++)
        if (sessions->items[i].in_tree)
            hd_vec_push(scratch, &sorted, i);
    if (sorted.count > 0)
        qsort_r(sorted.items, sorted.count, sizeof(size_t), by_weight, sessions);
    add_children(ctx, sessions, &sorted, HD_NO_PARENT, ret);
}

static void prefix_add(hd_buf *out, const hd_sessions *sessions, size_t index, size_t level,
                       bool ascii)
{
    const hd_session *session = &sessions->items[index];

    if (session->parent == HD_NO_PARENT || level >= DRAWN_DEPTH)
        return;
    prefix_add(out, sessions, session->parent, level + 1, ascii);
    if (level == 0)
        hd_buf_add(out, session->last_child ? (ascii ? "`-" : "\xE2\x94\x94\xE2\x94\x80")
                                            : (ascii ? "|-" : "\xE2\x94\x9C\xE2\x94\x80"));
    else
        hd_buf_add(out, session->last_child ? "  " : (ascii ? "| " : "\xE2\x94\x82 "));
}

char *hd_tree_prefix(TALLOC_CTX *ctx, const hd_sessions *sessions, size_t index, bool ascii)
{
    hd_buf *out = hd_buf_new(ctx);

    prefix_add(out, sessions, index, 0, ascii);
    return out->data;
}
