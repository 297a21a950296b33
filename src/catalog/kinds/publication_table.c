/* Tables of publications. */
#include "catalog/print.h"
#include "sql.h"

static const hd_attribute attributes[] = {
    HD_LIST("columns"),
    HD_EXPRESSION("where"),
};

static const hd_kind *const parents[] = {&hd_kind_publication, NULL};

static void create(hd_buf *out, const hd_fact *fact, const struct hd_ddl *ddl)
{
    HD_SCRATCH(scratch);
    hd_strings columns = hd_fact_list(scratch, fact, "columns");
    const char *where = hd_fact_text(fact, "where");

    (void)ddl;
    hd_buf_addf(out, "ALTER PUBLICATION %s ADD TABLE ONLY %s", fact->parent->identity, fact->name);
    if (columns.count > 0) {
        hd_buf_add(out, " (");
        hd_print_list(out, &columns);
        hd_buf_add_char(out, ')');
    }
    if (where != NULL)
        hd_buf_addf(out, " WHERE (%s)", where);
    hd_buf_add(out, ";\n");
}

const hd_kind hd_kind_publication_table = {
    .id = HD_KIND_publication_table,
    .name = "publication_table",
    .tier = 2,
    .naming = HD_NAMING_ABOUT,
    .classid = 6106,
    .parent_class = 6104,
    .needs_parent = true,
    .parents = parents,
    .attributes = attributes,
    .attribute_count = HD_COUNT(attributes),
    .queries = {{0, hd_sql_catalog_publication_table},
                {150000, hd_sql_catalog_publication_table_v15}},
    .create = create,
    .phase = 2,
};
