/* Extended statistics. */
#include "catalog/print.h"
#include "sql.h"

static const hd_attribute attributes[] = {
    HD_NEEDED_EXPRESSION("definition"),
    HD_INT("target"),
};

static const hd_kind *const parents[] = {&hd_kind_table, &hd_kind_foreign_table,
                                         &hd_kind_materialized_view, NULL};

static void create(hd_buf *out, const hd_fact *fact, const struct hd_ddl *ddl)
{
    const char *target = hd_fact_text(fact, "target");

    (void)ddl;
    hd_print_definition(out, fact);
    if (target != NULL)
        hd_buf_addf(out, "ALTER STATISTICS %s SET STATISTICS %s;\n", fact->identity, target);
}

const hd_kind hd_kind_statistics = {
    .id = HD_KIND_statistics,
    .name = "statistics",
    .tier = 2,
    .naming = HD_NAMING_SCHEMA,
    .classid = 3381,
    .parent_class = 1259,
    .needs_parent = true,
    .parents = parents,
    .attributes = attributes,
    .attribute_count = HD_COUNT(attributes),
    .queries = {{0, hd_sql_catalog_statistics}},
    .noun = "STATISTICS",
    .create = create,
};
