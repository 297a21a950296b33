/* User mappings. Secret options are known by their names only. */
#include "catalog/print.h"
#include "parse/quote.h"
#include "sql.h"

static const hd_attribute attributes[] = {
    HD_SET("options"),
    HD_ASIDE_LIST("secrets"),
};

static const hd_kind *const parents[] = {&hd_kind_server, NULL};

static void create(hd_buf *out, const hd_fact *fact, const struct hd_ddl *ddl)
{
    HD_SCRATCH(scratch);
    hd_strings secrets = hd_fact_list(scratch, fact, "secrets");

    (void)ddl;
    if (secrets.count > 0) {
        hd_buf_add(out, "-- Add what is secret: ");
        hd_print_list(out, &secrets);
        hd_buf_add_char(out, '\n');
    }
    hd_buf_addf(out, "CREATE USER MAPPING FOR %s SERVER %s",
                strcmp(fact->name, "public") == 0 ? "PUBLIC" : hd_sql_ident(scratch, fact->name),
                fact->parent->identity);
    hd_print_options(out, fact, "options");
    hd_buf_add(out, ";\n");
}

const hd_kind hd_kind_user_mapping = {
    .id = HD_KIND_user_mapping,
    .name = "user_mapping",
    .tier = 2,
    .naming = HD_NAMING_PARENT,
    .classid = 1418,
    .parent_class = 1417,
    .needs_parent = true,
    .parents = parents,
    .attributes = attributes,
    .attribute_count = HD_COUNT(attributes),
    .queries = {{0, hd_sql_catalog_user_mapping}},
    .create = create,
};
