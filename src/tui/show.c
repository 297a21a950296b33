#include "report/value.h"
#include "tui/draw.h"

enum { S_PER_MIN = 60, S_PER_HOUR = 3600, S_PER_DAY = 86400, HEIGHTS = 8 };

char *hd_show_age(TALLOC_CTX *ctx, double seconds)
{
    long long whole = (long long)seconds;

    if (seconds < 0)
        return hd_strdup(ctx, "");
    if (whole >= S_PER_DAY)
        return hd_printf(ctx, "%lld d %02lld h", whole / S_PER_DAY, whole % S_PER_DAY / S_PER_HOUR);
    return hd_printf(ctx, "%02lld:%02lld:%02lld", whole / S_PER_HOUR,
                     whole % S_PER_HOUR / S_PER_MIN, whole % S_PER_MIN);
}

char *hd_show_count(TALLOC_CTX *ctx, double number)
{
    static const struct {
        double least;
        const char *unit;
    } units[] = {{1e12, "T"}, {1e9, "G"}, {1e6, "M"}, {1e4, "k"}};

    if (number < 0)
        return hd_strdup(ctx, "-");
    for (size_t i = 0; i < HD_COUNT(units); i++) {
        double size = number / (units[i].least >= 1e6 ? units[i].least : 1e3);
        if (number >= units[i].least)
            return hd_printf(ctx, size < 10 ? "%.1f%s" : "%.0f%s", size, units[i].unit);
    }
    if (number < 10 && number != (double)(int)number)
        return hd_printf(ctx, "%.1f", number);
    return hd_report_value(ctx, HD_UNIT_COUNT, hd_printf(ctx, "%.0f", number));
}

char *hd_show_bytes(TALLOC_CTX *ctx, double bytes)
{
    if (bytes < 0)
        return hd_strdup(ctx, "-");
    return hd_report_value(ctx, HD_UNIT_BYTES, hd_printf(ctx, "%.0f", bytes));
}

const char *hd_show_mark(enum hd_level level)
{
    static const char *const marks[] = {"", " !", " !!"};

    return marks[level];
}

enum hd_style hd_level_style(enum hd_level level)
{
    static const enum hd_style styles[] = {HD_STYLE_PLAIN, HD_STYLE_WARN, HD_STYLE_BAD};

    return styles[level];
}

char *hd_show_curve(TALLOC_CTX *ctx, const double *values, size_t count, size_t width, bool ascii)
{
    static const char *const bars[HEIGHTS] = {"\xE2\x96\x81", "\xE2\x96\x82", "\xE2\x96\x83",
                                              "\xE2\x96\x84", "\xE2\x96\x85", "\xE2\x96\x86",
                                              "\xE2\x96\x87", "\xE2\x96\x88"};
    static const char *const plain[HEIGHTS] = {"_", ".", "-", ":", "=", "+", "*", "#"};
    hd_buf *out = hd_buf_new(ctx);
    size_t shown = count < width ? count : width;
    double most = 0;

    for (size_t i = 0; i < shown; i++)
        most = values[i] > most ? values[i] : most;
    for (size_t i = shown; i < width; i++)
        hd_buf_add_char(out, ' ');
    for (size_t i = shown; i > 0; i--) {
        double part = most > 0 ? values[i - 1] / most : 0;
        size_t height = (size_t)(part * (HEIGHTS - 1) + 0.5);
        hd_buf_add(out, ascii ? plain[height] : bars[height]);
    }
    return out->data;
}
