#include "diff/kinds/table_rows.h"

#include "base/text.h"
#include "catalog/print.h"
#include "diff/aside.h"
#include "diff/rebuild.h"
#include "parse/quote.h"

/* ---- aside ---- */

static void name_free(hd_buf *out, const hd_diff *diff, const char *noun, const char *schema,
                      const char *name)
{
    HD_SCRATCH(scratch);

    if (hd_aside_is_wanted(diff, schema, name))
        hd_buf_addf(out, "ALTER %s %s RENAME TO %s;\n", noun,
                    hd_sql_qualified(scratch, schema, name),
                    hd_aside_name(scratch, diff, schema, name));
}

/*
 * From 18 on a NOT NULL has a name, which is said when a column is made. That of one that is only
 * inherited cannot be said: it would be another one.
 */
static void not_null_free(hd_buf *out, const hd_diff *diff, const hd_fact *column)
{
    HD_SCRATCH(scratch);
    const hd_fact *new = diff->new_of[column->index];
    const char *name = hd_not_null_name(scratch, column);

    if (diff->server_version < 180000 || new == NULL || !hd_fact_bool(column, "not_null") ||
        hd_fact_bool(column, "not_null_inherited") || !hd_fact_bool(new, "inherited") ||
        hd_fact_bool(new->parent, "is_partition"))
        return;
    hd_buf_addf(
        out, "%s RENAME CONSTRAINT %s TO %s;\n", hd_alter_prefix(scratch, column->parent, false),
        name,
        hd_aside_name(scratch, diff, column->parent->schema,
                      hd_printf(scratch, "%s_%s_not_null", column->parent->name, column->name)));
}

static void part_set_aside(hd_buf *out, const hd_diff *diff, const hd_fact *part)
{
    HD_SCRATCH(scratch);
    const hd_fact *identity = part->kind == &hd_kind_column
                                  ? hd_fact_child(part, &hd_kind_identity, NULL)
                                  : NULL;

    if (part->kind == &hd_kind_column)
        not_null_free(out, diff, part);
    if (diff->apart[part->index])
        return; /* gone by then */
    if (part->kind == &hd_kind_index || (part->kind == &hd_kind_constraint && hd_has_index(part)))
        name_free(out, diff, "INDEX", part->parent->schema, part->name);
    else if (part->kind == &hd_kind_statistics)
        name_free(out, diff, "STATISTICS", part->schema, part->name);
    else if (identity != NULL)
        name_free(out, diff, "SEQUENCE", part->parent->schema, hd_identity_name(scratch, identity));
}

void hd_table_set_aside(hd_buf *out, const hd_change *change, const char *name)
{
    HD_SCRATCH(scratch);
    const hd_fact *old = change->old;
    const char *alter = hd_alter_prefix(scratch, old, false);

    /* A policy would hide rows from the copy. */
    if (hd_fact_bool(old, "force_row_security"))
        hd_buf_addf(out, "%s NO FORCE ROW LEVEL SECURITY;\n", alter);
    for (size_t i = 0; i < old->child_count; i++)
        part_set_aside(out, change->diff, old->children[i]);
    hd_buf_addf(out, "%s RENAME TO %s;\n", alter, name);
}

/* ---- rows ---- */

struct copy {
    hd_buf *names;
    hd_buf *values;
    bool numbered; /* one of the columns is an identity */
};

static void column_copy(struct copy *copy, const hd_change *change)
{
    HD_SCRATCH(scratch);
    const char *separator = copy->names->len == 0 ? "" : ", ";

    if (change->old == NULL || hd_fact_text(change->new, "generated") != NULL)
        return;
    hd_buf_addf(copy->names, "%s%s", separator, hd_sql_ident(scratch, change->new->name));
    hd_buf_add(copy->values, separator);
    hd_column_value(copy->values, change);
    copy->numbered |= hd_fact_child(change->new, &hd_kind_identity, NULL) != NULL;
}

static void rows_copy(hd_buf *out, const hd_change *change)
{
    HD_SCRATCH(scratch);
    const hd_fact *column = NULL;
    struct copy copy = {hd_buf_new(scratch), hd_buf_new(scratch), false};
    bool partitioned = hd_fact_text(change->old, "partition_key") != NULL;

    for (int64_t i = 1; (column = hd_column_at(change->new, i)) != NULL; i++)
        column_copy(&copy, &(hd_change){change->diff, change->diff->old_of[column->index], column});
    if (copy.names->len == 0)
        return;
    hd_buf_addf(out, "INSERT INTO %s (%s)%s\nSELECT %s\n  FROM %s%s;\n", change->new->identity,
                copy.names->data, copy.numbered ? " OVERRIDING SYSTEM VALUE" : "",
                copy.values->data, partitioned ? "" : "ONLY ",
                hd_aside_identity(scratch, change->diff, change->old->schema, change->old->name));
}

static void rows_fill(hd_buf *out, const hd_change *change)
{
    HD_SCRATCH(scratch);
    const char *alter = hd_alter_prefix(scratch, change->new, false);
    bool forced = hd_fact_bool(change->new, "force_row_security");

    if (forced)
        hd_buf_addf(out, "%s NO FORCE ROW LEVEL SECURITY;\n", alter);
    rows_copy(out, change);
    if (forced)
        hd_buf_addf(out, "%s FORCE ROW LEVEL SECURITY;\n", alter);
}

void hd_table_fill(hd_buf *out, const hd_change *change)
{
    HD_SCRATCH(scratch);

    if (hd_rebuild_joins_type(change->diff, change->new))
        hd_buf_addf(out, "%s OF %s;\n", hd_alter_prefix(scratch, change->new, false),
                    hd_fact_text(change->new, "of_type"));
    else if (change->old != NULL && hd_rebuild_copies(change->diff, change->old))
        rows_fill(out, change);
}
