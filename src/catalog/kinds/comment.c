/* Comments. */
#include "catalog/print.h"
#include "parse/quote.h"
#include "sql.h"

static const hd_attribute attributes[] = {
    HD_NEEDED_TEXT("text"),
};

static void create(hd_buf *out, const hd_fact *fact, const struct hd_ddl *ddl)
{
    HD_SCRATCH(scratch);

    (void)ddl;
    hd_buf_add(out, "COMMENT ON ");
    hd_ddl_reference(out, fact->parent);
    hd_buf_addf(out, " IS %s;\n", hd_sql_literal(scratch, hd_fact_text(fact, "text")));
}

const hd_kind hd_kind_comment = {
    .id = HD_KIND_comment,
    .name = "comment",
    .tier = 1,
    .naming = HD_NAMING_ABOUT,
    .needs_parent = true,
    .nameless = true,
    .attributes = attributes,
    .attribute_count = HD_COUNT(attributes),
    .queries = {{0, hd_sql_catalog_comment}},
    .create = create,
};
