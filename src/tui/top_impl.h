/* The inside of the live screen: for the files that make it up. */
#pragma once

#include "tui/act.h"
#include "tui/draw.h"
#include "tui/gather.h"
#include "tui/keys.h"
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
    bool runs; /* one of them runs a statement */
};

/* Answers a key. */
void hd_top_key(struct top *top, uint32_t key);

void hd_top_draw(struct top *top);
void hd_top_say(struct top *top, bool warns, const char *fmt, ...) HD_PRINTF(3, 4);

/* Refreshes as soon as may be. */
void hd_top_refresh(struct top *top);
