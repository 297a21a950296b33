/* Tables of publications. */
#include "diff/rule.h"

/* Each table that inherits is in the publication by itself. */
static void drop(hd_buf *out, const hd_change *change)
{
    hd_buf_addf(out, "ALTER PUBLICATION %s DROP TABLE ONLY %s;\n", change->old->parent->identity,
                change->old->name);
}

const hd_rule hd_rule_publication_table = {.drop = drop};
