/* Partitions: what they belong to, with what bound. */
#include "catalog/print.h"
#include "sql.h"

static const hd_attribute attributes[] = {
    HD_NEEDED_TEXT("partition_of"),
    HD_NEEDED_TEXT("bound"),
};

static const hd_kind *const parents[] = {&hd_kind_table, &hd_kind_foreign_table, NULL};

static void create(hd_buf *out, const hd_fact *fact, const struct hd_ddl *ddl)
{
    (void)ddl;
    hd_buf_addf(out, "ALTER TABLE ONLY %s ATTACH PARTITION %s %s;\n",
                hd_fact_text(fact, "partition_of"), fact->parent->identity,
                hd_fact_text(fact, "bound"));
}

const hd_kind hd_kind_attachment = {
    .id = HD_KIND_attachment,
    .name = "attachment",
    .tier = 1,
    .naming = HD_NAMING_PARENT,
    .parent_class = 1259,
    .needs_parent = true,
    .parents = parents,
    .nameless = true,
    .attributes = attributes,
    .attribute_count = HD_COUNT(attributes),
    .queries = {{0, hd_sql_catalog_attachment}},
    .create = create,
    .phase = 1,
};
