/* Transforms. */
#include "catalog/kinds.h"
#include "sql.h"

static const hd_attribute attributes[] = {
    HD_NEEDED_TEXT("definition"),
};

const hd_kind hd_kind_transform = {
    .id = HD_KIND_transform,
    .name = "transform",
    .tier = 3,
    .naming = HD_NAMING_TEXT,
    .classid = 3576,
    .attributes = attributes,
    .attribute_count = HD_COUNT(attributes),
    .queries = {{0, hd_sql_catalog_transform}},
    .noun = "TRANSFORM",
};
