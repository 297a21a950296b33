/* Materialized views. Whether they hold rows is no part of the schema. */
#include "catalog/print.h"
#include "parse/quote.h"
#include "sql.h"

static const hd_attribute attributes[] = {
    HD_TEXT("access_method"),
    HD_TEXT("tablespace"),
    HD_SET("options"),
    HD_NEEDED_EXPRESSION("definition"),
};

static void create(hd_buf *out, const hd_fact *fact, const struct hd_ddl *ddl)
{
    HD_SCRATCH(scratch);
    hd_strings options = hd_fact_list(scratch, fact, "options");
    const char *method = hd_fact_text(fact, "access_method");
    const char *tablespace = hd_fact_text(fact, "tablespace");

    (void)ddl;
    hd_buf_addf(out, "CREATE MATERIALIZED VIEW %s", fact->identity);
    if (method != NULL)
        hd_buf_addf(out, " USING %s", hd_sql_ident(scratch, method));
    if (options.count > 0) {
        hd_buf_add(out, " WITH (");
        hd_print_storage(out, &options, "", true);
        hd_buf_add_char(out, ')');
    }
    if (tablespace != NULL)
        hd_buf_addf(out, " TABLESPACE %s", hd_sql_ident(scratch, tablespace));
    hd_buf_addf(out, " AS\n%s\n WITH NO DATA;\n", hd_fact_text(fact, "definition"));
    hd_print_column_changes(out, fact);
}

const hd_kind hd_kind_materialized_view = {
    .id = HD_KIND_materialized_view,
    .name = "materialized_view",
    .tier = 1,
    .naming = HD_NAMING_SCHEMA,
    .classid = 1259,
    .attributes = attributes,
    .attribute_count = HD_COUNT(attributes),
    .queries = {{0, hd_sql_catalog_materialized_view}},
    .noun = "MATERIALIZED VIEW",
    .grant_noun = "TABLE",
    .create = create,
};
