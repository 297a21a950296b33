/* The first message of a session: what it is asked and what is set. */
#pragma once

#include "pg/conn.h"

/* How a set-up is tried; the first time with everything, then without what was refused. */
struct set_up_way {
    bool behind_pooler; /* known to be: nothing is set unless the pooler is a session pooler */
    bool no_connection_checks; /* the server's platform has none */
};

/*
 * Statements, joined by "; ", that make the target's settings; "" behind a pooler that the
 * target does not call a session pooler.
 */
char *hd_set_up_settings(TALLOC_CTX *ctx, const hd_target *target, int server_version,
                         const struct set_up_way *way);

/*
 * Statements that bring a session back to this, whatever was set since; few, because they run
 * often. Appended, with memory of ctx.
 */
void hd_set_up_restore(TALLOC_CTX *ctx, const hd_target *target, int server_version,
                       const struct set_up_way *way, hd_strings *ret);

/*
 * The whole message for the simple protocol. The first of its statements gives the facts
 * (hd_set_up_facts), and fails when a pooler stands between and way does not say so: then
 * nothing of it has been done.
 *
 *   pid  of the backend, as the client was told
 */
char *hd_set_up_sql(TALLOC_CTX *ctx, const char *settings_sql, int pid,
                    const struct set_up_way *way);

/* Whether another way is worth a try after this error; way is then changed. */
bool hd_set_up_again(const hd_error *err, struct set_up_way *way);

/* Facts of the first statement; strings belong to ctx. */
struct set_up_facts {
    int pid;
    bool in_recovery;
    bool read_only;
    const char *environment;
    hd_strings overridden;
};
struct set_up_facts hd_set_up_facts(TALLOC_CTX *ctx, const hd_rows *rows);
