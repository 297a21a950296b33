/* Comments. */
#include "catalog/ddl.h"
#include "diff/rule.h"

static void alter(hd_buf *out, const hd_change *change)
{
    const struct hd_ddl ddl = {0};

    (void)hd_ddl_create(out, change->new, &ddl);
}

/* What a new database says of it counts as none. */
static const char standard[] = "'standard public schema'";

static bool is_public_schema(const hd_fact *fact)
{
    return fact->kind == &hd_kind_schema && strcmp(fact->identity, "public") == 0;
}

static void drop(hd_buf *out, const hd_change *change)
{
    hd_buf_add(out, "COMMENT ON ");
    hd_ddl_reference(out, change->old->parent);
    hd_buf_addf(out, " IS %s;\n", is_public_schema(change->old->parent) ? standard : "NULL");
}

const hd_rule hd_rule_comment = {
    .in_place = (const char *const[]){"text", NULL},
    .alter = alter,
    .drop = drop,
};
