/* Owners. They are read with what they own. */
#include "catalog/print.h"
#include "parse/quote.h"

static const hd_attribute attributes[] = {
    HD_NEEDED_TEXT("role"),
};

static bool is_public_schema(const hd_fact *fact)
{
    return fact->kind == &hd_kind_schema && strcmp(fact->identity, "public") == 0;
}

static void create(hd_buf *out, const hd_fact *fact, const struct hd_ddl *ddl)
{
    HD_SCRATCH(scratch);
    const char *role = hd_fact_text(fact, "role");

    /* The owner that a new database gives it. */
    if (ddl->no_owner || (is_public_schema(fact->parent) && strcmp(role, "pg_database_owner") == 0))
        return;
    hd_buf_add(out, "ALTER ");
    hd_ddl_reference(out, fact->parent);
    hd_buf_addf(out, " OWNER TO %s;\n", hd_sql_ident(scratch, role));
}

const hd_kind hd_kind_owner = {
    .id = HD_KIND_owner,
    .name = "owner",
    .tier = 1,
    .naming = HD_NAMING_ABOUT,
    .needs_parent = true,
    .nameless = true,
    .attributes = attributes,
    .attribute_count = HD_COUNT(attributes),
    .create = create,
};
