#include "base/talk.h"

#include <stdarg.h>

void hd_talk_say(const hd_talk *talk, hd_talk_kind kind, const char *fmt, ...)
{
    HD_SCRATCH(scratch);
    va_list args;

    va_start(args, fmt);
    char *line = hd_nonnull(talloc_vasprintf(scratch, fmt, args), __func__);
    va_end(args);
    talk->say(kind, line, talk->arg);
}
