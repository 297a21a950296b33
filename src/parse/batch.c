#include "parse/batch.h"

#include <inttypes.h>
#include <strings.h>

#include "parse/lex.h"

/* Reads tokens of the top level: what stands in parentheses is skipped. */
struct reader {
    hd_lexer lexer;
    hd_token token;
};

static void advance(struct reader *reader)
{
    int depth = 0;

    do {
        reader->token = hd_lex_next(&reader->lexer);
        char c = reader->lexer.text[reader->token.start];
        if (reader->token.kind != HD_TOKEN_SYMBOL)
            continue;
        if (c == '(' || c == '[')
            depth++;
        else if ((c == ')' || c == ']') && depth > 0)
            depth--;
    } while (reader->token.kind == HD_TOKEN_COMMENT ||
             (depth > 0 && reader->token.kind != HD_TOKEN_END));
}

static bool at_word(const struct reader *reader, const char *word)
{
    return reader->token.kind == HD_TOKEN_WORD && hd_token_is(&reader->lexer, &reader->token, word);
}

static bool skip_word(struct reader *reader, const char *word)
{
    bool found = at_word(reader, word);

    if (found)
        advance(reader);
    return found;
}

static bool at_name(const struct reader *reader)
{
    return reader->token.kind == HD_TOKEN_WORD || reader->token.kind == HD_TOKEN_QUOTED;
}

static bool at_symbol(const struct reader *reader, char symbol)
{
    return reader->token.kind == HD_TOKEN_SYMBOL && reader->token.len == 1 &&
           reader->lexer.text[reader->token.start] == symbol;
}

static hd_error *refuse(const struct reader *reader, const char *what)
{
    hd_error *err = hd_error_new(HD_CONFIG, "%s cannot be run in batches", what);

    err->sql_position = reader->token.start + 1;
    return hd_error_hint(err, "A batch is one UPDATE or DELETE of one table, without WITH before "
                              "it.");
}

/* name [ . name ]: gives its text. */
static char *read_name(TALLOC_CTX *ctx, struct reader *reader)
{
    size_t start = reader->token.start;
    size_t end = start;

    while (at_name(reader)) {
        end = reader->token.start + reader->token.len;
        advance(reader);
        if (!at_symbol(reader, '.'))
            break;
        advance(reader);
    }
    return hd_strndup(ctx, reader->lexer.text + start, end - start);
}

/* [ONLY] table [*] [[AS] alias] */
static hd_error *read_target(TALLOC_CTX *ctx, struct reader *reader, hd_sql_batch *batch)
{
    bool only = skip_word(reader, "only");

    if (!at_name(reader))
        return refuse(reader, "this statement");
    batch->table = read_name(ctx, reader);
    batch->source = hd_printf(ctx, "%s%s", only ? "ONLY " : "", batch->table);
    batch->alias = batch->table;
    if (at_symbol(reader, '*'))
        advance(reader);
    bool as = skip_word(reader, "as");
    bool alias = as || (at_name(reader) && !at_word(reader, "set") && !at_word(reader, "using") &&
                        !at_word(reader, "where") && !at_word(reader, "returning"));
    if (alias)
        batch->alias = read_name(ctx, reader);
    return NULL;
}

/* SET name = ..., name = ...: gathers the names, up to WHERE or RETURNING. */
static void read_assignments(struct reader *reader, hd_sql_batch *batch)
{
    bool item = false; /* the token before was SET or a comma */

    while (reader->token.kind != HD_TOKEN_END && !at_word(reader, "where") &&
           !at_word(reader, "returning")) {
        if (item && at_name(reader))
            hd_vec_push(
                batch, &batch->assigned,
                hd_strndup(batch, reader->lexer.text + reader->token.start, reader->token.len));
        item = at_word(reader, "set") || at_symbol(reader, ',');
        advance(reader);
    }
}

bool hd_sql_batch_assigns(const hd_sql_batch *batch, const char *column)
{
    size_t len = strlen(column);

    for (size_t i = 0; i < batch->assigned.count; i++) {
        const char *name = batch->assigned.items[i];
        bool same = *name == '"' ? strlen(name) == len + 2 && strncmp(name + 1, column, len) == 0
                                 : strcasecmp(name, column) == 0;
        if (same)
            return true;
    }
    return false;
}

hd_error *hd_sql_batch_parse(TALLOC_CTX *ctx, const char *sql, hd_sql_batch **ret)
{
    HD_SCRATCH(scratch);
    hd_sql_batch *batch = hd_new(scratch, hd_sql_batch);
    struct reader reader = {.lexer = hd_lex(sql, strlen(sql))};

    advance(&reader);
    if (skip_word(&reader, "delete")) {
        if (!skip_word(&reader, "from"))
            return refuse(&reader, "this statement");
    } else if (!skip_word(&reader, "update")) {
        return refuse(&reader, "this statement");
    }
    HD_TRY(read_target(batch, &reader, batch));

    read_assignments(&reader, batch);
    batch->before = hd_strndup(batch, sql, reader.token.start);
    if (skip_word(&reader, "where")) {
        size_t start = reader.token.start;
        if (at_word(&reader, "current"))
            return refuse(&reader, "WHERE CURRENT OF");
        while (reader.token.kind != HD_TOKEN_END && !at_word(&reader, "returning"))
            advance(&reader);
        batch->condition = hd_strndup(batch, sql + start, reader.token.start - start);
    }
    batch->after = hd_strdup(batch, sql + reader.token.start);
    *ret = talloc_steal(ctx, batch);
    return NULL;
}

char *hd_sql_batch_bound(TALLOC_CTX *ctx, const hd_sql_batch *batch, const char *key, int64_t size,
                         bool has_lower)
{
    HD_SCRATCH(scratch);
    const char *lower = has_lower ? hd_printf(scratch, " WHERE %s > $1", key) : "";

    return hd_printf(ctx,
                     "SELECT k::text FROM (SELECT %s AS k FROM %s%s ORDER BY %s LIMIT %" PRId64
                     ") AS range ORDER BY k DESC LIMIT 1",
                     key, batch->source, lower, key, size);
}

char *hd_sql_batch_range(TALLOC_CTX *ctx, const hd_sql_batch *batch, const char *key,
                         bool has_lower)
{
    HD_SCRATCH(scratch);
    const char *lower = has_lower ? hd_printf(scratch, " AND %s.%s > $2", batch->alias, key) : "";
    /* A line end after the condition: it may end in a comment. */
    const char *condition = batch->condition == NULL
                                ? ""
                                : hd_printf(scratch, " AND (%s\n)", batch->condition);

    return hd_printf(ctx, "%s\nWHERE %s.%s <= $1%s%s%s%s", batch->before, batch->alias, key, lower,
                     condition, *batch->after == '\0' ? "" : " ", batch->after);
}
