/* Who has other privileges on an object than by default. */
#include "catalog/grant.h"
#include "catalog/print.h"
#include "sql.h"

static const hd_attribute attributes[] = {
    HD_TEXT("member"),     HD_TEXT("grantor"), HD_TEXT("grantee"),
    HD_LIST("privileges"), HD_LIST("default"),
};

static void create(hd_buf *out, const hd_fact *fact, const struct hd_ddl *ddl)
{
    (void)ddl;
    hd_print_privilege(out, fact, hd_fact_text(fact, "default"), hd_fact_text(fact, "privileges"));
}

const hd_kind hd_kind_privilege = {
    .id = HD_KIND_privilege,
    .name = "privilege",
    .tier = 1,
    .naming = HD_NAMING_ABOUT,
    .needs_parent = true,
    .attributes = attributes,
    .attribute_count = HD_COUNT(attributes),
    .queries = {{0, hd_sql_catalog_privilege}},
    .create = create,
};
