#include "tui/keys.h"

#include "base/utf8.h"

enum { MAX_SEQUENCE = 16 };

/* In the order of the help screen and of the footer. */
const hd_binding hd_bindings[] = {
    {HD_DO_UP, {HD_KEY_UP}, "Up Down", NULL, "select a row (down is j, too)"},
    {HD_DO_DOWN, {HD_KEY_DOWN, 'j'}, NULL, NULL, NULL},
    {HD_DO_PAGE_UP, {HD_KEY_PAGE_UP}, "PgUp PgDn", NULL, "ten rows up or down"},
    {HD_DO_PAGE_DOWN, {HD_KEY_PAGE_DOWN}, NULL, NULL, NULL},
    {HD_DO_FIRST, {HD_KEY_HOME, 'g'}, "Home End", NULL, "the first or last row (g, G)"},
    {HD_DO_LAST, {HD_KEY_END, 'G'}, NULL, NULL, NULL},
    {HD_DO_DETAIL, {HD_KEY_ENTER}, "Enter", "detail", "all about the selected session"},
    {HD_DO_CANCEL, {'c'}, "c", "cancel", "cancel the statement, after a question"},
    {HD_DO_TERMINATE, {'k'}, "k", "terminate", "end the session, after a question"},
    {HD_DO_TAG, {'t', ' '}, "t", "tag", "tag the session: c and k act on all tagged ones"},
    {HD_DO_FILTER, {'/'}, "/", "filter", "show only rows that match"},
    {HD_DO_SORT, {'s'}, "s", "sort", "sort by the next column"},
    {HD_DO_REVERSE, {'r'}, "r", NULL, "turn the order around"},
    {HD_DO_IDLE, {'i'}, "i", "idle", "idle sessions and the server's own processes, too"},
    {HD_DO_LOCKS, {'l'}, "l", "locks", "only sessions that wait for locks or block others"},
    {HD_DO_EXPLAIN, {'e'}, "e", "explain", "the plan of the session's statement"},
    {HD_DO_COPY, {'y'}, "y", "copy", "the statement to the terminal's clipboard"},
    {HD_DO_PAUSE, {'p'}, "p", "pause", "stop refreshing, and go on"},
    {HD_DO_FASTER, {'+', '='}, "+ -", NULL, "refresh twice or half as often"},
    {HD_DO_SLOWER, {'-'}, NULL, NULL, NULL},
    {HD_DO_NEXT_VIEW,
     {HD_KEY_TAB, HD_KEY_RIGHT},
     "Tab",
     "views",
     "the next view; Shift-Tab: the one before"},
    {HD_DO_PREVIOUS_VIEW, {HD_KEY_BACK_TAB, HD_KEY_LEFT}, NULL, NULL, NULL},
    {HD_DO_REFRESH, {HD_KEY_CTRL_L}, "Ctrl-L", NULL, "refresh now and paint the screen anew"},
    {HD_DO_BACK, {HD_KEY_ESCAPE}, "Esc", NULL, "close the detail, drop tags and filter"},
    {HD_DO_SUSPEND, {HD_KEY_CTRL_Z}, "Ctrl-Z", NULL, "back to the shell; \"fg\" comes back"},
    {HD_DO_HELP, {'?', 'h'}, "?", "help", "this page"},
    {HD_DO_QUIT, {'q', HD_KEY_CTRL_C}, "q", "quit", "leave (Ctrl-C, too)"},
};
const size_t hd_binding_count = HD_COUNT(hd_bindings);

enum hd_action hd_key_action(uint32_t key)
{
    for (size_t i = 0; i < hd_binding_count; i++)
        for (size_t k = 0; k < HD_COUNT(hd_bindings[i].keys); k++)
            if (key != 0 && hd_bindings[i].keys[k] == key)
                return hd_bindings[i].action;
    return HD_DO_NOTHING;
}

/* ---- sequences ---- */

/* What follows "ESC [" or "ESC O"; xterm, rxvt and the Linux console. */
static const struct {
    const char *text;
    uint32_t key;
} sequences[] = {
    {"A", HD_KEY_UP},       {"B", HD_KEY_DOWN},  {"C", HD_KEY_RIGHT},    {"D", HD_KEY_LEFT},
    {"H", HD_KEY_HOME},     {"F", HD_KEY_END},   {"1~", HD_KEY_HOME},    {"4~", HD_KEY_END},
    {"7~", HD_KEY_HOME},    {"8~", HD_KEY_END},  {"5~", HD_KEY_PAGE_UP}, {"6~", HD_KEY_PAGE_DOWN},
    {"Z", HD_KEY_BACK_TAB}, {"M", HD_KEY_ENTER},
};

static uint32_t sequence_key(const char *text, size_t count)
{
    for (size_t i = 0; i < HD_COUNT(sequences); i++)
        if (strlen(sequences[i].text) == count && strncmp(sequences[i].text, text, count) == 0)
            return sequences[i].key;
    return HD_KEY_UNKNOWN;
}

/* bytes begin with "ESC [" or "ESC O". A final byte ends the sequence; ECMA-48, 5.4. */
static size_t decode_sequence(const char *bytes, size_t count, bool final, uint32_t *ret)
{
    for (size_t i = 2; i < count && i < MAX_SEQUENCE; i++) {
        if (bytes[i] < '@' || bytes[i] > '~')
            continue;
        *ret = sequence_key(bytes + 2, i - 1);
        return i + 1;
    }
    *ret = HD_KEY_UNKNOWN;
    return final || count >= MAX_SEQUENCE ? count : 0;
}

static size_t decode_character(const char *bytes, size_t count, bool final, uint32_t *ret)
{
    char text[8] = "";
    size_t most = count < 4 ? count : 4;

    memcpy(text, bytes, most);
    size_t length = hd_utf8_length(text);
    if (length > 0 && length <= most) {
        *ret = hd_utf8_decode(text, length);
        return length;
    }
    /* The rest of a character of several bytes may be on its way. */
    if (!final && most < 4 && (unsigned char)text[0] >= 0xC2)
        return 0;
    *ret = HD_KEY_UNKNOWN;
    return 1;
}

size_t hd_key_decode(const char *bytes, size_t count, bool final, uint32_t *ret)
{
    if (count == 0)
        return 0;
    if (bytes[0] == HD_KEY_ESCAPE) {
        if (count > 1 && (bytes[1] == '[' || bytes[1] == 'O'))
            return decode_sequence(bytes, count, final, ret);
        if (count == 1 && !final)
            return 0;
        *ret = HD_KEY_ESCAPE;
        return 1;
    }
    size_t used = decode_character(bytes, count, final, ret);
    if (used > 0 && *ret == '\n')
        *ret = HD_KEY_ENTER;
    if (used > 0 && *ret == '\b')
        *ret = HD_KEY_BACKSPACE;
    return used;
}
