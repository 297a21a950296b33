/* Text search configurations. */
#include "base/text.h"
#include "diff/rule.h"

/* The token type of "word WITH pg_catalog.simple, ...". */
static char *token_of(TALLOC_CTX *ctx, const char *mapping)
{
    return hd_strndup(ctx, mapping, strcspn(mapping, " "));
}

static bool has_token(const hd_strings *mappings, const char *token)
{
    HD_SCRATCH(scratch);

    for (size_t i = 0; i < mappings->count; i++)
        if (hd_text_equal(token_of(scratch, mappings->items[i]), token))
            return true;
    return false;
}

static void alter(hd_buf *out, const hd_change *change)
{
    HD_SCRATCH(scratch);
    const char *name = change->new->identity;
    hd_strings old = hd_fact_list(scratch, change->old, "mappings");
    hd_strings new = hd_fact_list(scratch, change->new, "mappings");

    for (size_t i = 0; i < old.count; i++) {
        const char *token = token_of(scratch, old.items[i]);
        if (!has_token(&new, token))
            hd_buf_addf(out, "ALTER TEXT SEARCH CONFIGURATION %s DROP MAPPING FOR %s;\n", name,
                        token);
    }
    for (size_t i = 0; i < new.count; i++)
        if (!hd_strings_contain(&old, new.items[i]))
            hd_buf_addf(out, "ALTER TEXT SEARCH CONFIGURATION %s %s MAPPING FOR %s;\n", name,
                        has_token(&old, token_of(scratch, new.items[i])) ? "ALTER" : "ADD",
                        new.items[i]);
}

/* The dictionary that goes is in no mapping afterwards, if it does not come back. */
static hd_verdict on_loss(const hd_change *change, const hd_fact *lost)
{
    return lost->kind == &hd_kind_text_search_dictionary &&
                   change->diff->old_verdict[lost->index] == HD_DROP
               ? HD_ALTER
               : HD_REPLACE;
}

const hd_rule hd_rule_text_search_configuration = {
    .in_place = (const char *const[]){"mappings", NULL},
    .alter = alter,
    .on_loss = on_loss,
};
