/* Functions that are in an operator family, but in none of its classes. */
#include "diff/rule.h"

static void drop(hd_buf *out, const hd_change *change)
{
    hd_buf_addf(out, "%s;\n", hd_fact_text(change->old, "removal"));
}

const hd_rule hd_rule_family_function = {.drop = drop};
