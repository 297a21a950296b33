/* Foreign-data wrappers. */
#include "catalog/print.h"
#include "sql.h"

static const hd_attribute attributes[] = {
    HD_TEXT("handler"),
    HD_TEXT("validator"),
    HD_SET("options"),
};

static void create(hd_buf *out, const hd_fact *fact, const struct hd_ddl *ddl)
{
    const char *handler = hd_fact_text(fact, "handler");
    const char *validator = hd_fact_text(fact, "validator");

    (void)ddl;
    hd_buf_addf(out, "CREATE FOREIGN DATA WRAPPER %s", fact->identity);
    if (handler != NULL)
        hd_buf_addf(out, " HANDLER %s", handler);
    if (validator != NULL)
        hd_buf_addf(out, " VALIDATOR %s", validator);
    hd_print_options(out, fact, "options");
    hd_buf_add(out, ";\n");
}

const hd_kind hd_kind_foreign_data_wrapper = {
    .id = HD_KIND_foreign_data_wrapper,
    .name = "foreign_data_wrapper",
    .tier = 2,
    .naming = HD_NAMING_GLOBAL,
    .classid = 2328,
    .attributes = attributes,
    .attribute_count = HD_COUNT(attributes),
    .queries = {{0, hd_sql_catalog_foreign_data_wrapper}},
    .noun = "FOREIGN DATA WRAPPER",
    .create = create,
};
