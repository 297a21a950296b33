/* User mappings. */
#include "diff/rule.h"
#include "parse/quote.h"

static const char *user_of(TALLOC_CTX *ctx, const hd_fact *fact)
{
    return strcmp(fact->name, "public") == 0 ? "PUBLIC" : hd_sql_ident(ctx, fact->name);
}

static void alter(hd_buf *out, const hd_change *change)
{
    HD_SCRATCH(scratch);

    hd_buf_addf(out, "ALTER USER MAPPING FOR %s SERVER %s", user_of(scratch, change->new),
                change->new->parent->identity);
    (void)hd_change_options(out, change, "options");
    hd_buf_add(out, ";\n");
}

static void drop(hd_buf *out, const hd_change *change)
{
    HD_SCRATCH(scratch);

    hd_buf_addf(out, "DROP USER MAPPING FOR %s SERVER %s;\n", user_of(scratch, change->old),
                change->old->parent->identity);
}

const hd_rule hd_rule_user_mapping = {
    .in_place = (const char *const[]){"options", NULL},
    .alter = alter,
    .drop = drop,
};
