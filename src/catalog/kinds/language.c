/* Procedural languages. */
#include "catalog/kinds.h"
#include "sql.h"

static const hd_attribute attributes[] = {
    HD_NEEDED_TEXT("definition"),
};

const hd_kind hd_kind_language = {
    .id = HD_KIND_language,
    .name = "language",
    .tier = 3,
    .naming = HD_NAMING_GLOBAL,
    .classid = 2612,
    .attributes = attributes,
    .attribute_count = HD_COUNT(attributes),
    .queries = {{0, hd_sql_catalog_language}},
    .noun = "LANGUAGE",
};
