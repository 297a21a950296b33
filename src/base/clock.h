/* Time: a monotonic clock for durations, the calendar only for what people read. */
#pragma once

#include "base/error.h"

/* Milliseconds since some fixed moment; never goes back. */
uint64_t hd_clock_ms(void);

/* Nanoseconds since 1970, as file systems stamp files. */
uint64_t hd_clock_epoch_ns(void);

/* "850 ms", "12.3 s", "4 min 05 s", "3 h 12 min". */
char *hd_duration_text(TALLOC_CTX *ctx, uint64_t ms);

/*
 * A time span as PostgreSQL writes it in settings: a number and a unit
 * (ms, s, min, h, d), blanks between allowed; a bare number is milliseconds. People write
 * m for minutes, too: PostgreSQL has no unit of that name that it could be mistaken for.
 * Errors: HD_USAGE.
 */
hd_error *hd_duration_parse(const char *text, uint64_t *ret_ms) HD_MUST_USE;
