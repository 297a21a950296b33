/* Columns of tables, foreign tables, views and materialized views. */
#include "catalog/kinds.h"
#include "sql.h"

static const hd_attribute attributes[] = {
    HD_ASIDE_INT("position"),
    HD_NEEDED_TEXT("type"),
    HD_TEXT("collation"),
    HD_BOOL("not_null"),
    HD_TEXT("not_null_name"),
    HD_BOOL("not_null_not_valid"),
    HD_BOOL("not_null_no_inherit"),
    HD_BOOL("not_null_inherited"),
    HD_TEXT("not_null_comment"),
    HD_TEXT("generated"),
    HD_EXPRESSION("expression"),
    HD_TEXT("storage"),
    HD_TEXT("compression"),
    HD_INT("statistics"),
    HD_SET("options"),
    HD_SET("fdw_options"),
    HD_BOOL("inherited"),
};

static const hd_kind *const parents[] = {&hd_kind_table, &hd_kind_foreign_table, &hd_kind_view,
                                         &hd_kind_materialized_view, NULL};

const hd_kind hd_kind_column = {
    .id = HD_KIND_column,
    .name = "column",
    .tier = 1,
    .naming = HD_NAMING_PARENT,
    .classid = 1259,
    .parent_class = 1259,
    .needs_parent = true,
    .parents = parents,
    .attributes = attributes,
    .attribute_count = HD_COUNT(attributes),
    .queries = {{0, hd_sql_catalog_column}, {180000, hd_sql_catalog_column_v18}},
    .noun = "COLUMN",
    .fold = HD_FOLD_ALWAYS,
};
