/* Operators. */
#include "catalog/kinds.h"
#include "sql.h"

static const hd_attribute attributes[] = {
    HD_NEEDED_TEXT("definition"),
};

const hd_kind hd_kind_operator = {
    .id = HD_KIND_operator,
    .name = "operator",
    .tier = 3,
    .naming = HD_NAMING_TEXT,
    .classid = 2617,
    .attributes = attributes,
    .attribute_count = HD_COUNT(attributes),
    .queries = {{0, hd_sql_catalog_operator}},
    .noun = "OPERATOR",
};
