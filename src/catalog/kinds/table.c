/* Tables and partitioned tables. */
#include "catalog/print.h"
#include "parse/quote.h"
#include "sql.h"

static const hd_attribute attributes[] = {
    HD_BOOL("unlogged"),      HD_EXPRESSION("partition_key"), HD_BOOL("is_partition"),
    HD_TEXT("access_method"), HD_TEXT("tablespace"),          HD_SET("options"),
    HD_SET("toast_options"),  HD_BOOL("row_security"),        HD_BOOL("force_row_security"),
    HD_TEXT("of_type"),
};

static void storage_print(hd_buf *out, const hd_fact *fact)
{
    HD_SCRATCH(scratch);
    hd_strings options = hd_fact_list(scratch, fact, "options");
    hd_strings toast = hd_fact_list(scratch, fact, "toast_options");

    if (options.count + toast.count == 0)
        return;
    hd_buf_add(out, "\n WITH (");
    hd_print_storage(out, &options, "", true);
    hd_print_storage(out, &toast, "toast.", options.count == 0);
    hd_buf_add_char(out, ')');
}

static void create(hd_buf *out, const hd_fact *fact, const struct hd_ddl *ddl)
{
    HD_SCRATCH(scratch);
    const char *of_type = hd_fact_text(fact, "of_type");
    const char *key = hd_fact_text(fact, "partition_key");
    const char *method = hd_fact_text(fact, "access_method");
    const char *tablespace = hd_fact_text(fact, "tablespace");

    hd_buf_addf(out, "CREATE %sTABLE %s", hd_fact_bool(fact, "unlogged") ? "UNLOGGED " : "",
                fact->identity);
    if (of_type != NULL)
        hd_buf_addf(out, " OF %s", of_type);
    hd_print_columns(out, fact, ddl);
    hd_print_inherits(out, fact);
    if (key != NULL)
        hd_buf_addf(out, "\n PARTITION BY %s", key);
    if (method != NULL)
        hd_buf_addf(out, "\n USING %s", hd_sql_ident(scratch, method));
    storage_print(out, fact);
    if (tablespace != NULL)
        hd_buf_addf(out, "\n TABLESPACE %s", hd_sql_ident(scratch, tablespace));
    hd_buf_add(out, ";\n");
    hd_print_column_changes(out, fact);
    if (hd_fact_bool(fact, "row_security"))
        hd_buf_addf(out, "ALTER TABLE %s ENABLE ROW LEVEL SECURITY;\n", fact->identity);
    if (hd_fact_bool(fact, "force_row_security"))
        hd_buf_addf(out, "ALTER TABLE %s FORCE ROW LEVEL SECURITY;\n", fact->identity);
}

const hd_kind hd_kind_table = {
    .id = HD_KIND_table,
    .name = "table",
    .tier = 1,
    .naming = HD_NAMING_SCHEMA,
    .classid = 1259,
    .attributes = attributes,
    .attribute_count = HD_COUNT(attributes),
    .queries = {{0, hd_sql_catalog_table}},
    .noun = "TABLE",
    .create = create,
};
