/* Text search dictionaries. */
#include "catalog/print.h"
#include "sql.h"

static const hd_attribute attributes[] = {
    HD_NEEDED_TEXT("template"),
    HD_TEXT("options"),
};

static void create(hd_buf *out, const hd_fact *fact, const struct hd_ddl *ddl)
{
    const char *options = hd_fact_text(fact, "options");

    (void)ddl;
    hd_buf_addf(out, "CREATE TEXT SEARCH DICTIONARY %s (TEMPLATE = %s%s%s);\n", fact->identity,
                hd_fact_text(fact, "template"), options == NULL ? "" : ", ",
                options == NULL ? "" : options);
}

const hd_kind hd_kind_text_search_dictionary = {
    .id = HD_KIND_text_search_dictionary,
    .name = "text_search_dictionary",
    .tier = 2,
    .naming = HD_NAMING_SCHEMA,
    .classid = 3600,
    .attributes = attributes,
    .attribute_count = HD_COUNT(attributes),
    .queries = {{0, hd_sql_catalog_text_search_dictionary}},
    .noun = "TEXT SEARCH DICTIONARY",
    .create = create,
};
