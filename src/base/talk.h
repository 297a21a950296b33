/*
 * What long work says while it goes on. The work knows no terminal: the edge gives it
 * this, and decides about colours, quiet mode and live lines.
 */
#pragma once

#include "base/base.h"

typedef enum hd_talk_kind {
    HD_TALK_STEP, /* "Running upgrade a -> b, message": what scripts read */
    HD_TALK_NOTE, /* what happens, for people */
    HD_TALK_WARN, /* what should be looked at */
    HD_TALK_LIVE, /* state of now; replaces the live line before it; "" takes it away */
} hd_talk_kind;

typedef void hd_talk_fn(hd_talk_kind kind, const char *line, void *arg);

typedef struct hd_talk {
    hd_talk_fn *say;
    void *arg;
    /* Asks a yes/no question; false when nobody can be asked. NULL: nobody can. */
    bool (*ask)(const char *question, void *arg);
    /* Asks for a name to be typed, where a yes comes too easily. NULL where ask is. */
    bool (*ask_name)(const char *question, const char *name, void *arg);
} hd_talk;

void hd_talk_say(const hd_talk *talk, hd_talk_kind kind, const char *fmt, ...) HD_PRINTF(3, 4);
