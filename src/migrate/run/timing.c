/* --timing: what each statement of a file took, as it is done. */
#include "migrate/run/internal.h"

#include "base/clock.h"
#include "base/text.h"

enum { MOST_SHOWN = 70 };

void hd_run_say_time(const hd_run_state *run, const hd_part *part, size_t index, uint64_t began_ms)
{
    HD_SCRATCH(scratch);

    if (!run->options->timing || part->body == NULL || index >= part->count)
        return;
    const hd_body_statement *statement = &part->body->statements.items[part->first + index];
    hd_talk_say(run->talk, HD_TALK_NOTE, "line %zu took %s: %s",
                hd_text_line(part->body->text, statement->offset),
                hd_duration_text(scratch, hd_clock_ms() - began_ms),
                hd_text_beginning(scratch, statement->sql, MOST_SHOWN));
}
