/* Tables. They are never dropped for a change that can be made in place. */
#include "diff/kinds/table_rows.h"
#include "diff/rebuild.h"
#include "diff/rule.h"
#include "parse/quote.h"

static void storage_alter(hd_buf *out, const hd_change *change, const char *alter)
{
    HD_SCRATCH(scratch);
    const char *tablespace = hd_fact_text(change->new, "tablespace");
    const char *method = hd_fact_text(change->new, "access_method");

    if (hd_change_differs(change, "access_method"))
        hd_buf_addf(out, "%s SET ACCESS METHOD %s;\n", alter,
                    method == NULL ? "heap" : hd_sql_ident(scratch, method));
    if (hd_change_differs(change, "tablespace"))
        hd_buf_addf(out, "%s SET TABLESPACE %s;\n", alter,
                    tablespace == NULL ? "pg_default" : hd_sql_ident(scratch, tablespace));
    if (hd_change_differs(change, "unlogged") && hd_fact_text(change->new, "partition_key") == NULL)
        hd_buf_addf(out, "%s SET %s;\n", alter,
                    hd_fact_bool(change->new, "unlogged") ? "UNLOGGED" : "LOGGED");
    hd_change_storage(out, change, "options", alter, "");
    hd_change_storage(out, change, "toast_options", alter, "toast.");
}

static void alter(hd_buf *out, const hd_change *change)
{
    HD_SCRATCH(scratch);
    const char *alter = hd_alter_prefix(scratch, change->new, false);

    storage_alter(out, change, alter);
    if (hd_change_differs(change, "row_security"))
        hd_buf_addf(out, "%s %s ROW LEVEL SECURITY;\n", alter,
                    hd_fact_bool(change->new, "row_security") ? "ENABLE" : "DISABLE");
    if (hd_change_differs(change, "force_row_security"))
        hd_buf_addf(out, "%s %s ROW LEVEL SECURITY;\n", alter,
                    hd_fact_bool(change->new, "force_row_security") ? "FORCE" : "NO FORCE");
    if (hd_rebuild_leaves_type(change->diff, change->old))
        hd_buf_addf(out, "%s NOT OF;\n", alter);
}

/* Rows of a partitioned table are in its partitions; the server takes no notice of SET LOGGED. */
static hd_verdict judge(const hd_change *change)
{
    HD_SCRATCH(scratch);
    hd_verdict verdict = hd_change_judge(change, &hd_rule_table);
    hd_buf *statements = hd_buf_new(scratch);

    if (hd_access_method_is_fixed(change))
        return HD_REPLACE;
    if (hd_change_differs(change, "of_type"))
        return hd_fact_text(change->new, "of_type") == NULL ||
                       hd_rebuild_follows(change->diff, change->old)
                   ? verdict
                   : HD_REPLACE;
    if (verdict == HD_ALTER) {
        alter(statements, change);
        verdict = statements->len > 0 ? HD_ALTER : HD_SAME;
    }
    return verdict;
}

/* It is of the new type when its columns are those of it. */
static hd_verdict on_loss(const hd_change *change, const hd_fact *lost)
{
    (void)lost;
    return hd_rebuild_follows(change->diff, change->old) ? HD_ALTER : HD_REPLACE;
}

const hd_rule hd_rule_table = {
    .in_place = (const char *const[]){"unlogged", "access_method", "tablespace", "options",
                                      "toast_options", "row_security", "force_row_security",
                                      "of_type", NULL},
    .implied = (const char *const[]){"is_partition", NULL},
    .judge = judge,
    .alter = alter,
    .set_aside = hd_table_set_aside,
    .fill = hd_table_fill,
    .on_loss = on_loss,
};
