/* Range types. */
#include "catalog/print.h"
#include "sql.h"

static const hd_attribute attributes[] = {
    HD_NEEDED_TEXT("subtype"), HD_TEXT("subtype_opclass"), HD_TEXT("collation"),
    HD_TEXT("canonical"),      HD_TEXT("subtype_diff"),    HD_TEXT("multirange"),
};

static void create(hd_buf *out, const hd_fact *fact, const struct hd_ddl *ddl)
{
    static const struct {
        const char *attribute, *word;
    } rows[] = {
        {"subtype_opclass", "SUBTYPE_OPCLASS"},
        {"collation", "COLLATION"},
        {"canonical", "CANONICAL"},
        {"subtype_diff", "SUBTYPE_DIFF"},
        {"multirange", "MULTIRANGE_TYPE_NAME"},
    };

    (void)ddl;
    hd_buf_addf(out, "CREATE TYPE %s AS RANGE (SUBTYPE = %s", fact->identity,
                hd_fact_text(fact, "subtype"));
    for (size_t i = 0; i < HD_COUNT(rows); i++)
        if (hd_fact_text(fact, rows[i].attribute) != NULL)
            hd_buf_addf(out, ", %s = %s", rows[i].word, hd_fact_text(fact, rows[i].attribute));
    hd_buf_add(out, ");\n");
}

const hd_kind hd_kind_range_type = {
    .id = HD_KIND_range_type,
    .name = "range_type",
    .tier = 2,
    .naming = HD_NAMING_SCHEMA,
    .classid = 1247,
    .attributes = attributes,
    .attribute_count = HD_COUNT(attributes),
    .queries = {{0, hd_sql_catalog_range_type}},
    .noun = "TYPE",
    .create = create,
};
