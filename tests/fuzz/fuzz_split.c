/*
 * Statements do not overlap, are neither empty nor padded, leave no code between them but
 * semicolons, and splitting one of them again gives just itself.
 */
#include "fuzz.h"
#include "parse/lex.h"
#include "parse/split.h"

static void check_between(const char *text, size_t from, size_t to)
{
    hd_lexer lexer = hd_lex(text, to);

    lexer.at = from;
    for (hd_token token = hd_lex_next_code(&lexer); token.kind != HD_TOKEN_END;
         token = hd_lex_next_code(&lexer))
        FUZZ_CHECK(hd_token_is_symbol(&lexer, &token, ";"));
}

static void check_alone(TALLOC_CTX *ctx, const char *text, const hd_sql_item *item)
{
    hd_sql_items again = {0};

    hd_error *err = hd_sql_split(ctx, text, item->start, item->end, &again);
    FUZZ_CHECK(err == NULL && again.count > 0);
    FUZZ_CHECK(again.items[0].start == item->start && again.items[0].end == item->end);
    for (size_t i = 1; i < again.count; i++)
        FUZZ_CHECK(again.items[i].kind == HD_SQL_DIRECTIVE);
}

static void check_items(TALLOC_CTX *ctx, const char *text, size_t size, const hd_sql_items *items)
{
    size_t start = 0;
    size_t code_end = 0;

    for (size_t i = 0; i < items->count; i++) {
        const hd_sql_item *item = &items->items[i];
        FUZZ_CHECK(item->start >= start && item->end > item->start && item->end <= size);
        start = item->start;
        if (item->kind == HD_SQL_DIRECTIVE) {
            FUZZ_CHECK(memcmp(text + item->start, "-- howdah:", 10) == 0);
            continue;
        }
        FUZZ_CHECK(item->start >= code_end);
        check_between(text, code_end, item->start);
        check_alone(ctx, text, item);
        code_end = item->end;
    }
    check_between(text, code_end, size);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    HD_SCRATCH(scratch);
    const char *text = (const char *)data;
    hd_sql_items items = {0};

    hd_error *err = hd_sql_split(scratch, text, 0, size, &items);
    if (err == NULL)
        check_items(scratch, text, size, &items);
    else
        FUZZ_CHECK(items.count == 0 && err->sql_position > 0 && err->sql_position <= size);
    hd_error_free(err);
    return 0;
}
