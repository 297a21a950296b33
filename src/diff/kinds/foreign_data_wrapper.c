/* Foreign-data wrappers. */
#include "diff/rule.h"

/* "HANDLER f", "NO HANDLER". */
static void function_change(hd_buf *out, const hd_change *change, const char *attribute,
                            const char *words)
{
    const char *function = hd_fact_text(change->new, attribute);

    if (!hd_change_differs(change, attribute))
        return;
    hd_buf_addf(out, "ALTER FOREIGN DATA WRAPPER %s ", change->new->identity);
    if (function == NULL)
        hd_buf_addf(out, "NO %s;\n", words);
    else
        hd_buf_addf(out, "%s %s;\n", words, function);
}

static void alter(hd_buf *out, const hd_change *change)
{
    HD_SCRATCH(scratch);
    hd_buf *options = hd_buf_new(scratch);

    function_change(out, change, "handler", "HANDLER");
    function_change(out, change, "validator", "VALIDATOR");
    if (hd_change_options(options, change, "options"))
        hd_buf_addf(out, "ALTER FOREIGN DATA WRAPPER %s%s;\n", change->new->identity,
                    options->data);
}

const hd_rule hd_rule_foreign_data_wrapper = {
    .in_place = (const char *const[]){"handler", "validator", "options", NULL},
    .alter = alter,
};
