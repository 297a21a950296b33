#include "base/utf8.h"

/* Well-formed byte sequences; source: the Unicode Standard, table 3-7. */
size_t hd_utf8_length(const char *text)
{
    static const struct {
        unsigned char first_low, first_high, second_low, second_high;
        size_t length;
    } forms[] = {
        {0xC2, 0xDF, 0x80, 0xBF, 2}, {0xE0, 0xE0, 0xA0, 0xBF, 3}, {0xE1, 0xEC, 0x80, 0xBF, 3},
        {0xED, 0xED, 0x80, 0x9F, 3}, {0xEE, 0xEF, 0x80, 0xBF, 3}, {0xF0, 0xF0, 0x90, 0xBF, 4},
        {0xF1, 0xF3, 0x80, 0xBF, 4}, {0xF4, 0xF4, 0x80, 0x8F, 4},
    };
    const unsigned char *bytes = (const unsigned char *)text;

    if (bytes[0] < 0x80)
        return 1;
    for (size_t i = 0; i < HD_COUNT(forms); i++) {
        if (bytes[0] < forms[i].first_low || bytes[0] > forms[i].first_high)
            continue;
        if (bytes[1] < forms[i].second_low || bytes[1] > forms[i].second_high)
            return 0;
        for (size_t k = 2; k < forms[i].length; k++)
            if ((bytes[k] & 0xC0U) != 0x80U)
                return 0;
        return forms[i].length;
    }
    return 0;
}

uint32_t hd_utf8_decode(const char *text, size_t length)
{
    static const unsigned char first_bits[] = {0, 0x7F, 0x1F, 0x0F, 0x07};
    const unsigned char *bytes = (const unsigned char *)text;
    uint32_t code = bytes[0] & first_bits[length];

    for (size_t i = 1; i < length; i++)
        code = code << 6U | (bytes[i] & 0x3FU);
    return code;
}

struct range {
    uint32_t first, last;
};

static bool in_ranges(uint32_t code, const struct range *ranges, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (code >= ranges[i].first && code <= ranges[i].last)
            return true;
    return false;
}

/* C0 but newline and tab, DEL, C1; line and paragraph separators; embeddings, overrides, isolates.
 */
bool hd_utf8_is_unsafe(uint32_t code)
{
    static const struct range unsafe[] = {
        {0x00, 0x08},     {0x0B, 0x1F},     {0x7F, 0x9F},     {0x061C, 0x061C},
        {0x200E, 0x200F}, {0x2028, 0x202E}, {0x2066, 0x2069}, {0xFEFF, 0xFEFF},
    };

    return in_ranges(code, unsafe, HD_COUNT(unsafe));
}

/* Bytes at the beginning that need no look at the tables: nearly all of any text. */
static size_t plain_run(const char *text)
{
    size_t run = 0;

    while (text[run] >= ' ' && text[run] <= '~')
        run++;
    return run;
}

void hd_utf8_add_safe(hd_buf *out, const char *text)
{
    while (*text != '\0') {
        size_t plain = plain_run(text);

        hd_buf_add_n(out, text, plain);
        text += plain;
        if (*text == '\0')
            break;
        size_t length = hd_utf8_length(text);
        uint32_t code = length == 0 ? (unsigned char)*text : hd_utf8_decode(text, length);

        if (length > 0 && !hd_utf8_is_unsafe(code))
            hd_buf_add_n(out, text, length);
        else if (code <= 0xFF)
            hd_buf_addf(out, "\\x%02x", code);
        else
            hd_buf_addf(out, "\\u%04x", code);
        text += length == 0 ? 1 : length;
    }
}

size_t hd_utf8_char_columns(uint32_t code)
{
    /* Combining marks and joiners; source: Unicode general categories Mn, Me and Cf. */
    static const struct range none[] = {
        {0x0300, 0x036F}, {0x0483, 0x0489}, {0x0591, 0x05BD}, {0x0610, 0x061A},
        {0x064B, 0x065F}, {0x093A, 0x093A}, {0x0941, 0x0948}, {0x0E34, 0x0E3A},
        {0x0E47, 0x0E4E}, {0x1AB0, 0x1AFF}, {0x1DC0, 0x1DFF}, {0x200B, 0x200F},
        {0x20D0, 0x20F0}, {0xFE00, 0xFE0F}, {0xFE20, 0xFE2F}, {0xE0100, 0xE01EF},
    };
    /* East Asian Width W and F; source: Unicode EastAsianWidth.txt, joined to blocks. */
    static const struct range wide[] = {
        {0x1100, 0x115F},   {0x231A, 0x231B},   {0x2E80, 0x303E},   {0x3041, 0x33FF},
        {0x3400, 0x4DBF},   {0x4E00, 0x9FFF},   {0xA000, 0xA4CF},   {0xA960, 0xA97F},
        {0xAC00, 0xD7A3},   {0xF900, 0xFAFF},   {0xFE30, 0xFE6F},   {0xFF00, 0xFF60},
        {0xFFE0, 0xFFE6},   {0x16FE0, 0x18AFF}, {0x1B000, 0x1B2FF}, {0x1F300, 0x1F64F},
        {0x1F680, 0x1F6FF}, {0x1F900, 0x1FAFF}, {0x20000, 0x3FFFD},
    };

    if (code < 0x0300)
        return 1;
    if (in_ranges(code, none, HD_COUNT(none)))
        return 0;
    return in_ranges(code, wide, HD_COUNT(wide)) ? 2 : 1;
}

size_t hd_utf8_columns(const char *text)
{
    size_t columns = 0;

    while (*text != '\0') {
        size_t length = hd_utf8_length(text);
        columns += length == 0 ? 1 : hd_utf8_char_columns(hd_utf8_decode(text, length));
        text += length == 0 ? 1 : length;
    }
    return columns;
}

size_t hd_utf8_fit(const char *text, size_t columns)
{
    const char *p = text;
    size_t used = 0;

    while (*p != '\0') {
        size_t length = hd_utf8_length(p);

        used += length == 0 ? 1 : hd_utf8_char_columns(hd_utf8_decode(p, length));
        if (used > columns)
            break;
        p += length == 0 ? 1 : length;
    }
    return (size_t)(p - text);
}
