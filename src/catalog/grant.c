#include "catalog/grant.h"

#include "base/text.h"
#include "parse/quote.h"

/* Which items of a privilege list: those without grant option, or those with. */
enum which { PLAIN, GRANTABLE };

static bool is_grantable(const char *privilege)
{
    return hd_text_ends(privilege, "*");
}

/* Adds the items of list that are not in other, separated by commas; false when there are none. */
static bool add_missing(hd_buf *out, const hd_strings *list, const hd_strings *other,
                        enum which which, const char *columns)
{
    bool any = false;

    for (size_t i = 0; i < list->count; i++) {
        const char *item = list->items[i];
        if (is_grantable(item) != (which == GRANTABLE) || hd_strings_contain(other, item))
            continue;
        hd_buf_add(out, any ? ", " : "");
        hd_buf_add_n(out, item, strlen(item) - (which == GRANTABLE));
        hd_buf_add(out, columns);
        any = true;
    }
    return any;
}

static void statement(hd_buf *out, const char *prefix, const char *verb, const char *privileges,
                      const char *rest)
{
    if (*privileges != '\0')
        hd_buf_addf(out, "%s%s %s %s;\n", prefix, verb, privileges, rest);
}

void hd_print_grants(hd_buf *out, const hd_fact *fact, const char *prefix, const char *object,
                     const char *grantee, const char *columns)
{
    HD_SCRATCH(scratch);
    hd_strings has = hd_fact_list(scratch, fact, "privileges");
    hd_strings usual = hd_fact_list(scratch, fact, "default");
    hd_buf *revoked = hd_buf_new(scratch);
    hd_buf *plain = hd_buf_new(scratch);
    hd_buf *grantable = hd_buf_new(scratch);

    if (add_missing(revoked, &usual, &has, PLAIN, columns))
        statement(out, prefix, "REVOKE", revoked->data,
                  hd_printf(scratch, "ON %s FROM %s", object, grantee));
    if (add_missing(plain, &has, &usual, PLAIN, columns))
        statement(out, prefix, "GRANT", plain->data,
                  hd_printf(scratch, "ON %s TO %s", object, grantee));
    if (add_missing(grantable, &has, &usual, GRANTABLE, columns))
        statement(out, prefix, "GRANT", grantable->data,
                  hd_printf(scratch, "ON %s TO %s WITH GRANT OPTION", object, grantee));
}

void hd_print_grant_object(hd_buf *object, hd_buf *columns, const hd_fact *fact)
{
    HD_SCRATCH(scratch);

    if (fact->kind == &hd_kind_column) {
        hd_buf_addf(columns, " (%s)", hd_sql_ident(scratch, fact->name));
        hd_buf_addf(object, "TABLE %s", fact->parent->identity);
        return;
    }
    if (fact->kind->grant_noun == NULL) {
        hd_ddl_reference(object, fact);
        return;
    }
    const char *identity = fact->identity;
    /* GRANT knows aggregates as functions, which have neither "*" nor ORDER BY. */
    if (fact->kind == &hd_kind_aggregate && hd_fact_text(fact, "types") != NULL)
        identity = hd_printf(scratch, "%s(%s)", hd_sql_qualified(scratch, fact->schema, fact->name),
                             hd_fact_text(fact, "types"));
    hd_buf_addf(object, "%s %s", fact->kind->grant_noun, identity);
}
