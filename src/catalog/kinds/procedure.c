/* Procedures. */
#include "catalog/kinds.h"
#include "sql.h"

static const hd_attribute attributes[] = {
    HD_ASIDE_TEXT("arguments"),
    HD_ASIDE_TEXT("result"),
    HD_ASIDE_TEXT("language"),
    HD_NEEDED_TEXT("definition"),
};

const hd_kind hd_kind_procedure = {
    .id = HD_KIND_procedure,
    .name = "procedure",
    .tier = 1,
    .naming = HD_NAMING_SCHEMA,
    .classid = 1255,
    .attributes = attributes,
    .attribute_count = HD_COUNT(attributes),
    .queries = {{0, hd_sql_catalog_procedure}},
    .noun = "PROCEDURE",
};
