/* CHECK constraints of domains. */
#include "catalog/print.h"
#include "parse/quote.h"
#include "sql.h"

static const hd_attribute attributes[] = {
    HD_NEEDED_EXPRESSION("definition"),
    HD_BOOL("not_valid"),
};

static const hd_kind *const parents[] = {&hd_kind_domain, NULL};

static void create(hd_buf *out, const hd_fact *fact, const struct hd_ddl *ddl)
{
    HD_SCRATCH(scratch);

    (void)ddl;
    hd_buf_addf(out, "ALTER DOMAIN %s ADD CONSTRAINT %s %s%s;\n", fact->parent->identity,
                hd_sql_ident(scratch, fact->name), hd_fact_text(fact, "definition"),
                hd_fact_bool(fact, "not_valid") ? " NOT VALID" : "");
}

const hd_kind hd_kind_domain_constraint = {
    .id = HD_KIND_domain_constraint,
    .name = "domain_constraint",
    .tier = 1,
    .naming = HD_NAMING_PARENT,
    .classid = 2606,
    .parent_class = 1247,
    .needs_parent = true,
    .parents = parents,
    .attributes = attributes,
    .attribute_count = HD_COUNT(attributes),
    .queries = {{0, hd_sql_catalog_domain_constraint}},
    .noun = "CONSTRAINT",
    .on_parent = true,
    .create = create,
};
