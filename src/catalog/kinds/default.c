/* Defaults of columns. */
#include "catalog/print.h"
#include "parse/quote.h"
#include "sql.h"

static const hd_attribute attributes[] = {
    HD_NEEDED_EXPRESSION("expression"),
};

static const hd_kind *const parents[] = {&hd_kind_column, NULL};

static bool foldable(const hd_fact *fact)
{
    const hd_fact *column = fact->parent;
    const hd_fact *relation = column->parent;

    if (relation->kind != &hd_kind_table && relation->kind != &hd_kind_foreign_table)
        return false;
    return !hd_fact_bool(column, "inherited") || hd_fact_bool(relation, "is_partition");
}

static void create(hd_buf *out, const hd_fact *fact, const struct hd_ddl *ddl)
{
    HD_SCRATCH(scratch);
    const hd_fact *column = fact->parent;
    bool in_view = column->parent->kind == &hd_kind_view;

    (void)ddl;
    hd_buf_addf(out, "ALTER %s %s%s ALTER COLUMN %s SET DEFAULT %s;\n", in_view ? "VIEW" : "TABLE",
                in_view ? "" : "ONLY ", column->parent->identity,
                hd_sql_ident(scratch, column->name), hd_fact_text(fact, "expression"));
}

const hd_kind hd_kind_default = {
    .id = HD_KIND_default,
    .name = "default",
    .tier = 1,
    .naming = HD_NAMING_PARENT,
    .classid = 2604,
    .parent_class = 1259,
    .needs_parent = true,
    .parents = parents,
    .nameless = true,
    .attributes = attributes,
    .attribute_count = HD_COUNT(attributes),
    .queries = {{0, hd_sql_catalog_default}},
    .fold = HD_FOLD_POSSIBLE,
    .foldable = foldable,
    .create = create,
};
