/* Batches wait for standbys that have fallen behind. */
#include "migrate/run/internal.h"

#include <inttypes.h>

#include "base/clock.h"
#include "sql.h"

enum { POLL_MS = 500 };

/* How far the last one is behind; 0 when there is none, or none that may be seen. */
static hd_error *lag_read(TALLOC_CTX *ctx, hd_run_state *run, uint64_t *lag_ms, const char **name)
{
    HD_SCRATCH(scratch);
    hd_rows *rows = NULL;

    *lag_ms = 0;
    HD_TRY(hd_query(scratch, run->conn, hd_sql_migrate_lag, 0, NULL, &rows));
    if (hd_rows_count(rows) > 0) {
        int64_t lag = hd_rows_int(rows, 0, 1);
        *name = hd_rows_copy(ctx, rows, 0, 0);
        *lag_ms = lag > 0 ? (uint64_t)lag : 0;
    }
    return NULL;
}

hd_error *hd_run_wait_for_standbys(hd_run_state *run)
{
    HD_SCRATCH(scratch);
    uint64_t most_ms = hd_config_get_ms(run->config, "max_lag");

    while (most_ms > 0 && !run->interrupt->came) {
        uint64_t lag_ms = 0;
        const char *name = NULL;
        HD_TRY(lag_read(scratch, run, &lag_ms, &name));
        if (lag_ms <= most_ms)
            break;
        hd_talk_say(run->talk, HD_TALK_LIVE, "waiting for standby \"%s\", which is %s behind", name,
                    hd_duration_text(scratch, lag_ms));
        hd_run_pause(run, POLL_MS);
    }
    return NULL;
}
