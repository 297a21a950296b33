/*
 * Ctrl-C and its like, for commands that work long: the first signal asks the work to stop in
 * good order, the second one ends the process at once.
 */
#pragma once

#include <uv.h>

#include "base/base.h"

typedef struct hd_interrupt {
    bool came;
    /* private */
    uv_loop_t *loop;
    uv_signal_t *signals[3]; /* their own talloc roots, freed when libuv has closed them */
    bool awake;
    void (*stop)(void *arg);
    void *arg;
} hd_interrupt;

/*
 * From now until the result is freed signals are listened to.
 *
 *   stop  called at the first one, from the loop: says so and cancels what runs
 */
hd_interrupt *hd_interrupt_new(TALLOC_CTX *ctx, uv_loop_t *loop, void (*stop)(void *arg),
                               void *arg);

/* Waits, for a shorter time when it is interrupted meanwhile, not at all when it was before. */
void hd_interrupt_pause(hd_interrupt *interrupt, uint64_t ms);
