#include "catalog/ddl.h"

#include "catalog/print.h"
#include "parse/quote.h"

static void sequence_reference(hd_buf *out, const hd_fact *identity)
{
    HD_SCRATCH(scratch);
    const hd_fact *column = identity->parent;
    const char *sequence = hd_fact_text(identity, "sequence");

    if (sequence == NULL)
        sequence = hd_sql_qualified(
            scratch, column->parent->schema,
            hd_printf(scratch, "%s_%s_seq", column->parent->name, column->name));
    hd_buf_addf(out, "SEQUENCE %s", sequence);
}

void hd_ddl_reference(hd_buf *out, const hd_fact *fact)
{
    HD_SCRATCH(scratch);

    if (fact->kind == &hd_kind_identity)
        sequence_reference(out, fact);
    else if (fact->kind->on_parent)
        hd_buf_addf(out, "%s %s ON %s%s", fact->kind->noun, hd_sql_ident(scratch, fact->name),
                    fact->parent->kind == &hd_kind_domain ? "DOMAIN " : "", fact->parent->identity);
    else
        hd_buf_addf(out, "%s %s", fact->kind->noun == NULL ? "OBJECT" : fact->kind->noun,
                    fact->identity);
}

static bool has_definition(const hd_kind *kind)
{
    for (size_t i = 0; i < kind->attribute_count; i++)
        if (strcmp(kind->attributes[i].name, "definition") == 0)
            return true;
    return false;
}

/* What is about something that cannot be named in SQL cannot be told either. */
static bool is_about_nameless(const hd_fact *fact)
{
    return fact->kind->naming == HD_NAMING_ABOUT && fact->kind->noun == NULL &&
           fact->parent != NULL && fact->parent->kind->noun == NULL &&
           (fact->kind == &hd_kind_owner || fact->kind == &hd_kind_comment ||
            fact->kind == &hd_kind_security_label || fact->kind == &hd_kind_privilege);
}

static bool can_create(const hd_fact *fact)
{
    if (is_about_nameless(fact))
        return false;
    return fact->kind->create != NULL || has_definition(fact->kind) ||
           fact->kind->fold == HD_FOLD_ALWAYS;
}

bool hd_ddl_create(hd_buf *out, const hd_fact *fact, const struct hd_ddl *ddl)
{
    if (!can_create(fact)) {
        hd_buf_addf(out, "-- howdah cannot write %s %s\n", fact->kind->name, fact->identity);
        return false;
    }
    if (fact->kind->create != NULL)
        fact->kind->create(out, fact, ddl);
    else if (fact->kind->fold != HD_FOLD_ALWAYS)
        hd_print_definition(out, fact);
    return true;
}

void hd_ddl_script_print(hd_buf *out, const hd_ddl_script *script)
{
    /* Bodies of functions may name what comes later. */
    hd_buf_add(out, "SET check_function_bodies = off;\n"
                    "SET client_min_messages = warning;\n"
                    "SELECT pg_catalog.set_config('search_path', '', false);\n");
    if (script->without_public)
        hd_buf_add(out, "\n-- A new database has it; what was read has it not.\n"
                        "DROP SCHEMA IF EXISTS public;\n");
    for (size_t i = 0; i < script->count; i++)
        hd_buf_addf(out, "\n%s", script->units[i].sql);
}
