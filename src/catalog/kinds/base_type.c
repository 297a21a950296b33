/* Base types and shell types. */
#include "catalog/print.h"
#include "sql.h"

static const hd_attribute attributes[] = {
    HD_TEXT("definition"),
};

static void create(hd_buf *out, const hd_fact *fact, const struct hd_ddl *ddl)
{
    (void)ddl;
    if (hd_fact_text(fact, "definition") == NULL)
        hd_buf_addf(out, "CREATE TYPE %s;\n", fact->identity);
    else
        hd_print_definition(out, fact);
}

const hd_kind hd_kind_base_type = {
    .id = HD_KIND_base_type,
    .name = "base_type",
    .tier = 3,
    .naming = HD_NAMING_SCHEMA,
    .classid = 1247,
    .attributes = attributes,
    .attribute_count = HD_COUNT(attributes),
    .queries = {{0, hd_sql_catalog_base_type}},
    .noun = "TYPE",
    .create = create,
};
