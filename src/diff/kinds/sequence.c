/* Sequences. They keep where they stand. */
#include "diff/rule.h"

static void alter(hd_buf *out, const hd_change *change)
{
    HD_SCRATCH(scratch);
    hd_buf *clauses = hd_buf_new(scratch);

    hd_change_position(out, change, change->new->identity);
    if (hd_change_differs(change, "type"))
        hd_buf_addf(clauses, " AS %s", hd_fact_text(change->new, "type"));
    hd_change_sequence(clauses, change, "");
    if (clauses->len > 0)
        hd_buf_addf(out, "ALTER SEQUENCE %s%s;\n", change->new->identity, clauses->data);
    if (hd_change_differs(change, "unlogged"))
        hd_buf_addf(out, "ALTER SEQUENCE %s SET %s;\n", change->new->identity,
                    hd_fact_bool(change->new, "unlogged") ? "UNLOGGED" : "LOGGED");
}

const hd_rule hd_rule_sequence = {
    .in_place = (const char *const[]){"type", "start", "increment", "minimum", "maximum", "cache",
                                      "cycle", "unlogged", NULL},
    .alter = alter,
};
