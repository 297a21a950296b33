/* Values of enum types. */
#include "catalog/kinds.h"
#include "sql.h"

static const hd_attribute attributes[] = {
    HD_INT("position"),
};

static const hd_kind *const parents[] = {&hd_kind_enum_type, NULL};

const hd_kind hd_kind_enum_value = {
    .id = HD_KIND_enum_value,
    .name = "enum_value",
    .tier = 1,
    .naming = HD_NAMING_PARENT,
    .classid = 3501,
    .parent_class = 1247,
    .needs_parent = true,
    .parents = parents,
    .attributes = attributes,
    .attribute_count = HD_COUNT(attributes),
    .queries = {{0, hd_sql_catalog_enum_value}},
    .fold = HD_FOLD_ALWAYS,
};
