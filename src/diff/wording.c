/* Differences in Alembic's words, as far as it has any. Source: alembic/autogenerate/compare. */
#include "base/text.h"
#include "diff/difference.h"

/* Alembic names the schema only where it is not the usual one. */
static char *name_of(TALLOC_CTX *ctx, const hd_fact *fact)
{
    const char *prefix = "public.";

    return hd_strdup(ctx, hd_text_starts(fact->identity, prefix) ? fact->identity + strlen(prefix)
                                                                 : fact->identity);
}

static char *kind_of(TALLOC_CTX *ctx, const hd_fact *fact)
{
    char *name = hd_strdup(ctx, fact->kind->name);

    for (char *c = name; *c != '\0'; c++)
        if (*c == '_')
            *c = ' ';
    return name;
}

static bool is_constraint(const hd_fact *fact, const char *type)
{
    return fact->kind == &hd_kind_constraint && hd_text_equal(hd_fact_text(fact, "type"), type);
}

static char *columns_of(TALLOC_CTX *ctx, const hd_fact *fact, const char *separator)
{
    hd_strings columns = hd_fact_list(ctx, fact, "columns");

    return hd_text_join(ctx, &columns, separator);
}

/* The columns in the definition of a foreign key, behind REFERENCES. */
static char *referenced_of(TALLOC_CTX *ctx, const hd_fact *fact)
{
    const char *word = strstr(hd_fact_text(fact, "definition"), "REFERENCES ");
    const char *open = word == NULL ? NULL : strchr(word, '(');

    return open == NULL ? hd_strdup(ctx, "") : hd_strndup(ctx, open + 1, strcspn(open + 1, ")"));
}

static char *present(TALLOC_CTX *ctx, const hd_fact *fact, const char *verb)
{
    const char *table = fact->parent == NULL ? "" : name_of(ctx, fact->parent);

    if (is_constraint(fact, "foreign key"))
        return hd_printf(ctx, "Detected %s foreign key (%s)(%s) on table %s", verb,
                         columns_of(ctx, fact, ","), referenced_of(ctx, fact), table);
    if (is_constraint(fact, "unique") && strcmp(verb, "added") == 0)
        return hd_printf(ctx, "Detected added unique constraint '%s' on '(%s)'", fact->name,
                         columns_of(ctx, fact, ", "));
    if (fact->kind == &hd_kind_constraint)
        return hd_printf(ctx, "Detected %s %s constraint '%s' on '%s'", verb,
                         hd_fact_text(fact, "type"), fact->name, table);
    if (fact->kind == &hd_kind_index)
        return hd_printf(ctx, "Detected %s index '%s' on '%s'", verb, fact->name, table);
    return hd_printf(ctx, "Detected %s %s '%s'", verb, kind_of(ctx, fact), name_of(ctx, fact));
}

static bool differs(const hd_difference *difference, const char *attribute)
{
    size_t place = hd_attribute_place(difference->new->kind, attribute);

    return !hd_attribute_same(&difference->new->kind->attributes[place],
                              difference->old->values[place], difference->new->values[place]);
}

static char *changed(TALLOC_CTX *ctx, const hd_difference *difference)
{
    const hd_fact *new = difference->new;

    if (strcmp(difference->old->identity, new->identity) != 0)
        return hd_printf(ctx, "Detected rename of %s '%s' to '%s'", kind_of(ctx, new),
                         difference->old->name, new->name);
    if (new->kind == &hd_kind_column && differs(difference, "type"))
        return hd_printf(ctx, "Detected type change from %s to %s on '%s'",
                         hd_fact_text(difference->old, "type"), hd_fact_text(new, "type"),
                         name_of(ctx, new));
    if (new->kind == &hd_kind_column && differs(difference, "not_null"))
        return hd_printf(ctx, "Detected %s on column '%s'",
                         hd_fact_bool(new, "not_null") ? "NOT NULL" : "NULL", name_of(ctx, new));
    if (new->kind == &hd_kind_default)
        return hd_printf(ctx, "Detected server default on column '%s'", name_of(ctx, new->parent));
    if (new->kind == &hd_kind_index)
        return hd_printf(ctx, "Detected changed index '%s' on '%s'", new->name,
                         name_of(ctx, new->parent));
    return hd_printf(ctx, "Detected changed %s '%s'", kind_of(ctx, new), name_of(ctx, new));
}

char *hd_difference_wording(TALLOC_CTX *ctx, const hd_difference *difference)
{
    HD_SCRATCH(scratch);
    const hd_fact *fact = difference->old == NULL ? difference->new : difference->old;

    if (difference->old != NULL && difference->new != NULL)
        return hd_strdup(ctx, changed(scratch, difference));
    if (fact->kind == &hd_kind_default)
        return hd_printf(ctx, "Detected server default on column '%s'",
                         name_of(scratch, fact->parent));
    if (fact->kind == &hd_kind_comment && fact->parent->kind == &hd_kind_column)
        return hd_printf(ctx, "Detected column comment '%s'", name_of(scratch, fact->parent));
    return hd_strdup(ctx, present(scratch, fact, difference->old == NULL ? "added" : "removed"));
}
