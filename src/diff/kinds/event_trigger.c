/* Event triggers. */
#include "base/text.h"
#include "diff/rule.h"

static void alter(hd_buf *out, const hd_change *change)
{
    const char *enabled = hd_fact_text(change->new, "enabled");

    hd_buf_addf(out, "ALTER EVENT TRIGGER %s %s;\n", change->new->identity,
                enabled == NULL                      ? "ENABLE"
                : hd_text_equal(enabled, "disabled") ? "DISABLE"
                : hd_text_equal(enabled, "replica")  ? "ENABLE REPLICA"
                                                     : "ENABLE ALWAYS");
}

const hd_rule hd_rule_event_trigger = {
    .in_place = (const char *const[]){"enabled", NULL},
    .alter = alter,
};
