/*
 * What an UPDATE of all rows sets off that is not meant for it: triggers that note the time of a
 * change, write it to a log, or notify somebody.
 */
#include "base/text.h"
#include "diff/online/exchange.h"
#include "diff/rule.h"
#include "parse/lex.h"

/* "CREATE TRIGGER x BEFORE INSERT OR UPDATE OF a ON t ...": whether any UPDATE fires it. */
static bool is_fired_by_update(const char *definition)
{
    hd_lexer lexer = hd_lex(definition, strlen(definition));
    hd_token token = hd_lex_next_code(&lexer);

    while (token.kind != HD_TOKEN_END && !hd_token_is(&lexer, &token, "on")) {
        bool update = hd_token_is(&lexer, &token, "update");
        token = hd_lex_next_code(&lexer);
        if (update && !hd_token_is(&lexer, &token, "of"))
            return true;
    }
    return false;
}

/* "CREATE RULE x AS ON UPDATE TO t ...". */
static bool is_rule_for_update(const char *definition)
{
    hd_lexer lexer = hd_lex(definition, strlen(definition));
    hd_token token = hd_lex_next_code(&lexer);

    while (token.kind != HD_TOKEN_END && !hd_token_is(&lexer, &token, "on"))
        token = hd_lex_next_code(&lexer);
    token = hd_lex_next_code(&lexer);
    return hd_token_is(&lexer, &token, "update");
}

bool hd_fill_is_ours(const hd_fact *trigger)
{
    return strstr(trigger->name, "_howdah_sync") != NULL;
}

static bool is_set_off(const hd_fact *fact)
{
    if ((fact->kind != &hd_kind_trigger || hd_fill_is_ours(fact)) && fact->kind != &hd_kind_rule)
        return false;
    const char *definition = hd_fact_text(fact, "definition");
    return !hd_text_equal(hd_fact_text(fact, "enabled"), "disabled") &&
           (fact->kind == &hd_kind_trigger ? is_fired_by_update(definition)
                                           : is_rule_for_update(definition));
}

const hd_fact *hd_fill_sets_off(const hd_fact *table, bool only_special)
{
    for (size_t i = 0; i < table->child_count; i++) {
        const hd_fact *fact = table->children[i];
        if (is_set_off(fact) && (!only_special || hd_fact_text(fact, "enabled") != NULL))
            return fact;
    }
    return NULL;
}
