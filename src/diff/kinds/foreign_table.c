/* Foreign tables. */
#include "diff/rule.h"

static void alter(hd_buf *out, const hd_change *change)
{
    HD_SCRATCH(scratch);

    hd_buf_add(out, hd_alter_prefix(scratch, change->new, false));
    (void)hd_change_options(out, change, "options");
    hd_buf_add(out, ";\n");
}

const hd_rule hd_rule_foreign_table = {
    .in_place = (const char *const[]){"options", NULL},
    .implied = (const char *const[]){"is_partition", NULL},
    .alter = alter,
};
