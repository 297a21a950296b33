/* Types as a script writes them, in the words of format_type(). */
#include "base/buf.h"
#include "base/text.h"
#include "migrate/lint/rule.h"
#include "parse/quote.h"

/* The parser's name of a type, and that of format_type(). */
static const struct {
    const char *parser;
    const char *shown;
} names[] = {
    {"bool", "boolean"},
    {"float4", "real"},
    {"float8", "double precision"},
    {"int2", "smallint"},
    {"int4", "integer"},
    {"int8", "bigint"},
    {"time", "time without time zone"},
    {"timestamp", "timestamp without time zone"},
    {"timestamptz", "timestamp with time zone"},
    {"timetz", "time with time zone"},
    {"varbit", "bit varying"},
    {"varchar", "character varying"},
};

static const char *shown_name(TALLOC_CTX *ctx, const PgQuery__TypeName *type)
{
    const hd_lint_words words = hd_lint_words_in(type->names, type->n_names, 0);

    for (size_t i = 0; i < HD_COUNT(names); i++)
        if (strcmp(names[i].parser, words.name) == 0)
            return names[i].shown;
    /* A key word such as numeric needs no quotes where it is a type. */
    return strcmp(words.schema, "pg_catalog") == 0
               ? words.name
               : hd_sql_qualified(ctx, words.schema, words.name);
}

static bool modifier_of(const PgQuery__TypeName *type, size_t i, int *ret)
{
    const PgQuery__Node *node = i < type->n_typmods ? type->typmods[i] : NULL;

    if (node == NULL || node->node_case != PG_QUERY__NODE__NODE_A_CONST ||
        node->a_const->val_case != PG_QUERY__A__CONST__VAL_IVAL)
        return false;
    *ret = node->a_const->ival->ival;
    return true;
}

/* The parser gives the fields of an interval as bits of its first modifier. */
static char *interval_text(TALLOC_CTX *ctx, const PgQuery__TypeName *type)
{
    static const struct {
        int bits;
        const char *words;
    } fields[] = {
        {1 << 2, " year"},
        {1 << 1, " month"},
        {1 << 3, " day"},
        {1 << 10, " hour"},
        {1 << 11, " minute"},
        {1 << 12, " second"},
        {1 << 2 | 1 << 1, " year to month"},
        {1 << 3 | 1 << 10, " day to hour"},
        {1 << 3 | 1 << 10 | 1 << 11, " day to minute"},
        {1 << 3 | 1 << 10 | 1 << 11 | 1 << 12, " day to second"},
        {1 << 10 | 1 << 11, " hour to minute"},
        {1 << 10 | 1 << 11 | 1 << 12, " hour to second"},
        {1 << 11 | 1 << 12, " minute to second"},
    };
    const char *words = "";
    int bits = 0;
    int digits = 0;

    modifier_of(type, 0, &bits);
    for (size_t i = 0; i < HD_COUNT(fields); i++)
        if (fields[i].bits == bits)
            words = fields[i].words;
    return modifier_of(type, 1, &digits) ? hd_printf(ctx, "interval%s(%d)", words, digits)
                                         : hd_printf(ctx, "interval%s", words);
}

static char *modified_text(TALLOC_CTX *ctx, const PgQuery__TypeName *type)
{
    HD_SCRATCH(scratch);
    const char *shown = shown_name(scratch, type);
    /* "timestamp(3) with time zone": the modifier stands behind the first word of times. */
    bool is_time = hd_text_starts(shown, "time") && strchr(shown, ' ') != NULL;
    size_t head = is_time ? strcspn(shown, " ") : strlen(shown);
    hd_buf *out = hd_buf_new(scratch);

    if (strcmp(shown, "bpchar") == 0 && type->n_typmods > 0)
        hd_buf_add(out, "character");
    else
        hd_buf_add_n(out, shown, head);
    for (size_t i = 0; i < type->n_typmods; i++) {
        int number = 0;
        modifier_of(type, i, &number);
        hd_buf_addf(out, "%s%d", i == 0 ? "(" : ",", number);
    }
    hd_buf_add(out, type->n_typmods > 0 ? ")" : "");
    hd_buf_add(out, shown + head);
    return hd_buf_take(ctx, out);
}

char *hd_lint_type_text(TALLOC_CTX *ctx, const PgQuery__TypeName *type)
{
    HD_SCRATCH(scratch);
    bool interval = strcmp(hd_lint_words_in(type->names, type->n_names, 0).name, "interval") == 0;
    hd_buf *out = hd_buf_new(scratch);

    hd_buf_add(out, interval ? interval_text(scratch, type) : modified_text(scratch, type));
    hd_buf_add(out, type->n_array_bounds > 0 ? "[]" : ""); /* the server does not count them */
    return hd_buf_take(ctx, out);
}

/* Domains over domains, of the script; the catalog has looked through its own. */
enum { MAX_DOMAINS = 32 };

const char *hd_lint_stored_type(hd_lint_at *at, const PgQuery__TypeName *type)
{
    hd_lint_words words = hd_lint_words_in(type->names, type->n_names, 0);
    const char *text = hd_lint_type_text(hd_lint_memory(at), type);

    for (int i = 0; type->n_array_bounds == 0 && i < MAX_DOMAINS; i++) {
        const hd_lint_domain *domain = hd_lint_catalog_domain(at->options->catalog, words.schema,
                                                              words.name);
        if (hd_lint_did_to(at, HD_LINT_CREATED_DOMAIN, NULL, NULL, words.name))
            return NULL;
        const char *below = hd_lint_value(at, HD_LINT_DOMAIN_OVER, words.name);
        if (below == NULL)
            return domain == NULL ? text : domain->constrained ? NULL : domain->type;
        text = below;
        words = (hd_lint_words){"", below};
    }
    return text;
}

bool hd_lint_casts_of(TALLOC_CTX *ctx, const PgQuery__Node *expression, const char *column,
                      hd_lint_casts *ret)
{
    for (; expression != NULL && expression->node_case == PG_QUERY__NODE__NODE_TYPE_CAST;
         expression = expression->type_cast->arg)
        hd_vec_push(ctx, ret, expression->type_cast->type_name);
    if (expression == NULL || expression->node_case != PG_QUERY__NODE__NODE_COLUMN_REF)
        return false;
    const PgQuery__ColumnRef *ref = expression->column_ref;
    return ref->n_fields > 0 && strcmp(hd_lint_string(ref->fields[ref->n_fields - 1]), column) == 0;
}
