/* Collations. */
#include "catalog/kinds.h"
#include "sql.h"

static const hd_attribute attributes[] = {
    HD_NEEDED_TEXT("definition"),
};

const hd_kind hd_kind_collation = {
    .id = HD_KIND_collation,
    .name = "collation",
    .tier = 2,
    .naming = HD_NAMING_SCHEMA,
    .classid = 3456,
    .attributes = attributes,
    .attribute_count = HD_COUNT(attributes),
    .queries = {{0, hd_sql_catalog_collation}},
    .noun = "COLLATION",
};
