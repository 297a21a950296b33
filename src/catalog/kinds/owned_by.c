/* Which column a sequence belongs to. */
#include "catalog/print.h"
#include "sql.h"

static const hd_attribute attributes[] = {
    HD_NEEDED_TEXT("owning_table"),
    HD_NEEDED_TEXT("owning_column"),
};

static const hd_kind *const parents[] = {&hd_kind_sequence, NULL};

static void create(hd_buf *out, const hd_fact *fact, const struct hd_ddl *ddl)
{
    (void)ddl;
    hd_buf_addf(out, "ALTER SEQUENCE %s OWNED BY %s.%s;\n", fact->parent->identity,
                hd_fact_text(fact, "owning_table"), hd_fact_text(fact, "owning_column"));
}

const hd_kind hd_kind_owned_by = {
    .id = HD_KIND_owned_by,
    .name = "owned_by",
    .tier = 1,
    .naming = HD_NAMING_PARENT,
    .parent_class = 1259,
    .needs_parent = true,
    .parents = parents,
    .nameless = true,
    .attributes = attributes,
    .attribute_count = HD_COUNT(attributes),
    .queries = {{0, hd_sql_catalog_owned_by}},
    .create = create,
    .phase = 1,
};
