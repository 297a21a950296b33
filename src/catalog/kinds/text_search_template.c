/* Text search templates. */
#include "catalog/kinds.h"
#include "sql.h"

static const hd_attribute attributes[] = {
    HD_NEEDED_TEXT("definition"),
};

const hd_kind hd_kind_text_search_template = {
    .id = HD_KIND_text_search_template,
    .name = "text_search_template",
    .tier = 2,
    .naming = HD_NAMING_SCHEMA,
    .classid = 3764,
    .attributes = attributes,
    .attribute_count = HD_COUNT(attributes),
    .queries = {{0, hd_sql_catalog_text_search_template}},
    .noun = "TEXT SEARCH TEMPLATE",
};
