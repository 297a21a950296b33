/* Operators that are in an operator family, but in none of its classes. */
#include "catalog/kinds.h"
#include "sql.h"

static const hd_attribute attributes[] = {
    HD_NEEDED_TEXT("definition"),
    HD_ASIDE_TEXT("removal"),
};

static const hd_kind *const parents[] = {&hd_kind_operator_family, NULL};

/* What is added to a family of the server's own has no parent. */
const hd_kind hd_kind_family_operator = {
    .id = HD_KIND_family_operator,
    .name = "family_operator",
    .tier = 2,
    .naming = HD_NAMING_TEXT,
    .classid = 2602,
    .parent_class = 2753,
    .parents = parents,
    .attributes = attributes,
    .attribute_count = HD_COUNT(attributes),
    .queries = {{0, hd_sql_catalog_family_operator}},
};
