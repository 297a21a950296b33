/* Publications. */
#include "base/text.h"
#include "catalog/print.h"
#include "diff/rule.h"

static void alter(hd_buf *out, const hd_change *change)
{
    HD_SCRATCH(scratch);
    hd_strings publish = hd_fact_list(scratch, change->new, "publish");
    const char *generated = hd_fact_text(change->new, "generated_columns");
    const char *separator = "";

    hd_buf_addf(out, "ALTER PUBLICATION %s SET (", change->new->identity);
    if (hd_change_differs(change, "publish")) {
        hd_buf_add(out, "publish = '");
        hd_print_list(out, &publish);
        hd_buf_add_char(out, '\'');
        separator = ", ";
    }
    if (hd_change_differs(change, "via_root")) {
        hd_buf_addf(out, "%spublish_via_partition_root = %s", separator,
                    hd_fact_bool(change->new, "via_root") ? "true" : "false");
        separator = ", ";
    }
    if (hd_change_differs(change, "generated_columns"))
        hd_buf_addf(out, "%spublish_generated_columns = %s", separator,
                    generated == NULL ? "none" : generated);
    hd_buf_add(out, ");\n");
}

const hd_rule hd_rule_publication = {
    .in_place = (const char *const[]){"publish", "via_root", "generated_columns", NULL},
    .alter = alter,
};
