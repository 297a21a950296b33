/* Composite types; their attributes are facts below them. */
#include "catalog/print.h"
#include "parse/quote.h"
#include "sql.h"

static void attribute_print(hd_buf *out, const hd_fact *attribute)
{
    HD_SCRATCH(scratch);
    const char *collation = hd_fact_text(attribute, "collation");

    hd_buf_addf(out, "%s %s", hd_sql_ident(scratch, attribute->name),
                hd_fact_text(attribute, "type"));
    if (collation != NULL)
        hd_buf_addf(out, " COLLATE %s", collation);
}

static const hd_fact *attribute_at(const hd_fact *type, int64_t position)
{
    for (size_t i = 0; i < type->child_count; i++)
        if (type->children[i]->kind == &hd_kind_attribute &&
            hd_fact_int(type->children[i], "position", 0) == position)
            return type->children[i];
    return NULL;
}

static void create(hd_buf *out, const hd_fact *fact, const struct hd_ddl *ddl)
{
    const hd_fact *attribute = attribute_at(fact, 1);

    (void)ddl;
    hd_buf_addf(out, "CREATE TYPE %s AS (", fact->identity);
    for (int64_t i = 1; attribute != NULL; attribute = attribute_at(fact, ++i)) {
        hd_buf_add(out, i == 1 ? "\n    " : ",\n    ");
        attribute_print(out, attribute);
    }
    hd_buf_add(out, "\n);\n");
}

const hd_kind hd_kind_composite_type = {
    .id = HD_KIND_composite_type,
    .name = "composite_type",
    .tier = 1,
    .naming = HD_NAMING_SCHEMA,
    .classid = 1247,
    .queries = {{0, hd_sql_catalog_composite_type}},
    .noun = "TYPE",
    .create = create,
};
