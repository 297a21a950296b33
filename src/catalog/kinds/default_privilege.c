/* What ALTER DEFAULT PRIVILEGES has changed. */
#include "catalog/grant.h"
#include "catalog/print.h"
#include "parse/quote.h"
#include "sql.h"

static const hd_attribute attributes[] = {
    HD_NEEDED_TEXT("for_role"), HD_NEEDED_TEXT("object_type"),
    HD_NEEDED_TEXT("grantee"),  HD_LIST("privileges"),
    HD_LIST("default"),
};

static void create(hd_buf *out, const hd_fact *fact, const struct hd_ddl *ddl)
{
    HD_SCRATCH(scratch);
    hd_buf *prefix = hd_buf_new(scratch);

    (void)ddl;
    hd_buf_addf(prefix, "ALTER DEFAULT PRIVILEGES FOR ROLE %s ", hd_fact_text(fact, "for_role"));
    if (fact->schema != NULL)
        hd_buf_addf(prefix, "IN SCHEMA %s ", hd_sql_ident(scratch, fact->schema));
    hd_print_grants(out, fact, prefix->data, hd_fact_text(fact, "object_type"),
                    hd_fact_text(fact, "grantee"), "");
}

const hd_kind hd_kind_default_privilege = {
    .id = HD_KIND_default_privilege,
    .name = "default_privilege",
    .tier = 2,
    .naming = HD_NAMING_TEXT,
    .attributes = attributes,
    .attribute_count = HD_COUNT(attributes),
    .queries = {{0, hd_sql_catalog_default_privilege}},
    .create = create,
    .phase = 3,
};
