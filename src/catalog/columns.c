#include "catalog/print.h"

#include "base/text.h"
#include "parse/quote.h"

/*
 * Columns in statements. Those that a table has from the tables it inherits from are left
 * to INHERITS; a partition names all of its columns and is attached afterwards, so that its
 * own order of columns is kept.
 */

/* Columns of the table by position: children are sorted by name. */
static size_t columns_of(TALLOC_CTX *ctx, const hd_fact *table, const hd_fact ***ret)
{
    size_t count = 0;

    for (size_t i = 0; i < table->child_count; i++)
        count += table->children[i]->kind == &hd_kind_column;
    const hd_fact **columns = hd_new_array(ctx, const hd_fact *, count + 1);
    for (size_t i = 0; i < table->child_count; i++) {
        const hd_fact *child = table->children[i];
        if (child->kind != &hd_kind_column)
            continue;
        int64_t position = hd_fact_int(child, "position", 0);
        if (position > 0 && (size_t)position <= count)
            columns[position - 1] = child;
    }
    *ret = columns;
    return count;
}

static bool is_own(const hd_fact *column)
{
    return !hd_fact_bool(column, "inherited") || hd_fact_bool(column->parent, "is_partition");
}

void hd_print_identity(hd_buf *out, const hd_fact *identity)
{
    HD_SCRATCH(scratch);
    hd_buf *options = hd_buf_new(scratch);

    const char *sequence = hd_fact_text(identity, "sequence");
    if (sequence != NULL)
        hd_buf_addf(options, " SEQUENCE NAME %s", sequence);
    hd_print_sequence(options, identity);
    hd_buf_addf(out, "GENERATED %s AS IDENTITY",
                hd_fact_bool(identity, "always") ? "ALWAYS" : "BY DEFAULT");
    if (options->len > 0)
        hd_buf_addf(out, " (%s)", options->data + 1);
}

/* INHERITS brings it; a partition is made like any table before it is attached. */
static bool not_null_is_implied(const hd_fact *column)
{
    return hd_fact_bool(column, "not_null_inherited") &&
           !hd_fact_bool(column->parent, "is_partition");
}

const char *hd_not_null_name(TALLOC_CTX *ctx, const hd_fact *column)
{
    const char *name = hd_fact_text(column, "not_null_name");

    if (name != NULL)
        return hd_sql_ident(ctx, name);
    return hd_sql_ident(ctx, hd_printf(ctx, "%s_%s_not_null", column->parent->name, column->name));
}

/* A partition that is made before its table would have the name that the server chooses. */
bool hd_not_null_is_named(const hd_fact *column)
{
    HD_SCRATCH(scratch);
    const hd_fact *table = column->parent;
    const char *name = hd_printf(scratch, "%s_%s_not_null", table->name, column->name);

    if (hd_fact_text(column, "not_null_name") != NULL)
        return true;
    for (size_t i = 0; i < table->user_count; i++) {
        const hd_fact *link = table->users[i];
        const hd_fact *below = link->kind == &hd_kind_attachment && link->parent != table
                                   ? hd_fact_child(link->parent, &hd_kind_column, column->name)
                                   : NULL;
        if (below != NULL && hd_text_equal(hd_fact_text(below, "not_null_name"), name))
            return true;
    }
    return false;
}

static void not_null_print(hd_buf *out, const hd_fact *column, const struct hd_ddl *ddl)
{
    HD_SCRATCH(scratch);

    if (!hd_fact_bool(column, "not_null") || hd_fact_bool(column, "not_null_not_valid") ||
        not_null_is_implied(column))
        return;
    if (hd_not_null_is_named(column) || (ddl->says_name != NULL && ddl->says_name(ddl, column)))
        hd_buf_addf(out, " CONSTRAINT %s", hd_not_null_name(scratch, column));
    hd_buf_add(out, " NOT NULL");
    if (hd_fact_bool(column, "not_null_no_inherit"))
        hd_buf_add(out, " NO INHERIT");
}

