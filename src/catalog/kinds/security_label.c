/* Security labels. */
#include "catalog/print.h"
#include "parse/quote.h"
#include "sql.h"

static const hd_attribute attributes[] = {
    HD_NEEDED_TEXT("label"),
};

static void create(hd_buf *out, const hd_fact *fact, const struct hd_ddl *ddl)
{
    HD_SCRATCH(scratch);

    (void)ddl;
    hd_buf_addf(out, "SECURITY LABEL FOR %s ON ", fact->name);
    hd_ddl_reference(out, fact->parent);
    hd_buf_addf(out, " IS %s;\n", hd_sql_literal(scratch, hd_fact_text(fact, "label")));
}

const hd_kind hd_kind_security_label = {
    .id = HD_KIND_security_label,
    .name = "security_label",
    .tier = 3,
    .naming = HD_NAMING_ABOUT,
    .needs_parent = true,
    .attributes = attributes,
    .attribute_count = HD_COUNT(attributes),
    .queries = {{0, hd_sql_catalog_security_label}},
    .create = create,
};
