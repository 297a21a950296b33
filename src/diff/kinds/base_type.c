/*
 * Base types are made anew for any change. The type uses its functions, and they use it, so that
 * neither can be dropped first. They all are given to a role that owns nothing else, whose
 * belongings are then dropped in one statement; the server refuses it, as any other DROP, while
 * something else uses one of them. (CASCADE would drop that, too.)
 *
 * A type that columns use gets another name first, with its functions, and the columns go over
 * by way of their text.
 */
#include "diff/aside.h"
#include "diff/rule.h"
#include "parse/quote.h"

static bool uses(const hd_fact *user, const hd_fact *used)
{
    for (size_t i = 0; i < user->edge_count; i++)
        if (user->edges[i].to == used)
            return true;
    return false;
}

const hd_fact *hd_base_type_of(const hd_fact *function)
{
    if (function->kind != &hd_kind_function)
        return NULL;
    for (size_t i = 0; i < function->edge_count; i++)
        if (function->edges[i].to->kind == &hd_kind_base_type &&
            uses(function->edges[i].to, function))
            return function->edges[i].to;
    return NULL;
}

static bool has_functions(const hd_fact *type)
{
    for (size_t i = 0; i < type->edge_count; i++)
        if (hd_base_type_of(type->edges[i].to) == type)
            return true;
    return false;
}

static char *owner_of_circle(TALLOC_CTX *ctx, const hd_fact *type)
{
    return hd_sql_ident(ctx, hd_sql_name_join(ctx, type->name, "_howdah"));
}

static void give_away(hd_buf *out, const hd_fact *type)
{
    HD_SCRATCH(scratch);
    const char *role = owner_of_circle(scratch, type);

    hd_buf_addf(out, "CREATE ROLE %s;\nALTER TYPE %s OWNER TO %s;\n", role, type->identity, role);
    for (size_t i = 0; i < type->edge_count; i++)
        if (hd_base_type_of(type->edges[i].to) == type)
            hd_buf_addf(out, "ALTER FUNCTION %s OWNER TO %s;\n", type->edges[i].to->identity, role);
}

static void drop(hd_buf *out, const hd_change *change)
{
    HD_SCRATCH(scratch);
    const hd_fact *type = change->old;
    const char *role = owner_of_circle(scratch, type);

    if (!has_functions(type)) { /* a shell */
        hd_buf_addf(out, "DROP TYPE %s;\n", type->identity);
        return;
    }
    if (!change->diff->aside[type->index])
        give_away(out, type);
    hd_buf_addf(out, "DROP OWNED BY %s;\nDROP ROLE %s;\n", role, role);
}

static void set_aside(hd_buf *out, const hd_change *change, const char *name)
{
    HD_SCRATCH(scratch);
    const hd_fact *type = change->old;

    give_away(out, type);
    for (size_t i = 0; i < type->edge_count; i++) {
        const hd_fact *function = type->edges[i].to;
        if (hd_base_type_of(function) == type)
            hd_buf_addf(out, "ALTER FUNCTION %s RENAME TO %s;\n", function->identity,
                        hd_aside_name(scratch, change->diff, function->schema, function->name));
    }
    hd_buf_addf(out, "ALTER TYPE %s RENAME TO %s;\n", type->identity, name);
}

const hd_rule hd_rule_base_type = {
    .drop = drop,
    .set_aside = set_aside,
};
