/* Views. */
#include "catalog/print.h"
#include "sql.h"

static const hd_attribute attributes[] = {
    HD_SET("options"),
    HD_NEEDED_EXPRESSION("definition"),
};

static void create(hd_buf *out, const hd_fact *fact, const struct hd_ddl *ddl)
{
    HD_SCRATCH(scratch);
    hd_strings options = hd_fact_list(scratch, fact, "options");

    (void)ddl;
    hd_buf_addf(out, "CREATE OR REPLACE VIEW %s", fact->identity);
    if (options.count > 0) {
        hd_buf_add(out, " WITH (");
        hd_print_storage(out, &options, "", true);
        hd_buf_add_char(out, ')');
    }
    hd_buf_addf(out, " AS\n%s;\n", hd_fact_text(fact, "definition"));
}

const hd_kind hd_kind_view = {
    .id = HD_KIND_view,
    .name = "view",
    .tier = 1,
    .naming = HD_NAMING_SCHEMA,
    .classid = 1259,
    .attributes = attributes,
    .attribute_count = HD_COUNT(attributes),
    .queries = {{0, hd_sql_catalog_view}},
    .noun = "VIEW",
    .grant_noun = "TABLE",
    .create = create,
};
