/* Foreign servers. */
#include "diff/rule.h"
#include "parse/quote.h"

static void alter(hd_buf *out, const hd_change *change)
{
    HD_SCRATCH(scratch);
    const char *version = hd_fact_text(change->new, "version");

    hd_buf_addf(out, "ALTER SERVER %s", change->new->identity);
    if (hd_change_differs(change, "version"))
        hd_buf_addf(out, " VERSION %s", hd_sql_literal(scratch, version == NULL ? "" : version));
    (void)hd_change_options(out, change, "options");
    hd_buf_add(out, ";\n");
}

/* VERSION cannot be taken away again. */
static hd_verdict judge(const hd_change *change)
{
    if (hd_change_differs(change, "version") && hd_fact_text(change->new, "version") == NULL)
        return HD_REPLACE;
    return hd_change_judge(change, &hd_rule_server);
}

const hd_rule hd_rule_server = {
    .in_place = (const char *const[]){"version", "options", NULL},
    .judge = judge,
    .alter = alter,
};
