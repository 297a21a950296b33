/* Operator classes. */
#include "catalog/kinds.h"
#include "sql.h"

static const hd_attribute attributes[] = {
    HD_NEEDED_TEXT("definition"),
};

const hd_kind hd_kind_operator_class = {
    .id = HD_KIND_operator_class,
    .name = "operator_class",
    .tier = 3,
    .naming = HD_NAMING_TEXT,
    .classid = 2616,
    .attributes = attributes,
    .attribute_count = HD_COUNT(attributes),
    .queries = {{0, hd_sql_catalog_operator_class}},
    .noun = "OPERATOR CLASS",
};
