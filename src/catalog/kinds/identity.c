/* Identity columns: the sequence is theirs. */
#include "catalog/kinds.h"
#include "sql.h"

static const hd_attribute attributes[] = {
    HD_BOOL("always"),   HD_TEXT("sequence"),    HD_NEEDED_TEXT("type"), HD_INT("start"),
    HD_INT("increment"), HD_INT("minimum"),      HD_INT("maximum"),      HD_INT("cache"),
    HD_BOOL("cycle"),    HD_TEXT("persistence"),
};

static const hd_kind *const parents[] = {&hd_kind_column, NULL};

const hd_kind hd_kind_identity = {
    .id = HD_KIND_identity,
    .name = "identity",
    .tier = 1,
    .naming = HD_NAMING_PARENT,
    .classid = 1259,
    .parent_class = 1259,
    .needs_parent = true,
    .parents = parents,
    .nameless = true,
    .attributes = attributes,
    .attribute_count = HD_COUNT(attributes),
    .queries = {{0, hd_sql_catalog_identity}},
    .noun = "SEQUENCE",
    .fold = HD_FOLD_ALWAYS,
};
