/* Which tables a table inherits from. */
#include "catalog/kinds.h"
#include "sql.h"

static const hd_attribute attributes[] = {
    HD_ASIDE_INT("position"),
};

static const hd_kind *const parents[] = {&hd_kind_table, &hd_kind_foreign_table, NULL};

const hd_kind hd_kind_inherit = {
    .id = HD_KIND_inherit,
    .name = "inherit",
    .tier = 1,
    .naming = HD_NAMING_ABOUT,
    .parent_class = 1259,
    .needs_parent = true,
    .parents = parents,
    .attributes = attributes,
    .attribute_count = HD_COUNT(attributes),
    .queries = {{0, hd_sql_catalog_inherit}},
    .fold = HD_FOLD_ALWAYS,
};
