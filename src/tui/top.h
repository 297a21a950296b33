/* "howdah top": the live screen. */
#pragma once

#include "base/buf.h"
#include "config/config.h"
#include "tui/model.h"

typedef struct hd_top_settings {
    uv_loop_t *loop;
    const hd_config *config;
    const hd_rules *rules;
    const hd_report **reports; /* by view; NULL for sessions */
    uint64_t interval_ms;
    size_t view;
    const char *filter; /* "" for none */
    bool idle;
    bool color;
    bool ascii; /* the terminal shows no UTF-8 */
} hd_top_settings;

/*
 * Shows the screen until the user leaves it.
 *
 *   ret_signal  what ended it instead; 0 for none
 *   ret_word    what became of an act that was under way when it was left, or NULL
 *
 * Errors: HD_USAGE without a terminal; those of the first connection that no waiting heals. A
 * server that cannot be reached is no error: it is tried again.
 */
hd_error *hd_top_run(TALLOC_CTX *ctx, const hd_top_settings *settings, int *ret_signal,
                     char **ret_word) HD_MUST_USE;

/*
 * Adds one screen as text, or as JSON. Errors: HD_DATABASE.
 *
 *   twice    two samples, an interval apart, so that there are rates
 *   columns  width; 0: as wide as it needs to be
 */
hd_error *hd_top_once(const hd_top_settings *settings, bool json, bool twice, size_t columns,
                      hd_buf *out) HD_MUST_USE;
