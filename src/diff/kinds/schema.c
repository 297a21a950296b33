/* Schemas: also public, which a new database has but this one has lost. */
#include "diff/rule.h"

static void create(hd_buf *out, const hd_change *change, const struct hd_ddl *ddl)
{
    (void)ddl;
    hd_buf_addf(out, "CREATE SCHEMA %s;\n", change->new->identity);
}

const hd_rule hd_rule_schema = {.create = create};
