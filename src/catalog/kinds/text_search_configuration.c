/* Text search configurations. */
#include "catalog/print.h"
#include "sql.h"

static const hd_attribute attributes[] = {
    HD_NEEDED_TEXT("parser"),
    HD_LIST("mappings"),
};

static void create(hd_buf *out, const hd_fact *fact, const struct hd_ddl *ddl)
{
    HD_SCRATCH(scratch);
    hd_strings mappings = hd_fact_list(scratch, fact, "mappings");

    (void)ddl;
    hd_buf_addf(out, "CREATE TEXT SEARCH CONFIGURATION %s (PARSER = %s);\n", fact->identity,
                hd_fact_text(fact, "parser"));
    for (size_t i = 0; i < mappings.count; i++)
        hd_buf_addf(out, "ALTER TEXT SEARCH CONFIGURATION %s ADD MAPPING FOR %s;\n", fact->identity,
                    mappings.items[i]);
}

const hd_kind hd_kind_text_search_configuration = {
    .id = HD_KIND_text_search_configuration,
    .name = "text_search_configuration",
    .tier = 2,
    .naming = HD_NAMING_SCHEMA,
    .classid = 3602,
    .attributes = attributes,
    .attribute_count = HD_COUNT(attributes),
    .queries = {{0, hd_sql_catalog_text_search_configuration}},
    .noun = "TEXT SEARCH CONFIGURATION",
    .create = create,
};
