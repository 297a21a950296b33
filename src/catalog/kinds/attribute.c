/* Attributes of composite types. */
#include "catalog/kinds.h"
#include "sql.h"

static const hd_attribute attributes[] = {
    HD_INT("position"),
    HD_NEEDED_TEXT("type"),
    HD_TEXT("collation"),
};

static const hd_kind *const parents[] = {&hd_kind_composite_type, NULL};

const hd_kind hd_kind_attribute = {
    .id = HD_KIND_attribute,
    .name = "attribute",
    .tier = 1,
    .naming = HD_NAMING_PARENT,
    .classid = 1259,
    .parent_class = 1247,
    .needs_parent = true,
    .parents = parents,
    .attributes = attributes,
    .attribute_count = HD_COUNT(attributes),
    .queries = {{0, hd_sql_catalog_attribute}},
    .noun = "COLUMN",
    .fold = HD_FOLD_ALWAYS,
};
