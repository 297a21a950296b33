#include "diff/aside.h"

#include "base/text.h"
#include "catalog/hash.h"
#include "diff/rule.h"
#include "parse/quote.h"

static bool is_identity_called(const hd_fact *fact, const char *schema, const char *name)
{
    HD_SCRATCH(scratch);

    return strcmp(hd_identity_sequence(scratch, fact), hd_sql_qualified(scratch, schema, name)) ==
           0;
}

static bool is_called(const hd_fact *fact, const char *schema, const char *name)
{
    if (fact->kind == &hd_kind_identity)
        return is_identity_called(fact, schema, name);
    if (fact->kind == &hd_kind_constraint && hd_has_index(fact))
        return strcmp(fact->name, name) == 0 && hd_text_equal(fact->parent->schema, schema);
    return fact->kind->naming == HD_NAMING_SCHEMA && strcmp(fact->name, name) == 0 &&
           hd_text_equal(fact->schema, schema);
}

static bool is_taken(const hd_snapshot *side, const char *schema, const char *name)
{
    for (size_t i = 0; i < side->count; i++)
        if (is_called(side->facts[i], schema, name))
            return true;
    return false;
}

bool hd_aside_is_wanted(const hd_diff *diff, const char *schema, const char *name)
{
    return is_taken(diff->to, schema, name);
}

/* Names that are cut can become equal: what they were tells them apart. */
static char *end_print(TALLOC_CTX *ctx, const char *name, int number)
{
    static const char end[] = "_howdah_old";
    const char *whole = hd_printf(ctx, "%s%s", name, end);
    bool is_cut = strcmp(hd_sql_name_join(ctx, name, end), whole) != 0;
    uint64_t mark = hd_hash_text(0, name);

    if (!is_cut && number == 0)
        return hd_strdup(ctx, end);
    if (!is_cut)
        return hd_printf(ctx, "%s%d", end, number);
    return hd_printf(ctx, "_%08llx%s", (unsigned long long)((uint32_t)(mark + (uint64_t)number)),
                     end);
}

char *hd_aside_name(TALLOC_CTX *ctx, const hd_diff *diff, const char *schema, const char *name)
{
    for (int number = 0;; number++) {
        HD_SCRATCH(scratch);
        const char *aside = hd_sql_name_join(scratch, name, end_print(scratch, name, number));
        if (!is_taken(diff->from, schema, aside) && !is_taken(diff->to, schema, aside))
            return hd_sql_ident(ctx, aside);
    }
}

char *hd_aside_identity(TALLOC_CTX *ctx, const hd_diff *diff, const char *schema, const char *name)
{
    HD_SCRATCH(scratch);

    return hd_printf(ctx, "%s.%s", hd_sql_ident(scratch, schema),
                     hd_aside_name(scratch, diff, schema, name));
}

char *hd_identity_sequence(TALLOC_CTX *ctx, const hd_fact *identity)
{
    const hd_fact *column = identity->parent;
    const char *sequence = hd_fact_text(identity, "sequence");

    if (sequence != NULL)
        return hd_strdup(ctx, sequence);
    return hd_sql_qualified(ctx, column->parent->schema,
                            hd_printf(ctx, "%s_%s_seq", column->parent->name, column->name));
}

char *hd_identity_name(TALLOC_CTX *ctx, const hd_fact *identity)
{
    const hd_fact *column = identity->parent;
    const char *sequence = hd_fact_text(identity, "sequence");

    if (sequence == NULL)
        return hd_printf(ctx, "%s_%s_seq", column->parent->name, column->name);
    return hd_sql_bare_name(ctx, column->parent->schema, sequence);
}
