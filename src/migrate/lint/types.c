/*
 * Which changes of a type PostgreSQL makes without writing the table anew.
 * Source: PostgreSQL documentation, "ALTER TABLE"; the support functions of varchar,
 * varbit, numeric, timestamp, timestamptz, time, timetz and interval, asked of a server.
 */
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
    {"bpchar", "character"},
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

/* "timestamp(3) with time zone": the modifier stands behind the first word of times. */
char *hd_lint_type_text(TALLOC_CTX *ctx, const PgQuery__TypeName *type)
{
    HD_SCRATCH(scratch);
    const char *shown = shown_name(scratch, type);
    bool is_time = hd_text_starts(shown, "time") && strchr(shown, ' ') != NULL;
    size_t head = is_time ? strcspn(shown, " ") : strlen(shown);
    hd_buf *out = hd_buf_new(scratch);

    hd_buf_add_n(out, shown, head);
    for (size_t i = 0; i < type->n_typmods; i++) {
        const PgQuery__Node *node = type->typmods[i];
        bool number = node->node_case == PG_QUERY__NODE__NODE_A_CONST &&
                      node->a_const->val_case == PG_QUERY__A__CONST__VAL_IVAL;
        hd_buf_addf(out, "%s%d", i == 0 ? "(" : ",", number ? node->a_const->ival->ival : 0);
    }
    hd_buf_add(out, type->n_typmods > 0 ? ")" : "");
    hd_buf_add(out, shown + head);
    for (size_t i = 0; i < type->n_array_bounds; i++)
        hd_buf_add(out, "[]");
    return hd_buf_take(ctx, out);
}

/* "numeric(10,2)" in parts; no modifiers: count 0. */
struct parts {
    char *base; /* without the modifiers: "timestamp with time zone" */
    int count;
    long modifiers[2];
};

static struct parts parts_of(TALLOC_CTX *ctx, const char *type)
{
    struct parts parts = {.base = hd_strdup(ctx, type)};
    char *open = strchr(parts.base, '(');

    if (open == NULL)
        return parts;
    char *end = open + 1;
    while (parts.count < 2 && *end != ')' && *end != '\0') {
        parts.modifiers[parts.count++] = strtol(end, &end, 10);
        end += *end == ',';
    }
    const char *close = strchr(end, ')');
    const char *tail = close == NULL ? "" : close + 1;
    memmove(open, tail, strlen(tail) + 1);
    return parts;
}

/* Other bases that share their bytes. */
static bool is_same_kind(const char *from, const char *to)
{
    static const struct {
        const char *from;
        const char *to;
    } pairs[] = {
        {"character varying", "text"},
        {"text", "character varying"},
        {"cidr", "inet"},
    };

    for (size_t i = 0; i < HD_COUNT(pairs); i++)
        if (strcmp(pairs[i].from, from) == 0 && strcmp(pairs[i].to, to) == 0)
            return true;
    return strcmp(from, to) == 0;
}

bool hd_lint_type_is_free(const char *from, const char *to)
{
    HD_SCRATCH(scratch);
    struct parts old = parts_of(scratch, from);
    struct parts new = parts_of(scratch, to);

    if (strcmp(from, to) == 0)
        return true;
    if (!is_same_kind(old.base, new.base))
        return false;
    if (new.count == 0) /* numeric, and all that is only limited by a number */
        return strcmp(new.base, "character") != 0 && strcmp(new.base, "bit") != 0;
    if (old.count == 0 || strcmp(new.base, "character") == 0 || strcmp(new.base, "bit") == 0)
        return false;
    if (strcmp(new.base, "numeric") == 0)
        return new.modifiers[0] >= old.modifiers[0] && new.modifiers[1] == old.modifiers[1];
    return new.modifiers[0] >= old.modifiers[0];
}
