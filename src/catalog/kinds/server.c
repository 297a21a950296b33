/* Foreign servers. */
#include "catalog/print.h"
#include "parse/quote.h"
#include "sql.h"

static const hd_attribute attributes[] = {
    HD_NEEDED_TEXT("wrapper"),
    HD_TEXT("type"),
    HD_TEXT("version"),
    HD_SET("options"),
};

static void create(hd_buf *out, const hd_fact *fact, const struct hd_ddl *ddl)
{
    HD_SCRATCH(scratch);
    const char *type = hd_fact_text(fact, "type");
    const char *version = hd_fact_text(fact, "version");

    (void)ddl;
    hd_buf_addf(out, "CREATE SERVER %s", fact->identity);
    if (type != NULL)
        hd_buf_addf(out, " TYPE %s", hd_sql_literal(scratch, type));
    if (version != NULL)
        hd_buf_addf(out, " VERSION %s", hd_sql_literal(scratch, version));
    hd_buf_addf(out, " FOREIGN DATA WRAPPER %s", hd_fact_text(fact, "wrapper"));
    hd_print_options(out, fact, "options");
    hd_buf_add(out, ";\n");
}

const hd_kind hd_kind_server = {
    .id = HD_KIND_server,
    .name = "server",
    .tier = 2,
    .naming = HD_NAMING_GLOBAL,
    .classid = 1417,
    .attributes = attributes,
    .attribute_count = HD_COUNT(attributes),
    .queries = {{0, hd_sql_catalog_server}},
    .noun = "SERVER",
    .grant_noun = "FOREIGN SERVER",
    .create = create,
};
