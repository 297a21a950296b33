/* Keys: what a terminal sends for them, and what they do. */
#pragma once

#include "base/base.h"

/* A key is its character, or one of these. */
enum hd_key {
    HD_KEY_CTRL_C = 0x03,
    HD_KEY_TAB = 0x09,
    HD_KEY_CTRL_L = 0x0C,
    HD_KEY_ENTER = 0x0D,
    HD_KEY_CTRL_Z = 0x1A,
    HD_KEY_ESCAPE = 0x1B,
    HD_KEY_BACKSPACE = 0x7F,
    HD_KEY_UP = 0x110000,
    HD_KEY_DOWN,
    HD_KEY_RIGHT,
    HD_KEY_LEFT,
    HD_KEY_HOME,
    HD_KEY_END,
    HD_KEY_PAGE_UP,
    HD_KEY_PAGE_DOWN,
    HD_KEY_BACK_TAB,
    HD_KEY_UNKNOWN, /* a sequence that means nothing here */
};

/*
 * The first key of what was read.
 *
 *   final  nothing more comes for now: a lone escape is the key of that name
 *   ret    the key
 *
 * Gives the bytes that it took; 0 when more must be read first.
 */
size_t hd_key_decode(const char *bytes, size_t count, bool final, uint32_t *ret);

enum hd_action {
    HD_DO_NOTHING,
    HD_DO_UP,
    HD_DO_DOWN,
    HD_DO_PAGE_UP,
    HD_DO_PAGE_DOWN,
    HD_DO_FIRST,
    HD_DO_LAST,
    HD_DO_DETAIL,
    HD_DO_CANCEL,
    HD_DO_TERMINATE,
    HD_DO_TAG,
    HD_DO_FILTER,
    HD_DO_SORT,
    HD_DO_REVERSE,
    HD_DO_IDLE,
    HD_DO_LOCKS,
    HD_DO_EXPLAIN,
    HD_DO_COPY,
    HD_DO_PAUSE,
    HD_DO_FASTER,
    HD_DO_SLOWER,
    HD_DO_NEXT_VIEW,
    HD_DO_PREVIOUS_VIEW,
    HD_DO_REFRESH,
    HD_DO_HELP,
    HD_DO_BACK,
    HD_DO_SUSPEND,
    HD_DO_QUIT,
};

/* A line of the help screen, docs/top.md has the same; without text it belongs to the one before.
 */
typedef struct hd_binding {
    enum hd_action action;
    uint32_t keys[3]; /* 0 for none */
    const char *shown;
    const char *footer; /* one word for the last lines of the screen; or NULL */
    const char *help;
} hd_binding;
extern const hd_binding hd_bindings[];
extern const size_t hd_binding_count;

enum hd_action hd_key_action(uint32_t key);
