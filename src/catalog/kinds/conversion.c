/* Encoding conversions. */
#include "catalog/kinds.h"
#include "sql.h"

static const hd_attribute attributes[] = {
    HD_NEEDED_TEXT("definition"),
};

const hd_kind hd_kind_conversion = {
    .id = HD_KIND_conversion,
    .name = "conversion",
    .tier = 3,
    .naming = HD_NAMING_SCHEMA,
    .classid = 2607,
    .attributes = attributes,
    .attribute_count = HD_COUNT(attributes),
    .queries = {{0, hd_sql_catalog_conversion}},
    .noun = "CONVERSION",
};
