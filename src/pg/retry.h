/* Trying again what did not get its lock: how often, and how long between. Pure. */
#pragma once

#include "base/error.h"

typedef struct hd_retry {
    uint64_t deadline_ms; /* of hd_clock_ms */
    unsigned attempts;    /* made again so far */
} hd_retry;

/* Whether another try of the same statement may end otherwise: lock timeouts, deadlocks ... */
bool hd_retry_makes_sense(const hd_error *err);

/* The pause before the next try, which is counted: longer each time, and never the same for
 * two that collided. */
uint64_t hd_retry_pause_ms(hd_retry *retry);
