/* Casts. */
#include "catalog/kinds.h"
#include "sql.h"

static const hd_attribute attributes[] = {
    HD_NEEDED_TEXT("definition"),
};

const hd_kind hd_kind_cast = {
    .id = HD_KIND_cast,
    .name = "cast",
    .tier = 3,
    .naming = HD_NAMING_TEXT,
    .classid = 2605,
    .attributes = attributes,
    .attribute_count = HD_COUNT(attributes),
    .queries = {{0, hd_sql_catalog_cast}},
    .noun = "CAST",
};
