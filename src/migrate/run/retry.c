#include "migrate/run/internal.h"

#include "base/clock.h"
#include "base/text.h"

hd_retry hd_retry_begin(const hd_run_state *run)
{
    return (hd_retry){hd_clock_ms() + hd_config_get_ms(run->config, "lock_budget"), 0};
}

void hd_run_pause(hd_run_state *run, uint64_t ms)
{
    hd_interrupt_pause(run->interrupt, ms);
}

hd_error *hd_retry_after(hd_run_state *run, hd_retry *retry, hd_error *err)
{
    HD_SCRATCH(scratch);
    uint64_t now = hd_clock_ms();

    if (hd_run_lost_prepared(run, err)) {
        hd_error_free(err);
        return NULL;
    }
    if (!hd_retry_makes_sense(err) || run->interrupt->came || !hd_conn_is_open(run->conn))
        return err;
    if (now >= retry->deadline_ms) {
        err->code = HD_BUSY;
        return hd_error_hint(err, "The lock budget is used up. Try again when the blocking "
                                  "sessions are gone, raise lock_budget, or use "
                                  "--cancel-blockers.");
    }
    uint64_t wait_ms = hd_retry_pause_ms(retry);
    hd_talk_say(run->talk, HD_TALK_NOTE, "%s: trying again in %s (attempt %u, %s left)",
                err->message, hd_duration_text(scratch, wait_ms), retry->attempts + 1,
                hd_duration_text(scratch, retry->deadline_ms - now));
    hd_error_free(err);
    hd_run_pause(run, wait_ms);
    return run->interrupt->came ? hd_error_new(HD_CANCELLED, "interrupted") : NULL;
}
