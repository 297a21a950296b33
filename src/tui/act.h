/* Cancelling and terminating from the screen: the question, and what is done after the answer. */
#pragma once

#include "care/sessions.h"
#include "config/config.h"
#include "tui/draw.h"

/* The sessions that a question is about, as they were when it was asked. */
typedef struct hd_doomed {
    hd_identity identity;
    int64_t query_us;
} hd_doomed;
typedef HD_VEC(hd_doomed) hd_doomed_list;

/* Those that are tagged, else the one under the cursor. */
void hd_act_choose(TALLOC_CTX *ctx, const hd_model *model, hd_doomed_list *ret);

/*
 * The question: who it is, what it costs, what helps. columns is the width of the screen.
 *
 * Gives whether cancelling makes sense: some session runs a statement.
 */
bool hd_act_ask(TALLOC_CTX *ctx, const hd_model *model, const hd_doomed_list *doomed,
                hd_care_act act, size_t columns, hd_panel *panel);

/*
 * Acts on a connection of its own and waits some seconds for the outcome.
 *
 *   ret  a line that tells it
 */
hd_error *hd_act_do(TALLOC_CTX *ctx, uv_loop_t *loop, const hd_config *config, hd_care_act act,
                    const hd_doomed_list *doomed, const char **ret) HD_MUST_USE;
