#include "base/text.h"

#include <ctype.h>
#include <errno.h>

#include "base/buf.h"

bool hd_text_equal(const char *a, const char *b)
{
    return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

bool hd_text_starts(const char *text, const char *prefix)
{
    return strncmp(text, prefix, strlen(prefix)) == 0;
}

bool hd_text_ends(const char *text, const char *suffix)
{
    size_t text_len = strlen(text);
    size_t suffix_len = strlen(suffix);

    return text_len >= suffix_len && strcmp(text + text_len - suffix_len, suffix) == 0;
}

char *hd_text_trim(TALLOC_CTX *ctx, const char *text, size_t len)
{
    while (len > 0 && isspace((unsigned char)text[len - 1]))
        len--;
    while (len > 0 && isspace((unsigned char)*text)) {
        text++;
        len--;
    }
    return hd_strndup(ctx, text, len);
}

void hd_text_split(TALLOC_CTX *ctx, const char *text, const char *separators, hd_strings *ret)
{
    while (*text != '\0') {
        size_t len = strcspn(text, separators);
        char *part = hd_text_trim(ctx, text, len);

        if (*part != '\0')
            hd_vec_push(ctx, ret, part);
        else
            talloc_free(part);
        text += len;
        if (*text != '\0')
            text++;
    }
}

char *hd_text_join(TALLOC_CTX *ctx, const hd_strings *parts, const char *separator)
{
    hd_buf *buf = hd_buf_new(ctx);

    for (size_t i = 0; i < parts->count; i++) {
        if (i > 0)
            hd_buf_add(buf, separator);
        hd_buf_add(buf, parts->items[i]);
    }
    char *text = hd_buf_take(ctx, buf);
    talloc_free(buf);
    return text;
}

bool hd_strings_contain(const hd_strings *strings, const char *text)
{
    for (size_t i = 0; i < strings->count; i++)
        if (strcmp(strings->items[i], text) == 0)
            return true;
    return false;
}

size_t hd_text_line(const char *text, size_t offset)
{
    size_t line = 1;

    for (size_t i = 0; i < offset && text[i] != '\0'; i++)
        line += text[i] == '\n';
    return line;
}

char *hd_text_beginning(TALLOC_CTX *ctx, const char *text, size_t most)
{
    HD_SCRATCH(scratch);
    hd_strings words = {0};

    hd_text_split(scratch, text, " \t\r\n", &words);
    const char *line = hd_text_join(scratch, &words, " ");
    size_t keep = strlen(line);
    if (keep <= most)
        return hd_strdup(ctx, line);
    for (keep = most; keep > 0 && ((unsigned char)line[keep] & 0xC0U) == 0x80U;)
        keep--; /* no half of a character */
    return hd_printf(ctx, "%.*s ...", (int)keep, line);
}

bool hd_text_to_int(const char *text, int64_t *ret)
{
    char *end = NULL;

    if (*text == '\0' || isspace((unsigned char)*text))
        return false;
    errno = 0;
    long long number = strtoll(text, &end, 10);
    if (errno != 0 || *end != '\0')
        return false;
    *ret = number;
    return true;
}

/* Levenshtein distance; both words are short (names of commands, options, revisions). */
static size_t distance(const char *a, const char *b)
{
    HD_SCRATCH(scratch);
    size_t len = strlen(b);
    size_t *row = hd_new_array(scratch, size_t, len + 1);

    for (size_t j = 0; j <= len; j++)
        row[j] = j;
    for (size_t i = 1; a[i - 1] != '\0'; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= len; j++) {
            size_t best = diagonal + (a[i - 1] != b[j - 1]);
            diagonal = row[j];
            if (row[j] + 1 < best)
                best = row[j] + 1;
            if (row[j - 1] + 1 < best)
                best = row[j - 1] + 1;
            row[j] = best;
        }
    }
    return row[len];
}

const char *hd_text_nearest(const char *word, const char *const candidates[], size_t count)
{
    const char *nearest = NULL;
    size_t least = (strlen(word) + 2) / 3 + 1;

    for (size_t i = 0; i < count; i++) {
        size_t d = distance(word, candidates[i]);
        /* Something must be left of the one in the other: "q" is not like "a". */
        if (d < least && (d < strlen(word) || d < strlen(candidates[i]))) {
            least = d;
            nearest = candidates[i];
        }
    }
    return nearest;
}
