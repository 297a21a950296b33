/* Domains. */
#include "catalog/print.h"
#include "sql.h"

static const hd_attribute attributes[] = {
    HD_NEEDED_TEXT("type"),
    HD_TEXT("collation"),
    HD_EXPRESSION("default"),
    HD_BOOL("not_null"),
};

static void create(hd_buf *out, const hd_fact *fact, const struct hd_ddl *ddl)
{
    const char *collation = hd_fact_text(fact, "collation");
    const char *value = hd_fact_text(fact, "default");

    (void)ddl;
    hd_buf_addf(out, "CREATE DOMAIN %s AS %s", fact->identity, hd_fact_text(fact, "type"));
    if (collation != NULL)
        hd_buf_addf(out, " COLLATE %s", collation);
    if (value != NULL)
        hd_buf_addf(out, " DEFAULT %s", value);
    if (hd_fact_bool(fact, "not_null"))
        hd_buf_add(out, " NOT NULL");
    hd_buf_add(out, ";\n");
}

const hd_kind hd_kind_domain = {
    .id = HD_KIND_domain,
    .name = "domain",
    .tier = 1,
    .naming = HD_NAMING_SCHEMA,
    .classid = 1247,
    .attributes = attributes,
    .attribute_count = HD_COUNT(attributes),
    .queries = {{0, hd_sql_catalog_domain}},
    .noun = "DOMAIN",
    .grant_noun = "TYPE",
    .create = create,
};
