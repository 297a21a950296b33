/* Triggers. */
#include "catalog/print.h"
#include "sql.h"

static const hd_attribute attributes[] = {
    HD_NEEDED_EXPRESSION("definition"),
    HD_TEXT("enabled"),
};

static const hd_kind *const parents[] = {&hd_kind_table, &hd_kind_foreign_table, &hd_kind_view,
                                         NULL};

static void create(hd_buf *out, const hd_fact *fact, const struct hd_ddl *ddl)
{
    (void)ddl;
    hd_print_definition(out, fact);
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
