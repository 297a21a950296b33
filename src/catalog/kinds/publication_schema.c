/* Schemas of publications. */
#include "catalog/print.h"
#include "sql.h"

static const hd_kind *const parents[] = {&hd_kind_publication, NULL};

static void create(hd_buf *out, const hd_fact *fact, const struct hd_ddl *ddl)
{
    (void)ddl;
    hd_buf_addf(out, "ALTER PUBLICATION %s ADD TABLES IN SCHEMA %s;\n", fact->parent->identity,
                fact->name);
}

const hd_kind hd_kind_publication_schema = {
    .id = HD_KIND_publication_schema,
    .name = "publication_schema",
    .tier = 2,
    .naming = HD_NAMING_ABOUT,
    .classid = 6237,
    .parent_class = 6104,
    .needs_parent = true,
    .parents = parents,
    .queries = {{150000, hd_sql_catalog_publication_schema_v15}},
    .create = create,
    .phase = 2,
};