/* typed: the type of the table says the types of its columns. */
static void column_print(hd_buf *out, const hd_fact *column, const struct hd_ddl *ddl, bool typed)
{
    HD_SCRATCH(scratch);
    const char *collation = hd_fact_text(column, "collation");
    const char *compression = hd_fact_text(column, "compression");
    const char *generated = hd_fact_text(column, "generated");
    const hd_fact *value = hd_fact_child(column, &hd_kind_default, NULL);
    const hd_fact *identity = hd_fact_child(column, &hd_kind_identity, NULL);

    hd_buf_addf(out, "%s %s", hd_sql_ident(scratch, column->name),
                typed ? "WITH OPTIONS" : hd_fact_text(column, "type"));
    hd_print_options(out, column, "fdw_options");
    if (compression != NULL && !typed)
        hd_buf_addf(out, " COMPRESSION %s", compression);
    if (collation != NULL && !typed)
        hd_buf_addf(out, " COLLATE %s", collation);
    if (generated != NULL)
        hd_buf_addf(out, " GENERATED ALWAYS AS (%s) %s", hd_fact_text(column, "expression"),
                    hd_text_equal(generated, "stored") ? "STORED" : "VIRTUAL");
    if (value != NULL && ddl->is_folded(ddl, value))
        hd_buf_addf(out, " DEFAULT %s", hd_fact_text(value, "expression"));
    if (identity != NULL) {
        hd_buf_add_char(out, ' ');
        hd_print_identity(out, identity);
    }
    not_null_print(out, column, ddl);
}

void hd_print_column(hd_buf *out, const hd_fact *column, const struct hd_ddl *ddl)
{
    column_print(out, column, ddl, false);
}

void hd_print_columns(hd_buf *out, const hd_fact *fact, const struct hd_ddl *ddl)
{
    HD_SCRATCH(scratch);
    const hd_fact **columns = NULL;
    size_t count = columns_of(scratch, fact, &columns);
    const char *separator = "\n    ";
    bool typed = fact->kind == &hd_kind_table && hd_fact_text(fact, "of_type") != NULL;

    hd_buf_add(out, " (");
    for (size_t i = 0; i < count; i++) {
        if (columns[i] == NULL || !is_own(columns[i]))
            continue;
        hd_buf_add(out, separator);
        column_print(out, columns[i], ddl, typed);
        separator = ",\n    ";
    }
    for (size_t i = 0; i < fact->child_count; i++) {
        const hd_fact *child = fact->children[i];
        if (child->kind != &hd_kind_constraint || hd_is_implied(child) ||
            !ddl->is_folded(ddl, child))
            continue;
        hd_buf_add(out, separator);
        hd_print_constraint(out, child);
        separator = ",\n    ";
    }
    hd_buf_add(out, *separator == ',' ? "\n)" : ")");
}

/* Parents in the order in which they were named. */
void hd_print_inherits(hd_buf *out, const hd_fact *fact)
{
    size_t count = 0;

    for (size_t i = 0; i < fact->child_count; i++)
        count += fact->children[i]->kind == &hd_kind_inherit;
    /* Positions may have gaps where a parent was taken away. */
    for (int64_t last = 0, i = 0; (size_t)i < count; i++) {
        const hd_fact *next = NULL;
        for (size_t j = 0; j < fact->child_count; j++) {
            const hd_fact *child = fact->children[j];
            if (child->kind == &hd_kind_inherit && hd_fact_int(child, "position", 0) > last &&
                (next == NULL ||
                 hd_fact_int(child, "position", 0) < hd_fact_int(next, "position", 0)))
                next = child;
        }
        if (next == NULL)
            break;
        last = hd_fact_int(next, "position", 0);
        hd_buf_addf(out, "%s%s", i == 0 ? "\n INHERITS (" : ", ", next->name);
    }
    if (count > 0)
        hd_buf_add_char(out, ')');
}

/* ---- changes afterwards ---- */

/* Whether the column of a table that is inherited from is so. */
typedef bool column_test(const hd_fact *column);

static bool forbids_null(const hd_fact *column)
{
    return hd_fact_bool(column, "not_null") && !hd_fact_bool(column, "not_null_no_inherit");
}

static bool has_default(const hd_fact *column)
{
    return hd_fact_child(column, &hd_kind_default, NULL) != NULL;
}

/* What CREATE TABLE brings is from the tables next above, what ADD COLUMN brings from any. */
enum reach { NEXT_ABOVE, ANY_ABOVE };

/* Whether that is so in a table that this one inherits from. */
static bool is_inherited(const hd_fact *column, column_test *test, enum reach reach)
{
    const hd_fact *table = column->parent;

    for (size_t i = 0; i < table->child_count; i++) {
        const hd_fact *inherit = table->children[i];
        if (inherit->kind != &hd_kind_inherit)
            continue;
        for (size_t j = 0; j < inherit->edge_count; j++) {
            const hd_fact *above = hd_fact_child(inherit->edges[j].to, &hd_kind_column,
                                                 column->name);
            if (above != NULL &&
                (test(above) || (reach == ANY_ABOVE && is_inherited(above, test, reach))))
                return true;
        }
    }
    return false;
}

