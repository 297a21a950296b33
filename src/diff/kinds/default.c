/* Defaults of columns. */
#include "catalog/ddl.h"
#include "diff/rule.h"
#include "parse/quote.h"

static void alter(hd_buf *out, const hd_change *change)
{
    const struct hd_ddl ddl = {0};

    (void)hd_ddl_create(out, change->new, &ddl);
}

static void drop(hd_buf *out, const hd_change *change)
{
    HD_SCRATCH(scratch);
    const hd_fact *column = change->old->parent;

    hd_buf_addf(out, "%s ALTER COLUMN %s DROP DEFAULT;\n",
                hd_alter_prefix(scratch, column->parent, true),
                hd_sql_ident(scratch, column->name));
}

static hd_verdict on_loss(const hd_change *change, const hd_fact *lost)
{
    return hd_change_differs(change, "expression") &&
                   change->diff->old_verdict[lost->index] == HD_DROP
               ? HD_ALTER
               : HD_REPLACE;
}

const hd_rule hd_rule_default = {
    .in_place = (const char *const[]){"expression", NULL},
    .alter = alter,
    .drop = drop,
    .on_loss = on_loss,
};
