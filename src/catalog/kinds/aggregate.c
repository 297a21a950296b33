/* Aggregate functions. */
#include "catalog/kinds.h"
#include "sql.h"

static const hd_attribute attributes[] = {
    HD_ASIDE_TEXT("types"),
    HD_ASIDE_TEXT("result"),
    HD_NEEDED_TEXT("definition"),
};

const hd_kind hd_kind_aggregate = {
    .id = HD_KIND_aggregate,
    .name = "aggregate",
    .tier = 2,
    .naming = HD_NAMING_SCHEMA,
    .classid = 1255,
    .attributes = attributes,
    .attribute_count = HD_COUNT(attributes),
    .queries = {{0, hd_sql_catalog_aggregate}},
    .noun = "AGGREGATE",
    .grant_noun = "FUNCTION",
};
