/* Schemas. */
#include "catalog/print.h"
#include "sql.h"

static void create(hd_buf *out, const hd_fact *fact, const struct hd_ddl *ddl)
{
    (void)ddl;
    /* A new database has it. */
    if (strcmp(fact->identity, "public") != 0)
        hd_buf_addf(out, "CREATE SCHEMA %s;\n", fact->identity);
}

const hd_kind hd_kind_schema = {
    .id = HD_KIND_schema,
    .name = "schema",
    .tier = 1,
    .naming = HD_NAMING_GLOBAL,
    .classid = 2615,
    .queries = {{0, hd_sql_catalog_schema}},
    .noun = "SCHEMA",
    .create = create,
};
