/* Triggers. */
#include "diff/rule.h"
#include "parse/quote.h"

static void alter(hd_buf *out, const hd_change *change)
{
    hd_change_enabled(out, change, "TRIGGER");
}

/* What a partition has from its parent goes with the parent's. */
static void drop(hd_buf *out, const hd_change *change)
{
    HD_SCRATCH(scratch);

    if (!hd_fact_bool(change->old, "cloned"))
        hd_buf_addf(out, "DROP TRIGGER %s ON %s;\n", hd_sql_ident(scratch, change->old->name),
                    change->old->parent->identity);
}

const hd_rule hd_rule_trigger = {
    .in_place = (const char *const[]){"enabled", NULL},
    .alter = alter,
    .drop = drop,
};
