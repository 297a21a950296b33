/* Collations. Columns go over to the new one. */
#include "diff/rule.h"

static void set_aside(hd_buf *out, const hd_change *change, const char *name)
{
    hd_buf_addf(out, "ALTER COLLATION %s RENAME TO %s;\n", change->old->identity, name);
}

const hd_rule hd_rule_collation = {.set_aside = set_aside};
