/* Foreign tables. */
#include "catalog/print.h"
#include "sql.h"

static const hd_attribute attributes[] = {
    HD_BOOL("is_partition"),
    HD_NEEDED_TEXT("server"),
    HD_SET("options"),
};

static void create(hd_buf *out, const hd_fact *fact, const struct hd_ddl *ddl)
{
    hd_buf_addf(out, "CREATE FOREIGN TABLE %s", fact->identity);
    hd_print_columns(out, fact, ddl);
    hd_print_inherits(out, fact);
    hd_buf_addf(out, "\n SERVER %s", hd_fact_text(fact, "server"));
    hd_print_options(out, fact, "options");
    hd_buf_add(out, ";\n");
    hd_print_column_changes(out, fact);
}

const hd_kind hd_kind_foreign_table = {
    .id = HD_KIND_foreign_table,
    .name = "foreign_table",
    .tier = 2,
    .naming = HD_NAMING_SCHEMA,
    .classid = 1259,
    .attributes = attributes,
    .attribute_count = HD_COUNT(attributes),
    .queries = {{0, hd_sql_catalog_foreign_table}},
    .noun = "FOREIGN TABLE",
    .grant_noun = "TABLE",
    .create = create,
};
