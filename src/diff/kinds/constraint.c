/* Constraints of tables. */
#include "base/text.h"
#include "catalog/print.h"
#include "diff/rule.h"
#include "parse/quote.h"

static bool is_of_type(const hd_fact *fact, const char *type)
{
    return hd_text_equal(hd_fact_text(fact, "type"), type);
}

static hd_verdict judge(const hd_change *change)
{
    bool foreign = is_of_type(change->new, "foreign key");

    if (!foreign &&
        (hd_change_differs(change, "deferrable") || hd_change_differs(change, "deferred")))
        return HD_REPLACE;
    if (hd_change_differs(change, "not_valid") && hd_fact_bool(change->new, "not_valid"))
        return HD_REPLACE;
    if (hd_change_differs(change, "not_enforced") && !foreign)
        return HD_REPLACE;
    if (hd_change_differs(change, "attached_to") &&
        hd_fact_text(change->old, "attached_to") != NULL) {
        const hd_fact *link = hd_fact_child(change->old->parent, &hd_kind_attachment, NULL);
        if (link != NULL && change->diff->new_of[link->index] != NULL)
            return HD_REPLACE;
    }
    return hd_change_judge(change, &hd_rule_constraint);
}

static void attach(hd_buf *out, const hd_change *change)
{
    HD_SCRATCH(scratch);

    hd_attach(out, change,
              hd_sql_qualified(scratch, change->new->parent->schema, change->new->name));
}

/* A table that is there already must have what the one says that it will inherit from. */
static void before_inherit(hd_buf *out, const hd_fact *constraint)
{
    HD_SCRATCH(scratch);

    hd_buf_addf(out, "%s ADD ", hd_alter_prefix(scratch, constraint->parent, false));
    hd_print_constraint(out, constraint);
    hd_buf_add(out, ";\n");
}

static void create(hd_buf *out, const hd_change *change, const struct hd_ddl *ddl)
{
    const hd_fact *above = hd_change_above(change->diff, change->new, false);

    /* The server gives it to the tables below; a partition's index is made first, for its name. */
    if (above != NULL && hd_diff_made(change->diff, above) && is_of_type(change->new, "check") &&
        hd_fact_bool(change->new, "inherited"))
        return;
    if (above == NULL && hd_is_implied(change->new) &&
        !hd_diff_made(change->diff, change->new->parent))
        before_inherit(out, change->new);
    else
        (void)hd_ddl_create(out, change->new, ddl);
    attach(out, change);
}

static void drop(hd_buf *out, const hd_change *change)
{
    HD_SCRATCH(scratch);
    const hd_fact *above = hd_change_above(change->diff, change->old, true);
    bool inherited = hd_fact_bool(change->old, "inherited") &&
                     hd_fact_text(change->old, "attached_to") == NULL;

    if (hd_goes_with_above(change->diff, change->old) ||
        (inherited && above != NULL && hd_diff_gone(change->diff, above)))
        return;
    hd_buf_addf(out, "%s DROP CONSTRAINT %s;\n",
                hd_alter_prefix(scratch, change->old->parent, false),
                hd_sql_ident(scratch, change->old->name));
}

static void deferral_alter(hd_buf *out, const hd_change *change, const char *name)
{
    HD_SCRATCH(scratch);
    const char *alter = hd_alter_prefix(scratch, change->new->parent, false);

    if (hd_change_differs(change, "deferrable") || hd_change_differs(change, "deferred"))
        hd_buf_addf(out, "%s ALTER CONSTRAINT %s %s%s;\n", alter, name,
                    hd_fact_bool(change->new, "deferrable") ? "DEFERRABLE" : "NOT DEFERRABLE",
                    hd_fact_bool(change->new, "deferred")     ? " INITIALLY DEFERRED"
                    : hd_fact_bool(change->new, "deferrable") ? " INITIALLY IMMEDIATE"
                                                              : "");
    if (hd_change_differs(change, "not_enforced"))
        hd_buf_addf(out, "%s ALTER CONSTRAINT %s %sENFORCED;\n", alter, name,
                    hd_fact_bool(change->new, "not_enforced") ? "NOT " : "");
    else if (hd_change_differs(change, "not_valid"))
        hd_buf_addf(out, "%s VALIDATE CONSTRAINT %s;\n", alter, name);
}

static void index_alter(hd_buf *out, const hd_change *change, const char *name)
{
    HD_SCRATCH(scratch);
    const hd_fact *table = change->new->parent;
    const char *index = hd_sql_qualified(scratch, table->schema, change->new->name);
    const char *tablespace = hd_fact_text(change->new, "index_tablespace");
    const char *comment = hd_fact_text(change->new, "index_comment");

    hd_change_storage(out, change, "index_options", hd_printf(scratch, "ALTER INDEX %s", index),
                      "");
    if (hd_change_differs(change, "index_tablespace"))
        hd_buf_addf(out, "ALTER INDEX %s SET TABLESPACE %s;\n", index,
                    tablespace == NULL ? "pg_default" : hd_sql_ident(scratch, tablespace));
    if (hd_change_differs(change, "index_comment"))
        hd_buf_addf(out, "COMMENT ON INDEX %s IS %s;\n", index,
                    comment == NULL ? "NULL" : hd_sql_literal(scratch, comment));
    if (hd_change_differs(change, "clustered") && hd_fact_bool(change->new, "clustered"))
        hd_buf_addf(out, "ALTER TABLE %s CLUSTER ON %s;\n", table->identity, name);
    else if (hd_change_differs(change, "clustered"))
        hd_buf_addf(out, "ALTER TABLE %s SET WITHOUT CLUSTER;\n", table->identity);
}

static void alter(hd_buf *out, const hd_change *change)
{
    HD_SCRATCH(scratch);
    const char *name = hd_sql_ident(scratch, change->new->name);

    if (strcmp(change->old->name, change->new->name) != 0)
        hd_buf_addf(out, "%s RENAME CONSTRAINT %s TO %s;\n",
                    hd_alter_prefix(scratch, change->new->parent, false),
                    hd_sql_ident(scratch, change->old->name), name);
    deferral_alter(out, change, name);
    index_alter(out, change, name);
    if (hd_change_differs(change, "attached_to"))
        attach(out, change);
}

/* The server checks it anew; types of foreign keys have to agree all the time. */
static hd_verdict afterwards(const hd_change *change)
{
    return hd_loses_attached(change) ? HD_REPLACE : HD_SAME;
}

static bool endures(const hd_change *change, const hd_fact *disturbed)
{
    (void)disturbed;
    return !is_of_type(change->old, "foreign key");
}

const hd_rule hd_rule_constraint = {
    .in_place = (const char *const[]){"deferrable", "deferred", "not_valid", "not_enforced",
                                      "index_options", "index_tablespace", "clustered",
                                      "index_comment", "attached_to", NULL},
    .implied = (const char *const[]){"inherited", NULL},
    .judge = judge,
    .alter = alter,
    .create = create,
    .drop = drop,
    .endures = endures,
    .afterwards = afterwards,
};
