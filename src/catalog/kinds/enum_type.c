/* Enum types; their values are facts below them. */
#include "catalog/print.h"
#include "parse/quote.h"
#include "sql.h"

/* The value at a position: children are sorted by name. */
static const hd_fact *value_at(const hd_fact *type, int64_t position)
{
    for (size_t i = 0; i < type->child_count; i++)
        if (type->children[i]->kind == &hd_kind_enum_value &&
            hd_fact_int(type->children[i], "position", 0) == position)
            return type->children[i];
    return NULL;
}

static void create(hd_buf *out, const hd_fact *fact, const struct hd_ddl *ddl)
{
    HD_SCRATCH(scratch);
    const hd_fact *value = value_at(fact, 1);

    (void)ddl;
    hd_buf_addf(out, "CREATE TYPE %s AS ENUM (", fact->identity);
    for (int64_t i = 1; value != NULL; value = value_at(fact, ++i))
        hd_buf_addf(out, "%s\n    %s", i == 1 ? "" : ",", hd_sql_literal(scratch, value->name));
    hd_buf_add(out, "\n);\n");
}

const hd_kind hd_kind_enum_type = {
    .id = HD_KIND_enum_type,
    .name = "enum_type",
    .tier = 1,
    .naming = HD_NAMING_SCHEMA,
    .classid = 1247,
    .queries = {{0, hd_sql_catalog_enum_type}},
    .noun = "TYPE",
    .create = create,
};
