/* Extensions. What they made is not looked at. */
#include "catalog/print.h"
#include "parse/quote.h"
#include "sql.h"

static const hd_attribute attributes[] = {
    HD_NEEDED_TEXT("in_schema"),
    HD_TEXT("version"),
};

/* Without the version, as pg_dump has it: another server may offer only a newer one. */
static void create(hd_buf *out, const hd_fact *fact, const struct hd_ddl *ddl)
{
    HD_SCRATCH(scratch);

    (void)ddl;
    hd_buf_addf(out, "CREATE EXTENSION IF NOT EXISTS %s WITH SCHEMA %s;\n", fact->identity,
                hd_sql_ident(scratch, hd_fact_text(fact, "in_schema")));
}

const hd_kind hd_kind_extension = {
    .id = HD_KIND_extension,
    .name = "extension",
    .tier = 1,
    .naming = HD_NAMING_GLOBAL,
    .classid = 3079,
    .attributes = attributes,
    .attribute_count = HD_COUNT(attributes),
    .queries = {{0, hd_sql_catalog_extension}},
    .noun = "EXTENSION",
    .create = create,
};
