/* --timing: what each statement of a file took, as it is done. */
#include "migrate/run/internal.h"

#include "base/buf.h"
#include "base/clock.h"

enum { MOST_SHOWN = 70 };

static size_t line_of(const char *text, size_t offset)
{
    size_t line = 1;

    for (size_t i = 0; i < offset && text[i] != '\0'; i++)
        line += text[i] == '\n' ? 1 : 0;
    return line;
}

/* Its beginning, on one line. */
static const char *shortened(TALLOC_CTX *ctx, const char *sql)
{
    hd_buf *out = hd_buf_new(ctx);
    const char *p = sql;

    for (; *p != '\0' && out->len < MOST_SHOWN; p++) {
        bool blank = *p == ' ' || *p == '\n' || *p == '\t' || *p == '\r';
        if (!blank)
            hd_buf_add_char(out, *p);
        else if (out->len > 0 && out->data[out->len - 1] != ' ')
            hd_buf_add_char(out, ' ');
    }
    /* Not within a character. */
    while (*p != '\0' && out->len > 0 && ((unsigned char)*p & 0xC0U) == 0x80U) {
        p--;
        hd_buf_truncate(out, out->len - 1);
    }
    if (*p != '\0')
        hd_buf_add(out, " ...");
    return out->data;
}

void hd_run_say_time(const hd_run_state *run, const hd_part *part, size_t index, uint64_t began_ms)
{
    HD_SCRATCH(scratch);

    if (!run->options->timing || part->body == NULL || index >= part->count)
        return;
    const hd_body_statement *statement = &part->body->statements.items[part->first + index];
    hd_talk_say(run->talk, HD_TALK_NOTE, "line %zu took %s: %s",
                line_of(part->body->text, statement->offset),
                hd_duration_text(scratch, hd_clock_ms() - began_ms),
                shortened(scratch, statement->sql));
}
