#include "catalog/grant.h"

#include "base/text.h"
#include "catalog/build.h"
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

static hd_strings items_of(TALLOC_CTX *ctx, const char *list)
{
    hd_strings items = {0};

    if (list != NULL)
        (void)hd_array_parse(ctx, list, &items);
    return items;
}

/* Items of the list that are there with grant option in other, and without in the list. */
static hd_strings weakened(TALLOC_CTX *ctx, const hd_strings *list, const hd_strings *other)
{
    hd_strings found = {0};

    for (size_t i = 0; i < list->count; i++)
        if (hd_strings_contain(other, hd_printf(ctx, "%s*", list->items[i])))
            hd_vec_push(ctx, &found, list->items[i]);
    return found;
}

/* Those that go altogether: neither form of them is in the new list. */
static hd_strings revoked(TALLOC_CTX *ctx, const hd_strings *from, const hd_strings *to)
{
    hd_strings found = {0};

    for (size_t i = 0; i < from->count; i++) {
        const char *item = from->items[i];
        const char *name = hd_strndup(ctx, item, strlen(item) - is_grantable(item));
        if (!hd_strings_contain(to, name) && !hd_strings_contain(to, hd_printf(ctx, "%s*", name)))
            hd_vec_push(ctx, &found, name);
    }
    return found;
}

void hd_print_grant_change(hd_buf *out, const char *from, const char *to, const char *prefix,
                           const char *object, const char *grantee, const char *columns)
{
    HD_SCRATCH(scratch);
    const hd_strings none = {0};
    hd_strings old = items_of(scratch, from);
    hd_strings new = items_of(scratch, to);
    hd_strings gone = revoked(scratch, &old, &new);
    hd_strings weaker = weakened(scratch, &new, &old);
    hd_buf *text = hd_buf_new(scratch);
    const char *rest = hd_printf(scratch, "ON %s FROM %s", object, grantee);

    if (add_missing(text, &gone, &none, PLAIN, columns))
        statement(out, prefix, "REVOKE", text->data, rest);
    hd_buf_truncate(text, 0);
    if (add_missing(text, &weaker, &none, PLAIN, columns))
        statement(out, prefix, "REVOKE GRANT OPTION FOR", text->data, rest);
    hd_buf_truncate(text, 0);
    for (size_t i = 0; i < weaker.count; i++) /* they are there already */
        hd_vec_push(scratch, &old, weaker.items[i]);
    if (add_missing(text, &new, &old, PLAIN, columns))
        statement(out, prefix, "GRANT", text->data,
                  hd_printf(scratch, "ON %s TO %s", object, grantee));
    hd_buf_truncate(text, 0);
    if (add_missing(text, &new, &old, GRANTABLE, columns))
        statement(out, prefix, "GRANT", text->data,
                  hd_printf(scratch, "ON %s TO %s WITH GRANT OPTION", object, grantee));
}

void hd_print_grants(hd_buf *out, const hd_fact *fact, const char *prefix, const char *object,
                     const char *grantee, const char *columns)
{
    hd_print_grant_change(out, hd_fact_text(fact, "default"), hd_fact_text(fact, "privileges"),
                          prefix, object, grantee, columns);
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

void hd_print_privilege(hd_buf *out, const hd_fact *fact, const char *from, const char *to)
{
    HD_SCRATCH(scratch);
    const char *member = hd_fact_text(fact, "member");
    const char *grantee = hd_fact_text(fact, "grantee");
    const char *grantor = hd_fact_text(fact, "grantor");
    hd_buf *object = hd_buf_new(scratch);
    hd_buf *columns = hd_buf_new(scratch);

    /* What an extension made is no fact; the extension stands for it. */
    if (member != NULL)
        hd_buf_add(object, member);
    else
        hd_print_grant_object(object, columns, fact->parent);
    if (grantor != NULL)
        hd_buf_addf(out, "SET ROLE %s;\n", grantor);
    hd_print_grant_change(out, from, to, "", object->data, grantee == NULL ? fact->name : grantee,
                          columns->data);
    if (grantor != NULL)
        hd_buf_add(out, "RESET ROLE;\n");
}
