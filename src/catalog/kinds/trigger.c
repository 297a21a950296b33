/* Triggers. */
#include "catalog/print.h"
#include "parse/quote.h"
#include "sql.h"

static const hd_attribute attributes[] = {
    HD_NEEDED_EXPRESSION("definition"),
    HD_TEXT("enabled"),
    HD_BOOL("cloned"),
};

static const hd_kind *const parents[] = {&hd_kind_table, &hd_kind_foreign_table, &hd_kind_view,
                                         NULL};

static void create(hd_buf *out, const hd_fact *fact, const struct hd_ddl *ddl)
{
    HD_SCRATCH(scratch);

    (void)ddl;
    /* What a partition has from its parent comes with its attachment, and is enabled then. */
    if (!hd_fact_bool(fact, "cloned"))
        hd_print_definition(out, fact);
    else if (hd_fact_text(fact, "enabled") == NULL)
        hd_buf_addf(out, "ALTER TABLE %s ENABLE TRIGGER %s;\n", fact->parent->identity,
                    hd_sql_ident(scratch, fact->name));
    hd_print_enabled(out, fact, "TRIGGER");
}

const hd_kind hd_kind_trigger = {
    .id = HD_KIND_trigger,
    .name = "trigger",
    .tier = 1,
    .naming = HD_NAMING_PARENT,
    .classid = 2620,
    .parent_class = 1259,
    .needs_parent = true,
    .parents = parents,
    .attributes = attributes,
    .attribute_count = HD_COUNT(attributes),
    .queries = {{0, hd_sql_catalog_trigger}},
    .noun = "TRIGGER",
    .on_parent = true,
    .create = create,
};
