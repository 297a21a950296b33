#include "base/clock.h"

#include <ctype.h>
#include <inttypes.h>
#include <time.h>

enum { MS_PER_S = 1000, S_PER_MIN = 60, MIN_PER_H = 60, NS_PER_MS = 1000000 };
#define MAX_DURATION_MS (UINT64_C(366) * 24 * 3600 * 1000)

uint64_t hd_clock_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * MS_PER_S + (uint64_t)now.tv_nsec / NS_PER_MS;
}

uint64_t hd_clock_epoch_ns(void)
{
    struct timespec now;

    clock_gettime(CLOCK_REALTIME, &now);
    return (uint64_t)now.tv_sec * MS_PER_S * NS_PER_MS + (uint64_t)now.tv_nsec;
}

char *hd_duration_text(TALLOC_CTX *ctx, uint64_t ms)
{
    uint64_t s = ms / MS_PER_S;

    if (s == 0)
        return hd_printf(ctx, "%" PRIu64 " ms", ms);
    if (s < S_PER_MIN)
        return hd_printf(ctx, "%" PRIu64 ".%" PRIu64 " s", s, ms % MS_PER_S / 100);
    if (s < S_PER_MIN * MIN_PER_H)
        return hd_printf(ctx, "%" PRIu64 " min %02" PRIu64 " s", s / S_PER_MIN, s % S_PER_MIN);
    return hd_printf(ctx, "%" PRIu64 " h %02" PRIu64 " min", s / S_PER_MIN / MIN_PER_H,
                     s / S_PER_MIN % MIN_PER_H);
}

hd_error *hd_duration_parse(const char *text, uint64_t *ret_ms)
{
    static const struct {
        const char *name;
        uint64_t ms;
    } units[] = {{"", 1},      {"ms", 1},      {"s", 1000},    {"min", 60000},
                 {"m", 60000}, {"h", 3600000}, {"d", 86400000}};
    char *end = NULL;
    double number = strtod(text, &end);

    if (end != text && isdigit((unsigned char)*text)) {
        while (*end == ' ')
            end++;
        for (size_t i = 0; i < HD_COUNT(units); i++)
            if (strcmp(end, units[i].name) == 0 &&
                number * (double)units[i].ms <= (double)MAX_DURATION_MS) {
                *ret_ms = (uint64_t)(number * (double)units[i].ms);
                return NULL;
            }
    }
    return hd_error_hint(hd_error_new(HD_USAGE, "invalid duration \"%s\"", text),
                         "Write a number and a unit: ms, s, min (or m), h or d.");
}
