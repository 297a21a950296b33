/* Indexes, without those of constraints. */
#include "base/text.h"
#include "catalog/ddl.h"
#include "diff/rule.h"
#include "parse/quote.h"

/* An index cannot leave that of the partitioned table, and cannot be repaired in place. */
static hd_verdict judge(const hd_change *change)
{
    if (hd_change_differs(change, "invalid") && !hd_fact_bool(change->new, "invalid") &&
        hd_fact_text(change->new->parent, "partition_key") == NULL)
        return HD_REPLACE;
    if (hd_change_differs(change, "attached_to") &&
        hd_fact_text(change->old, "attached_to") != NULL) {
        const hd_fact *link = hd_fact_child(change->old->parent, &hd_kind_attachment, NULL);
        if (link != NULL && change->diff->new_of[link->index] != NULL)
            return HD_REPLACE;
    }
    return hd_change_judge(change, &hd_rule_index);
}

/* The server drops it with the one of the partitioned table. */
static void drop(hd_buf *out, const hd_change *change)
{
    if (!hd_goes_with_above(change->diff, change->old))
        hd_buf_addf(out, "DROP INDEX %s;\n", change->old->identity);
}

static void statistics_alter(hd_buf *out, const hd_change *change)
{
    HD_SCRATCH(scratch);
    hd_strings old = hd_fact_list(scratch, change->old, "statistics");
    hd_strings new = hd_fact_list(scratch, change->new, "statistics");

    for (size_t i = 0; i < old.count; i++)
        if (!hd_strings_contain(&new, old.items[i]))
            hd_buf_addf(out, "ALTER INDEX %s ALTER COLUMN %d SET STATISTICS -1;\n",
                        change->new->identity, (int)strtol(old.items[i], NULL, 10));
    for (size_t i = 0; i < new.count; i++) {
        const char *target = strchr(new.items[i], ':');
        if (target != NULL && !hd_strings_contain(&old, new.items[i]))
            hd_buf_addf(out, "ALTER INDEX %s ALTER COLUMN %d SET STATISTICS %s;\n",
                        change->new->identity, (int)strtol(new.items[i], NULL, 10), target + 1);
    }
}

static void alter(hd_buf *out, const hd_change *change)
{
    HD_SCRATCH(scratch);
    const char *tablespace = hd_fact_text(change->new, "tablespace");
    const char *name = hd_sql_ident(scratch, change->new->name);
    const char *table = change->new->parent->identity;

    if (strcmp(change->old->name, change->new->name) != 0)
        hd_buf_addf(out, "ALTER INDEX %s RENAME TO %s;\n", change->old->identity, name);
    if (hd_change_differs(change, "tablespace"))
        hd_buf_addf(out, "ALTER INDEX %s SET TABLESPACE %s;\n", change->new->identity,
                    tablespace == NULL ? "pg_default" : hd_sql_ident(scratch, tablespace));
    statistics_alter(out, change);
    if (hd_change_differs(change, "clustered"))
        hd_buf_addf(out, "ALTER TABLE %s %s%s;\n", table,
                    hd_fact_bool(change->new, "clustered") ? "CLUSTER ON " : "SET WITHOUT CLUSTER",
                    hd_fact_bool(change->new, "clustered") ? name : "");
    if (hd_change_differs(change, "attached_to"))
        hd_attach(out, change, change->new->identity);
}

static void create(hd_buf *out, const hd_change *change, const struct hd_ddl *ddl)
{
    (void)hd_ddl_create(out, change->new, ddl);
    hd_attach(out, change, change->new->identity);
}

static hd_verdict afterwards(const hd_change *change)
{
    return hd_loses_attached(change) ? HD_REPLACE : HD_SAME;
}

static bool endures(const hd_change *change, const hd_fact *disturbed)
{
    (void)change;
    (void)disturbed;
    return true;
}

const hd_rule hd_rule_index = {
    .in_place = (const char *const[]){"tablespace", "clustered", "statistics", "attached_to", NULL},
    .implied = (const char *const[]){"invalid", NULL},
    .judge = judge,
    .alter = alter,
    .create = create,
    .drop = drop,
    .endures = endures,
    .afterwards = afterwards,
};