static void not_null_change(hd_buf *out, const hd_fact *column, const char *alter)
{
    HD_SCRATCH(scratch);
    const char *name = hd_sql_ident(scratch, column->name);

    if (!hd_fact_bool(column, "not_null")) {
        /* Before version 18 a table may lack what the one above has. */
        if (is_inherited(column, forbids_null, ANY_ABOVE))
            hd_buf_addf(out, "%s ALTER COLUMN %s DROP NOT NULL;\n", alter, name);
    } else if (hd_fact_bool(column, "not_null_not_valid")) {
        if (is_own(column) || !hd_fact_bool(column, "not_null_inherited"))
            hd_buf_addf(out, "%s ADD CONSTRAINT %s NOT NULL %s%s NOT VALID;\n", alter,
                        hd_not_null_name(scratch, column), name,
                        hd_fact_bool(column, "not_null_no_inherit") ? " NO INHERIT" : "");
    } else if (!is_own(column) && hd_fact_text(column, "not_null_name") != NULL &&
               !hd_fact_bool(column, "not_null_inherited"))
        hd_buf_addf(out, "%s ADD CONSTRAINT %s NOT NULL %s;\n", alter,
                    hd_not_null_name(scratch, column), name);
    else if (!is_own(column) && !is_inherited(column, forbids_null, NEXT_ABOVE))
        hd_buf_addf(out, "%s ALTER COLUMN %s SET NOT NULL;\n", alter, name);
}

/* Version 18 has NOT NULL as a constraint of its own, about which something can be said. */
void hd_print_not_null_comment(hd_buf *out, const hd_fact *column)
{
    HD_SCRATCH(scratch);
    const char *comment = hd_fact_text(column, "not_null_comment");

    hd_buf_addf(out, "COMMENT ON CONSTRAINT %s ON %s IS %s;\n", hd_not_null_name(scratch, column),
                column->parent->identity,
                comment == NULL ? "NULL" : hd_sql_literal(scratch, comment));
}

void hd_print_column_rest(hd_buf *out, const hd_fact *column, const char *alter)
{
    HD_SCRATCH(scratch);
    const char *name = hd_sql_ident(scratch, column->name);
    const char *storage = hd_fact_text(column, "storage");
    const char *statistics = hd_fact_text(column, "statistics");
    hd_strings options = hd_fact_list(scratch, column, "options");

    const hd_fact *identity = hd_fact_child(column, &hd_kind_identity, NULL);

    not_null_change(out, column, alter);
    if (hd_fact_text(column, "not_null_comment") != NULL)
        hd_print_not_null_comment(out, column);
    if (!has_default(column) && is_inherited(column, has_default, ANY_ABOVE))
        hd_buf_addf(out, "%s ALTER COLUMN %s DROP DEFAULT;\n", alter, name);
    if (identity != NULL && hd_fact_text(identity, "persistence") != NULL) {
        hd_buf_add(out, "ALTER ");
        hd_ddl_reference(out, identity);
        hd_buf_addf(out, " SET %s;\n", hd_fact_text(identity, "persistence"));
    }
    if (storage != NULL)
        hd_buf_addf(out, "%s ALTER COLUMN %s SET STORAGE %s;\n", alter, name, storage);
    if (statistics != NULL)
        hd_buf_addf(out, "%s ALTER COLUMN %s SET STATISTICS %s;\n", alter, name, statistics);
    if (options.count > 0) {
        hd_buf_addf(out, "%s ALTER COLUMN %s SET (", alter, name);
        hd_print_storage(out, &options, "", true);
        hd_buf_add(out, ");\n");
    }
}

void hd_print_column_changes(hd_buf *out, const hd_fact *fact)
{
    HD_SCRATCH(scratch);
    const hd_fact **columns = NULL;
    size_t count = columns_of(scratch, fact, &columns);
    const char *alter = hd_printf(scratch, "ALTER %s %s%s", fact->kind->noun,
                                  fact->kind == &hd_kind_materialized_view ? "" : "ONLY ",
                                  fact->identity);

    for (size_t i = 0; i < count; i++)
        if (columns[i] != NULL)
            hd_print_column_rest(out, columns[i], alter);
}
