#include "migrate/run/internal.h"

#include <inttypes.h>

#include "base/clock.h"
#include "sql.h"

/* First key of the advisory lock: "howd" in ASCII. The second is made of the version table's name.
 */
enum { LOCK_CLASS = 0x686f7764 /* 1752135524 */, POLL_MS = 100, SAY_AGAIN_MS = 10000 };

/* FNV-1a, folded into the sign-carrying int of pg_try_advisory_lock(int, int). */
static int32_t lock_key(const char *text)
{
    uint32_t hash = 2166136261U;

    for (; *text != '\0'; text++)
        hash = (hash ^ (unsigned char)*text) * 16777619U;
    return (int32_t)hash;
}

static hd_error *say_holder(hd_run_state *run, const hd_rows *rows)
{
    HD_SCRATCH(scratch);
    const char *pid = hd_rows_text(rows, 0, 1);

    if (pid == NULL) /* it has just been given back */
        return NULL;
    char *who = hd_printf(scratch, "pid %s (%s from %s, \"%s\", since %s)", pid,
                          hd_rows_text_or(rows, 0, 2, "?"), hd_rows_text_or(rows, 0, 3, "?"),
                          hd_rows_text_or(rows, 0, 4, "?"),
                          hd_duration_text(scratch, (uint64_t)hd_rows_int(rows, 0, 5)));
    if (run->options->no_wait)
        return hd_error_hint(hd_error_new(HD_BUSY, "another howdah is working on this database"),
                             "Its session is %s; without --no-wait howdah waits for it.", who);
    hd_talk_say(run->talk, HD_TALK_NOTE, "waiting for another howdah: %s", who);
    return NULL;
}

/*
 * Asks again and again instead of waiting in the server: a session that waits in
 * pg_advisory_lock holds a snapshot, and CREATE INDEX CONCURRENTLY of the lock's
 * holder would wait for that snapshot: a deadlock.
 */
hd_error *hd_run_lock(hd_run_state *run)
{
    HD_SCRATCH(scratch);
    const char *params[] = {hd_printf(scratch, "%d", LOCK_CLASS),
                            hd_printf(scratch, "%" PRId32, lock_key(run->table->sql_name))};
    uint64_t say_at = 0;

    for (;;) {
        hd_rows *rows = NULL;
        HD_TRY(hd_query(scratch, run->conn, hd_sql_migrate_runner_lock, HD_COUNT(params), params,
                        &rows));
        run->locked = hd_rows_bool(rows, 0, 0);
        if (run->locked)
            return NULL;
        if (run->interrupt->came)
            return hd_error_new(HD_CANCELLED, "interrupted while waiting for another howdah");
        if (hd_clock_ms() >= say_at) {
            HD_TRY(say_holder(run, rows));
            say_at = hd_clock_ms() + SAY_AGAIN_MS;
        }
        talloc_free(rows);
        hd_run_pause(run, POLL_MS + (uint64_t)random() % (4 * POLL_MS));
    }
}
