#include "report/value.h"

#include <ctype.h>
#include <inttypes.h>
#include <math.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/text.h"

enum { KILO = 1024, MS_PER_S = 1000, HOURS_PER_DAY = 24 };

static const uint64_t MS_PER_HOUR = UINT64_C(3600) * MS_PER_S;

static bool to_number(const char *text, double *ret)
{
    char *end = NULL;

    *ret = strtod(text, &end);
    return end != text && *end == '\0' && isfinite(*ret);
}

/* As pg_size_pretty counts: 1 kB is 1024 bytes. Three digits are enough to compare by eye. */
static char *bytes_text(TALLOC_CTX *ctx, double bytes)
{
    static const char *const units[] = {"B", "kB", "MB", "GB", "TB", "PB", "EB"};
    double size = fabs(bytes);
    const char *sign = bytes < 0 ? "-" : "";
    size_t unit = 0;

    while (size >= KILO - 0.5 && unit + 1 < HD_COUNT(units)) {
        size /= KILO;
        unit++;
    }
    return hd_printf(ctx, unit > 0 && size < 9.95 ? "%s%.1f %s" : "%s%.0f %s", sign, size,
                     units[unit]);
}

static char *duration_text(TALLOC_CTX *ctx, double ms)
{
    const char *sign = ms < 0 ? "-" : "";
    double size = fabs(ms);

    if (size < 10)
        return hd_printf(ctx, size == 0 ? "%s%.0f ms" : "%s%.2f ms", sign, size);
    uint64_t whole = (uint64_t)size;
    uint64_t hours = whole / MS_PER_HOUR;
    if (hours >= 2 * HOURS_PER_DAY)
        return hd_printf(ctx, "%s%" PRIu64 " d %02" PRIu64 " h", sign, hours / HOURS_PER_DAY,
                         hours % HOURS_PER_DAY);
    return hd_printf(ctx, "%s%s", sign, hd_duration_text(ctx, whole));
}

/* Commas between thousands; only of whole numbers. */
static char *count_text(TALLOC_CTX *ctx, const char *value)
{
    size_t sign = *value == '-' ? 1 : 0;
    size_t digits = strspn(value + sign, "0123456789");

    if (value[sign + digits] != '\0')
        return hd_strdup(ctx, value);
    hd_buf *out = hd_buf_new(ctx);
    hd_buf_add_n(out, value, sign);
    for (size_t i = 0; i < digits; i++) {
        if (i > 0 && (digits - i) % 3 == 0)
            hd_buf_add_char(out, ',');
        hd_buf_add_char(out, value[sign + i]);
    }
    char *text = hd_buf_take(ctx, out);
    talloc_free(out);
    return text;
}

/* Seconds are enough for a moment: "2026-11-22 10:42:17+00". */
static char *time_text(TALLOC_CTX *ctx, const char *value)
{
    const char *point = strchr(value, '.');

    if (point == NULL)
        return hd_strdup(ctx, value);
    size_t fraction = 1 + strspn(point + 1, "0123456789");
    return hd_printf(ctx, "%.*s%s", (int)(point - value), value, point + fraction);
}

char *hd_report_value(TALLOC_CTX *ctx, enum hd_unit unit, const char *value)
{
    double number = 0;

    switch (unit) {
    case HD_UNIT_TEXT:
    case HD_UNIT_SQL:
    case HD_UNIT_INT:
    case HD_UNIT_NUMBER:
        return hd_strdup(ctx, value);
    case HD_UNIT_COUNT:
        return count_text(ctx, value);
    case HD_UNIT_BOOL:
        return hd_strdup(ctx, hd_text_equal(value, "t") ? "yes" : "no");
    case HD_UNIT_BYTES:
        return to_number(value, &number) ? bytes_text(ctx, number) : hd_strdup(ctx, value);
    case HD_UNIT_SECONDS:
        return to_number(value, &number) ? duration_text(ctx, number * MS_PER_S)
                                         : hd_strdup(ctx, value);
    case HD_UNIT_MS:
        return to_number(value, &number) ? duration_text(ctx, number) : hd_strdup(ctx, value);
    case HD_UNIT_PERCENT:
        return to_number(value, &number) ? hd_printf(ctx, "%.1f %%", number)
                                         : hd_strdup(ctx, value);
    case HD_UNIT_TIME:
        return time_text(ctx, value);
    }
    return hd_strdup(ctx, value);
}
