/*
 * Range types are made anew for any change. One that columns use is set aside with its
 * multirange type and the functions that are called like them, and the columns go over.
 */
#include "diff/rule.h"
#include "parse/quote.h"

/* What both types have: constructors called like the type. */
static void constructors_rename(hd_buf *out, const char *schema, const char *name, const char *new,
                                const char *const signatures[], size_t count)
{
    HD_SCRATCH(scratch);

    for (size_t i = 0; i < count; i++)
        hd_buf_addf(out, "ALTER FUNCTION %s(%s) RENAME TO %s;\n",
                    hd_sql_qualified(scratch, schema, name), signatures[i],
                    hd_sql_ident(scratch, new));
}

static void set_aside(hd_buf *out, const hd_change *change, const char *name)
{
    HD_SCRATCH(scratch);
    const hd_fact *range = change->old;
    const char *subtype = hd_fact_text(range, "subtype");
    const char *schema = hd_sql_ident(scratch, range->schema);
    const char *many = hd_sql_bare_name(scratch, range->schema, hd_fact_text(range, "multirange"));
    const char *aside = hd_sql_name_join(scratch, range->name, "_many_howdah");
    const char *of_range[] = {
        hd_printf(scratch, "%s, %s", subtype, subtype),
        hd_printf(scratch, "%s, %s, text", subtype, subtype),
    };
    const char *of_many[] = {
        "",
        hd_printf(scratch, "%s.%s", schema, name),
        hd_printf(scratch, "VARIADIC %s.%s[]", schema, name),
    };

    hd_buf_addf(out, "ALTER TYPE %s RENAME TO %s;\n", range->identity, name);
    hd_buf_addf(out, "ALTER TYPE %s RENAME TO %s;\n", hd_fact_text(range, "multirange"),
                hd_sql_ident(scratch, aside));
    constructors_rename(out, range->schema, range->name, aside, of_range, HD_COUNT(of_range));
    constructors_rename(out, range->schema, many, aside, of_many, HD_COUNT(of_many));
}

const hd_rule hd_rule_range_type = {.set_aside = set_aside};
