/* Indexes, without those of constraints. */
#include "catalog/attached.h"
#include "catalog/print.h"
#include "parse/quote.h"
#include "sql.h"

static const hd_attribute attributes[] = {
    HD_NEEDED_EXPRESSION("definition"),
    HD_BOOL("is_unique"),
    HD_ASIDE_TEXT("method"),
    HD_BOOL("invalid"),
    HD_TEXT("attached_to"),
    HD_TEXT("tablespace"),
    HD_BOOL("clustered"),
    HD_LIST("statistics"),
};

static const hd_kind *const parents[] = {&hd_kind_table, &hd_kind_materialized_view, NULL};

/* The definition with TABLESPACE, which stands before WHERE, left to SET TABLESPACE. */
static void create(hd_buf *out, const hd_fact *fact, const struct hd_ddl *ddl)
{
    HD_SCRATCH(scratch);
    const char *tablespace = hd_fact_text(fact, "tablespace");
    hd_strings statistics = hd_fact_list(scratch, fact, "statistics");

    (void)ddl;
    hd_print_definition(out, fact);
    hd_print_attached(out, fact);
    if (tablespace != NULL)
        hd_buf_addf(out, "ALTER INDEX %s SET TABLESPACE %s;\n", fact->identity,
                    hd_sql_ident(scratch, tablespace));
    for (size_t i = 0; i < statistics.count; i++) {
        int column = (int)strtol(statistics.items[i], NULL, 10);
        const char *target = strchr(statistics.items[i], ':');
        hd_buf_addf(out, "ALTER INDEX %s ALTER COLUMN %d SET STATISTICS %s;\n", fact->identity,
                    column, target == NULL ? "-1" : target + 1);
    }
    if (hd_fact_bool(fact, "clustered"))
        hd_buf_addf(out, "ALTER TABLE %s CLUSTER ON %s;\n", fact->parent->identity,
                    hd_sql_ident(scratch, fact->name));
}

const hd_kind hd_kind_index = {
    .id = HD_KIND_index,
    .name = "index",
    .tier = 1,
    .naming = HD_NAMING_SCHEMA,
    .classid = 1259,
    .parent_class = 1259,
    .needs_parent = true,
    .parents = parents,
    .attributes = attributes,
    .attribute_count = HD_COUNT(attributes),
    .queries = {{0, hd_sql_catalog_index}},
    .noun = "INDEX",
    .create = create,
};
