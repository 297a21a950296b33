/* Access methods. */
#include "catalog/kinds.h"
#include "sql.h"

static const hd_attribute attributes[] = {
    HD_NEEDED_TEXT("definition"),
};

const hd_kind hd_kind_access_method = {
    .id = HD_KIND_access_method,
    .name = "access_method",
    .tier = 3,
    .naming = HD_NAMING_GLOBAL,
    .classid = 2601,
    .attributes = attributes,
    .attribute_count = HD_COUNT(attributes),
    .queries = {{0, hd_sql_catalog_access_method}},
    .noun = "ACCESS METHOD",
};
