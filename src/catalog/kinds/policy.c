/* Row security policies. */
#include "catalog/print.h"
#include "parse/quote.h"
#include "sql.h"

static const hd_attribute attributes[] = {
    HD_TEXT("command"),     HD_BOOL("restrictive"), HD_LIST("roles"),
    HD_EXPRESSION("using"), HD_EXPRESSION("check"),
};

static const hd_kind *const parents[] = {&hd_kind_table, NULL};

static void create(hd_buf *out, const hd_fact *fact, const struct hd_ddl *ddl)
{
    HD_SCRATCH(scratch);
    const char *command = hd_fact_text(fact, "command");
    const char *visible = hd_fact_text(fact, "using");
    const char *check = hd_fact_text(fact, "check");
    hd_strings roles = hd_fact_list(scratch, fact, "roles");

    (void)ddl;
    hd_buf_addf(out, "CREATE POLICY %s ON %s", hd_sql_ident(scratch, fact->name),
                fact->parent->identity);
    if (hd_fact_bool(fact, "restrictive"))
        hd_buf_add(out, " AS RESTRICTIVE");
    if (command != NULL)
        hd_buf_addf(out, " FOR %s", command);
    if (roles.count > 0) {
        hd_buf_add(out, " TO ");
        hd_print_list(out, &roles);
    }
    if (visible != NULL)
        hd_buf_addf(out, " USING (%s)", visible);
    if (check != NULL)
        hd_buf_addf(out, " WITH CHECK (%s)", check);
    hd_buf_add(out, ";\n");
}

const hd_kind hd_kind_policy = {
    .id = HD_KIND_policy,
    .name = "policy",
    .tier = 1,
    .naming = HD_NAMING_PARENT,
    .classid = 3256,
    .parent_class = 1259,
    .needs_parent = true,
    .parents = parents,
    .attributes = attributes,
    .attribute_count = HD_COUNT(attributes),
    .queries = {{0, hd_sql_catalog_policy}},
    .noun = "POLICY",
    .on_parent = true,
    .create = create,
};
