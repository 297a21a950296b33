/* Tokens stand in order, cover everything but blanks, and end at the end. */
#include "fuzz.h"
#include "parse/lex.h"

static void check_gap(const char *text, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++)
        FUZZ_CHECK(text[i] == ' ' || (text[i] >= '\t' && text[i] <= '\r'));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *text = (const char *)data;
    hd_lexer lexer = hd_lex(text, size);
    size_t at = 0;

    for (;;) {
        hd_token token = hd_lex_next(&lexer);
        FUZZ_CHECK(token.start >= at && token.len <= size - token.start);
        check_gap(text, at, token.start);
        if (token.kind == HD_TOKEN_END) {
            FUZZ_CHECK(token.start == size && token.len == 0);
            return 0;
        }
        FUZZ_CHECK(token.len > 0);
        at = token.start + token.len;
        if (token.kind == HD_TOKEN_BROKEN)
            FUZZ_CHECK(at == size && hd_token_broken_reason(&lexer, &token) != NULL);
    }
}
