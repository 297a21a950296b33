#include "catalog/print.h"

#include "base/text.h"
#include "parse/quote.h"

void hd_print_list(hd_buf *out, const hd_strings *items)
{
    for (size_t i = 0; i < items->count; i++)
        hd_buf_addf(out, "%s%s", i == 0 ? "" : ", ", items->items[i]);
}

/* "key=value" cut at its first equals sign. */
static const char *option_split(TALLOC_CTX *ctx, const char *option, const char **value)
{
    const char *equals = strchr(option, '=');

    *value = equals == NULL ? "true" : equals + 1;
    return equals == NULL ? option : hd_strndup(ctx, option, (size_t)(equals - option));
}

void hd_print_storage(hd_buf *out, const hd_strings *options, const char *prefix, bool first)
{
    HD_SCRATCH(scratch);

    for (size_t i = 0; i < options->count; i++) {
        const char *value = NULL;
        const char *key = option_split(scratch, options->items[i], &value);
        hd_buf_addf(out, "%s%s%s=%s", first && i == 0 ? "" : ", ", prefix,
                    hd_sql_ident(scratch, key), hd_sql_literal(scratch, value));
    }
}

void hd_print_options(hd_buf *out, const hd_fact *fact, const char *attribute)
{
    HD_SCRATCH(scratch);
    hd_strings options = hd_fact_list(scratch, fact, attribute);

    for (size_t i = 0; i < options.count; i++) {
        const char *value = NULL;
        const char *key = option_split(scratch, options.items[i], &value);
        hd_buf_addf(out, "%s%s %s", i == 0 ? " OPTIONS (" : ", ", hd_sql_ident(scratch, key),
                    hd_sql_literal(scratch, value));
    }
    if (options.count > 0)
        hd_buf_add_char(out, ')');
}

/* ---- sequences ---- */

/* Bounds of the sequence's type. */
static void type_bounds(const hd_fact *fact, int64_t *low, int64_t *high)
{
    const char *type = hd_fact_text(fact, "type");

    *low = INT64_MIN;
    *high = INT64_MAX;
    if (hd_text_equal(type, "smallint")) {
        *low = INT16_MIN;
        *high = INT16_MAX;
    } else if (hd_text_equal(type, "integer")) {
        *low = INT32_MIN;
        *high = INT32_MAX;
    }
}

static void number_print(hd_buf *out, const char *words, int64_t value, int64_t usual)
{
    if (value != usual)
        hd_buf_addf(out, " %s %lld", words, (long long)value);
}

void hd_print_sequence(hd_buf *out, const hd_fact *fact)
{
    int64_t low = 0;
    int64_t high = 0;
    int64_t increment = hd_fact_int(fact, "increment", 1);

    type_bounds(fact, &low, &high);
    int64_t usual_minimum = increment > 0 ? 1 : low;
    int64_t usual_maximum = increment > 0 ? high : -1;
    int64_t minimum = hd_fact_int(fact, "minimum", usual_minimum);
    int64_t maximum = hd_fact_int(fact, "maximum", usual_maximum);
    number_print(out, "START WITH", hd_fact_int(fact, "start", 1),
                 increment > 0 ? minimum : maximum);
    number_print(out, "INCREMENT BY", increment, 1);
    number_print(out, "MINVALUE", minimum, usual_minimum);
    number_print(out, "MAXVALUE", maximum, usual_maximum);
    number_print(out, "CACHE", hd_fact_int(fact, "cache", 1), 1);
    if (hd_fact_bool(fact, "cycle"))
        hd_buf_add(out, " CYCLE");
}

/* ---- small things ---- */

void hd_print_definition(hd_buf *out, const hd_fact *fact)
{
    hd_buf_addf(out, "%s;\n", hd_fact_text(fact, "definition"));
}

void hd_print_enabled(hd_buf *out, const hd_fact *fact, const char *noun)
{
    static const struct {
        const char *state, *words;
    } rows[] = {
        {"disabled", "DISABLE"},
        {"replica", "ENABLE REPLICA"},
        {"always", "ENABLE ALWAYS"},
    };
    HD_SCRATCH(scratch);
    const char *state = hd_fact_text(fact, "enabled");

    for (size_t i = 0; i < HD_COUNT(rows); i++)
        if (hd_text_equal(rows[i].state, state))
            hd_buf_addf(out, "ALTER TABLE %s %s %s %s;\n", fact->parent->identity, rows[i].words,
                        noun, hd_sql_ident(scratch, fact->name));
}

bool hd_is_implied(const hd_fact *fact)
{
    const hd_fact *table = fact->parent;

    if (fact->kind != &hd_kind_constraint || !hd_fact_bool(fact, "inherited"))
        return false;
    /* A partition is made like any table before it is attached. */
    return !hd_fact_bool(table, "is_partition");
}

void hd_print_constraint(hd_buf *out, const hd_fact *fact)
{
    HD_SCRATCH(scratch);
    hd_strings options = hd_fact_list(scratch, fact, "index_options");
    const char *tablespace = hd_fact_text(fact, "index_tablespace");

    hd_buf_addf(out, "CONSTRAINT %s %s", hd_sql_ident(scratch, fact->name),
                hd_fact_text(fact, "definition"));
    if (options.count > 0) {
        hd_buf_add(out, " WITH (");
        hd_print_storage(out, &options, "", true);
        hd_buf_add_char(out, ')');
    }
    if (tablespace != NULL)
        hd_buf_addf(out, " USING INDEX TABLESPACE %s", hd_sql_ident(scratch, tablespace));
    if (hd_fact_bool(fact, "deferrable"))
        hd_buf_add(out, " DEFERRABLE");
    if (hd_fact_bool(fact, "deferred"))
        hd_buf_add(out, " INITIALLY DEFERRED");
    if (hd_fact_bool(fact, "not_enforced"))
        hd_buf_add(out, " NOT ENFORCED");
    else if (hd_fact_bool(fact, "not_valid"))
        hd_buf_add(out, " NOT VALID");
}
