/* Publications; their members are facts below them. */
#include "catalog/print.h"
#include "sql.h"

static const hd_attribute attributes[] = {
    HD_BOOL("all_tables"),        HD_SET("publish"), HD_BOOL("via_root"), HD_BOOL("all_sequences"),
    HD_TEXT("generated_columns"),
};

static void create(hd_buf *out, const hd_fact *fact, const struct hd_ddl *ddl)
{
    HD_SCRATCH(scratch);
    hd_strings publish = hd_fact_list(scratch, fact, "publish");
    const char *generated = hd_fact_text(fact, "generated_columns");

    (void)ddl;
    hd_buf_addf(out, "CREATE PUBLICATION %s", fact->identity);
    if (hd_fact_bool(fact, "all_tables"))
        hd_buf_add(out, " FOR ALL TABLES");
    if (hd_fact_bool(fact, "all_sequences"))
        hd_buf_add(out,
                   hd_fact_bool(fact, "all_tables") ? ", ALL SEQUENCES" : " FOR ALL SEQUENCES");
    hd_buf_add(out, " WITH (publish = '");
    hd_print_list(out, &publish);
    hd_buf_add_char(out, '\'');
    if (hd_fact_bool(fact, "via_root"))
        hd_buf_add(out, ", publish_via_partition_root = true");
    if (generated != NULL)
        hd_buf_addf(out, ", publish_generated_columns = %s", generated);
    hd_buf_add(out, ");\n");
}

const hd_kind hd_kind_publication = {
    .id = HD_KIND_publication,
    .name = "publication",
    .tier = 2,
    .naming = HD_NAMING_GLOBAL,
    .classid = 6104,
    .attributes = attributes,
    .attribute_count = HD_COUNT(attributes),
    .queries = {{0, hd_sql_catalog_publication}},
    .noun = "PUBLICATION",
    .create = create,
    .phase = 2,
};
