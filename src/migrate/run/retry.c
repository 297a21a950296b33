#include "migrate/run/internal.h"

#include "base/clock.h"
#include "base/text.h"

enum { FIRST_PAUSE_MS = 200, LONGEST_PAUSE_MS = 10000, MOST_DOUBLINGS = 6 };

/* lock_not_available, deadlock_detected, serialization_failure */
static const char *const retried[] = {"55P03", "40P01", "40001"};

hd_retry hd_retry_begin(const hd_run_state *run)
{
    return (hd_retry){hd_clock_ms() + hd_config_get_ms(run->config, "lock_budget"), 0};
}

static bool is_retried(const hd_error *err)
{
    for (size_t i = 0; i < HD_COUNT(retried); i++)
        if (strcmp(err->sqlstate, retried[i]) == 0)
            return true;
    return false;
}

static void on_pause_over(uv_timer_t *timer)
{
    *(bool *)timer->data = true;
}

static void on_closed(uv_handle_t *handle)
{
    talloc_free(handle);
}

void hd_run_pause(hd_run_state *run, uint64_t ms)
{
    uv_timer_t *timer = hd_new(NULL, uv_timer_t);

    run->awake = run->interrupted;
    uv_timer_init(run->loop, timer);
    timer->data = &run->awake;
    uv_timer_start(timer, on_pause_over, ms, 0);
    hd_wait(run->loop, &run->awake);
    uv_close((uv_handle_t *)timer, on_closed);
}

/* Full jitter: anything from a tenth of the longest pause of this attempt to all of it. */
static uint64_t pause_ms(unsigned attempts)
{
    unsigned doublings = attempts < MOST_DOUBLINGS ? attempts : MOST_DOUBLINGS;
    uint64_t longest = (uint64_t)FIRST_PAUSE_MS << doublings;

    if (longest > LONGEST_PAUSE_MS)
        longest = LONGEST_PAUSE_MS;
    return longest / 10 + (uint64_t)random() % (longest * 9 / 10);
}

hd_error *hd_retry_after(hd_run_state *run, hd_retry *retry, hd_error *err)
{
    HD_SCRATCH(scratch);
    uint64_t now = hd_clock_ms();

    if (!is_retried(err) || run->interrupted || !hd_conn_is_open(run->conn))
        return err;
    if (now >= retry->deadline_ms) {
        err->code = HD_BUSY;
        return hd_error_hint(err, "The lock budget is used up. Try again when the blocking "
                                  "sessions are gone, raise lock_budget, or use "
                                  "--cancel-blockers.");
    }
    uint64_t wait_ms = pause_ms(retry->attempts++);
    hd_talk_say(run->talk, HD_TALK_NOTE, "%s: trying again in %s (attempt %u, %s left)",
                err->message, hd_duration_text(scratch, wait_ms), retry->attempts + 1,
                hd_duration_text(scratch, retry->deadline_ms - now));
    hd_error_free(err);
    hd_run_pause(run, wait_ms);
    return run->interrupted ? hd_error_new(HD_CANCELLED, "interrupted") : NULL;
}
