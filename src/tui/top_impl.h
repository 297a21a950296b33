/* The inside of the live screen: for the files that make it up. */
#pragma once

#include "tui/act.h"
#include "tui/draw.h"
#include "tui/gather.h"
#include "tui/keys.h"
#include "tui/task.h"
#include "tui/terminal.h"
#include "tui/top.h"

enum top_panel { PANEL_NONE, PANEL_HELP, PANEL_ACT, PANEL_PLAN };

struct top {
    const hd_top_settings *settings;
    hd_model *model;
    hd_terminal *terminal;
    hd_target target;
    uint64_t interval_ms;
    bool wake, quit;
    uv_timer_t *timer; /* a root: libuv closes late */
    /* the server */
    TALLOC_CTX *opening; /* asker of a connection under way, or NULL */
    hd_conn *conn;
    hd_gatherer *gatherer;
    const char *place, *role;
    const char *problem; /* why there is no connection */
    bool asking;         /* a refresh is under way */
    bool forced;         /* the next one comes though the screen is paused */
    uint64_t next_ms;    /* when to refresh or to connect */
    uint64_t asked_ms;   /* when the refresh under way began */
    uint64_t taken_ms;   /* when the sample that is shown came */
    hd_conn *opened;     /* what callbacks have brought */
    hd_sample *arrived;
    hd_error *failed;
    /* the user */
    bool paused;
    const char *message;
    bool message_warns;
    hd_buf *prompt;         /* filter that is being typed, or NULL */
    const char *old_filter; /* what it was before */
    enum top_panel panel_kind;
    hd_panel *panel;
    hd_doomed_list doomed;
    bool runs;           /* one of them runs a statement */
    hd_task *task;       /* an act or a plan that is waited for, or NULL */
    const char *waiting; /* what for */
    bool acts;           /* it is an act */
    bool leaving;        /* when it is over */
    const char *word;    /* what came of it then */
};

/* Answers a key. */
void hd_top_key(struct top *top, uint32_t key);

void hd_top_draw(struct top *top);
void hd_top_say(struct top *top, bool warns, const char *fmt, ...) HD_PRINTF(3, 4);

void hd_top_open_panel(struct top *top, enum top_panel kind);

/* Starts to act on top->doomed, and to explain what a session runs; what comes of it is told. */
void hd_top_start_act(struct top *top, hd_care_act act);
void hd_top_start_plan(struct top *top, const hd_session *session);

/* Whether one of them is under way, and says so: there is one at a time. */
bool hd_top_is_busy(struct top *top);

/* Shows what came of it, when it is over. */
void hd_top_take_task(struct top *top);

/* Leaves the screen: after the outcome of an act that is under way, at once when asked again. */
void hd_top_leave(struct top *top);

/* What became of an act that was waited for when the screen was left, or NULL. */
char *hd_top_last_word(TALLOC_CTX *ctx, struct top *top);

/* Refreshes as soon as may be. */
void hd_top_refresh(struct top *top);
