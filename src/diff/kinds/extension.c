/* Extensions. */
#include "base/text.h"
#include "diff/rule.h"
#include "parse/quote.h"

static void alter(hd_buf *out, const hd_change *change)
{
    HD_SCRATCH(scratch);
    const char *version = hd_fact_text(change->new, "version");

    if (hd_change_differs(change, "in_schema"))
        hd_buf_addf(out, "ALTER EXTENSION %s SET SCHEMA %s;\n", change->new->identity,
                    hd_sql_ident(scratch, hd_fact_text(change->new, "in_schema")));
    if (hd_change_differs(change, "version") && version != NULL)
        hd_buf_addf(out, "ALTER EXTENSION %s UPDATE TO %s;\n", change->new->identity,
                    hd_sql_literal(scratch, version));
}

const hd_rule hd_rule_extension = {
    .in_place = (const char *const[]){"in_schema", "version", NULL},
    .alter = alter,
};
