/* Operator families. */
#include "catalog/kinds.h"
#include "sql.h"

static const hd_attribute attributes[] = {
    HD_NEEDED_TEXT("definition"),
};

const hd_kind hd_kind_operator_family = {
    .id = HD_KIND_operator_family,
    .name = "operator_family",
    .tier = 2,
    .naming = HD_NAMING_TEXT,
    .classid = 2753,
    .attributes = attributes,
    .attribute_count = HD_COUNT(attributes),
    .queries = {{0, hd_sql_catalog_operator_family}},
    .noun = "OPERATOR FAMILY",
};
