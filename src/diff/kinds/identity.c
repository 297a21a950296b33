/* Identity columns. The next value goes on from the highest there is. */
#include "base/text.h"
#include "catalog/print.h"
#include "diff/aside.h"
#include "diff/rebuild.h"
#include "diff/rule.h"
#include "parse/quote.h"

static char *column_prefix(TALLOC_CTX *ctx, const hd_fact *identity)
{
    const hd_fact *column = identity->parent;

    return hd_printf(ctx, "%s ALTER COLUMN %s", hd_alter_prefix(ctx, column->parent, false),
                     hd_sql_ident(ctx, column->name));
}

/* That of the table, unless it was told. */
static const char *persistence_of(const hd_fact *identity)
{
    const char *persistence = hd_fact_text(identity, "persistence");
    const hd_fact *table = identity->parent->parent;

    if (persistence != NULL)
        return persistence;
    return table->kind == &hd_kind_table && hd_fact_bool(table, "unlogged") ? "UNLOGGED" : "LOGGED";
}

static void alter(hd_buf *out, const hd_change *change)
{
    HD_SCRATCH(scratch);
    const char *prefix = column_prefix(scratch, change->new);
    hd_buf *clauses = hd_buf_new(scratch);

    if (hd_change_differs(change, "sequence")) {
        const char *name = hd_identity_sequence(scratch, change->new);
        const char *dot = strrchr(name, '.');
        hd_buf_addf(out, "ALTER SEQUENCE %s RENAME TO %s;\n",
                    hd_identity_sequence(scratch, change->old), dot == NULL ? name : dot + 1);
    }
    if (hd_change_differs(change, "always"))
        hd_buf_addf(clauses, " SET GENERATED %s",
                    hd_fact_bool(change->new, "always") ? "ALWAYS" : "BY DEFAULT");
    hd_change_position(out, change, hd_identity_sequence(scratch, change->new));
    hd_change_sequence(clauses, change, "SET ");
    if (clauses->len > 0)
        hd_buf_addf(out, "%s%s;\n", prefix, clauses->data);
    if (hd_change_differs(change, "persistence"))
        hd_buf_addf(out, "ALTER SEQUENCE %s SET %s;\n", hd_identity_sequence(scratch, change->new),
                    persistence_of(change->new));
}

/* Of a column that is there; it must be NOT NULL, and have no default any more. */
static void create(hd_buf *out, const hd_change *change, const struct hd_ddl *ddl)
{
    HD_SCRATCH(scratch);

    (void)ddl;
    hd_buf_addf(out, "%s ADD ", column_prefix(scratch, change->new));
    hd_print_identity(out, change->new);
    hd_buf_add(out, ";\n");
    if (hd_fact_text(change->new, "persistence") != NULL)
        hd_buf_addf(out, "ALTER SEQUENCE %s SET %s;\n", hd_identity_sequence(scratch, change->new),
                    hd_fact_text(change->new, "persistence"));
}

/* The name that the sequence has while its table is aside. */
static char *aside_sequence(TALLOC_CTX *ctx, const hd_change *change)
{
    const hd_fact *table = change->old->parent->parent;
    const char *name = hd_identity_name(ctx, change->old);

    return hd_aside_is_wanted(change->diff, table->schema, name)
               ? hd_aside_identity(ctx, change->diff, table->schema, name)
               : hd_identity_sequence(ctx, change->old);
}

/* Whether the position of the old one can be that of the new one. */
static bool has_same_bounds(const hd_change *change)
{
    return !hd_change_differs(change, "type") && !hd_change_differs(change, "minimum") &&
           !hd_change_differs(change, "maximum") && !hd_change_differs(change, "increment");
}

/* Rows that are there, or come, have numbers already. */
static void fill(hd_buf *out, const hd_change *change)
{
    HD_SCRATCH(scratch);
    const hd_fact *column = change->new->parent;
    const hd_fact *old = change->diff->old_of[column->parent->index];
    const char *sequence = hd_identity_sequence(scratch, change->new);
    bool aside = old != NULL && change->diff->aside[old->index];

    if (aside && change->old != NULL && has_same_bounds(change))
        hd_buf_addf(out, "SELECT pg_catalog.setval(%s, last_value, is_called) FROM %s;\n",
                    hd_sql_literal(scratch, sequence), aside_sequence(scratch, change));
    else if (aside || !hd_diff_made(change->diff, column))
        hd_change_resume(out, change->new, sequence, column);
}

static void drop(hd_buf *out, const hd_change *change)
{
    HD_SCRATCH(scratch);

    hd_buf_addf(out, "%s DROP IDENTITY;\n", column_prefix(scratch, change->old));
}

const hd_rule hd_rule_identity = {
    .in_place = (const char *const[]){"always", "sequence", "type", "start", "increment", "minimum",
                                      "maximum", "cache", "cycle", "persistence", NULL},
    .alter = alter,
    .create = create,
    .fill = fill,
    .drop = drop,
};
