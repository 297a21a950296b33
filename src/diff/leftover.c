#include "diff/leftover.h"

#include "base/text.h"
#include "catalog/build.h"
#include "catalog/grant.h"

/* The word of ALTER DEFAULT PRIVILEGES for what the fact is, or NULL. */
static const char *object_type(const hd_fact *fact)
{
    static const struct {
        const hd_kind *kind;
        const char *type;
    } rows[] = {
        {&hd_kind_table, "TABLES"},       {&hd_kind_foreign_table, "TABLES"},
        {&hd_kind_view, "TABLES"},        {&hd_kind_materialized_view, "TABLES"},
        {&hd_kind_sequence, "SEQUENCES"}, {&hd_kind_function, "ROUTINES"},
        {&hd_kind_procedure, "ROUTINES"}, {&hd_kind_aggregate, "ROUTINES"},
        {&hd_kind_schema, "SCHEMAS"},     {&hd_kind_enum_type, "TYPES"},
        {&hd_kind_domain, "TYPES"},       {&hd_kind_composite_type, "TYPES"},
        {&hd_kind_range_type, "TYPES"},   {&hd_kind_base_type, "TYPES"},
    };

    for (size_t i = 0; i < HD_COUNT(rows); i++)
        if (rows[i].kind == fact->kind)
            return rows[i].type;
    return NULL;
}

/* What the grantee has on the new side: as its privileges say, or by default. */
static hd_strings wanted(TALLOC_CTX *ctx, const hd_fact *new, const hd_fact *by_default)
{
    const hd_fact *privilege = hd_fact_child(new, &hd_kind_privilege,
                                             hd_fact_text(by_default, "grantee"));

    return privilege != NULL ? hd_fact_list(ctx, privilege, "privileges")
                             : hd_fact_list(ctx, by_default, "default");
}

/* The text of a list of what is in a, and in b or not in b. */
static char *select_items(TALLOC_CTX *ctx, const hd_strings *a, const hd_strings *b, bool in_b)
{
    hd_buf *out = hd_buf_new(ctx);

    hd_buf_add_char(out, '{');
    for (size_t i = 0; i < a->count; i++)
        if (hd_strings_contain(b, a->items[i]) == in_b)
            hd_buf_addf(out, "%s%s", out->len > 1 ? "," : "", a->items[i]);
    hd_buf_add_char(out, '}');
    return out->data;
}

static void one_print(hd_buf *out, const hd_fact *new, const hd_fact *by_default)
{
    HD_SCRATCH(scratch);
    const char *grantee = hd_fact_text(by_default, "grantee");
    hd_strings given = hd_fact_list(scratch, by_default, "privileges");
    hd_strings usual = hd_fact_list(scratch, by_default, "default");
    hd_strings want = wanted(scratch, new, by_default);
    hd_buf *object = hd_buf_new(scratch);
    hd_buf *columns = hd_buf_new(scratch);
    const char *surplus = select_items(scratch, &given, &want, false);
    const char *held_back = select_items(scratch, &usual, &given, false);
    hd_strings back = {0};

    (void)hd_array_parse(scratch, held_back, &back);

    hd_print_grant_object(object, columns, new);
    hd_print_grant_change(out, surplus, NULL, "", object->data, grantee, "");
    hd_print_grant_change(out, NULL, select_items(scratch, &back, &want, true), "", object->data,
                          grantee, "");
}

void hd_leftover_print(hd_buf *out, const hd_diff *diff, const hd_fact *new)
{
    const char *type = object_type(new);

    for (size_t i = 0; type != NULL && i < diff->from->count; i++) {
        const hd_fact *by_default = diff->from->facts[i];
        if (by_default->kind == &hd_kind_default_privilege &&
            hd_text_equal(hd_fact_text(by_default, "object_type"), type) &&
            (by_default->schema == NULL || hd_text_equal(by_default->schema, new->schema)))
            one_print(out, new, by_default);
    }
}
