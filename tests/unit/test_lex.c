#include "unit.h"

#include "base/buf.h"
#include "parse/lex.h"

/* "SELECT 'a'" becomes "W<SELECT> S<'a'>": a letter for the kind, then the token. */
static char *tokens_of(TALLOC_CTX *ctx, const char *text, size_t len)
{
    static const char letters[] = {
        [HD_TOKEN_WORD] = 'W',   [HD_TOKEN_QUOTED] = 'Q', [HD_TOKEN_STRING] = 'S',
        [HD_TOKEN_NUMBER] = 'N', [HD_TOKEN_PARAM] = 'P',  [HD_TOKEN_COMMENT] = 'C',
        [HD_TOKEN_SYMBOL] = 'Y', [HD_TOKEN_BROKEN] = '!',
    };
    hd_buf *buf = hd_buf_new(ctx);
    hd_lexer lexer = hd_lex(text, len);

    for (;;) {
        hd_token token = hd_lex_next(&lexer);
        if (token.kind == HD_TOKEN_END)
            return buf->data;
        hd_buf_addf(buf, "%s%c<%.*s>", buf->len == 0 ? "" : " ", letters[token.kind],
                    (int)token.len, text + token.start);
    }
}

static void every_lexical_rule_gives_its_token(void **state)
{
    static const struct {
        const char *text;
        const char *tokens;
    } cases[] = {
        {"", ""},
        {" \t\r\n\f\v", ""},
        {"SELECT a1_$b", "W<SELECT> W<a1_$b>"},
        {"caf\xc3\xa9 x", "W<caf\xc3\xa9> W<x>"},
        {"a.b", "W<a> Y<.> W<b>"},
        /* quoted identifiers */
        {"\"a \"\"b\"\" c\"d", "Q<\"a \"\"b\"\" c\"> W<d>"},
        {"U&\"d\\0061t\"", "Q<U&\"d\\0061t\">"},
        {"u & \"d\"", "W<u> Y<&> Q<\"d\">"},
        {"\"a;--", "!<\"a;-->"},
        /* strings */
        {"'it''s'", "S<'it''s'>"},
        {"'a\\'b", "S<'a\\'> W<b>"},
        {"E'a\\'b'c", "S<E'a\\'b'> W<c>"},
        {"e'\\\\'c", "S<e'\\\\'> W<c>"},
        {"e'a''b'c", "S<e'a''b'> W<c>"},
        {"E 'a\\'b", "W<E> S<'a\\'> W<b>"},
        {"fooE'a\\'b", "W<fooE> S<'a\\'> W<b>"},
        {"B'1' x'f' N'n' U&'\\0041'", "S<B'1'> S<x'f'> S<N'n'> S<U&'\\0041'>"},
        {"U&'\\' x", "S<U&'\\'> W<x>"},
        {"'a", "!<'a>"},
        {"'a''", "!<'a''>"},
        {"E'a\\", "!<E'a\\>"},
        {"E'a\\'", "!<E'a\\'>"},
        /* a string that goes on in the next line keeps its kind */
        {"E'a'\n 'b\\'c' d", "S<E'a'\n 'b\\'c'> W<d>"},
        {"E'a' -- x\n 'b\\'c' d", "S<E'a' -- x\n 'b\\'c'> W<d>"},
        {"E'a' 'b\\'c", "S<E'a'> S<'b\\'> W<c>"},
        {"E'a' -- x", "S<E'a'> C<-- x>"},
        {"E'a'\n'b\\'", "!<E'a'\n'b\\'>"},
        /* dollar quotes */
        {"$$a'b;$$c", "S<$$a'b;$$> W<c>"},
        {"$a$ $b$ $$ $a $a$", "S<$a$ $b$ $$ $a $a$>"},
        {"$a$x$A$y$a$", "S<$a$x$A$y$a$>"},
        {"$a$x$b$a$", "S<$a$x$b$a$>"},
        {"$\xc3\xa4$;$\xc3\xa4$", "S<$\xc3\xa4$;$\xc3\xa4$>"},
        {"a$b$c$b$", "W<a$b$c$b$>"},
        {"1$b$c$b$", "N<1> S<$b$c$b$>"},
        {"$1$b$c$b$", "P<$1> S<$b$c$b$>"},
        {"$1a$", "P<$1> W<a$>"},
        {"$12+$ $a", "P<$12> Y<+> Y<$> Y<$> W<a>"},
        {"$$a$", "!<$$a$>"},
        {"$a$b$$", "!<$a$b$$>"},
        /* comments */
        {"a--b\nc", "W<a> C<--b> W<c>"},
        {"--b\rc", "C<--b> W<c>"},
        {"/* a /* b */ c */d", "C</* a /* b */ c */> W<d>"},
        {"/*/ a */b", "C</*/ a */> W<b>"},
        {"/**/b", "C</**/> W<b>"},
        {"/* ' */ '/*' ", "C</* ' */> S<'/*'>"},
        {"/* /* */", "!</* /* */>"},
        {"/*", "!</*>"},
        /* operators end before a comment */
        {"a<=b", "W<a> Y<<=> W<b>"},
        {"a+--b", "W<a> Y<+> C<--b>"},
        {"a*/*b*/c", "W<a> Y<*> C</*b*/> W<c>"},
        {"a@>-1", "W<a> Y<@>-> N<1>"},
        {"a::b:=c:d", "W<a> Y<::> W<b> Y<:=> W<c> Y<:> W<d>"},
        {"f(a,b)[1];", "W<f> Y<(> W<a> Y<,> W<b> Y<)> Y<[> N<1> Y<]> Y<;>"},
        {"\\d x", "Y<\\> W<d> W<x>"},
        {"{}", "Y<{> Y<}>"},
        /* numbers */
        {"1 1.5 .5 1. 1e5 1.5E-3 1e", "N<1> N<1.5> N<.5> N<1.> N<1e5> N<1.5E-3> N<1> W<e>"},
        {"0xFF 0o17 0b11 1_000 0x_1", "N<0xFF> N<0o17> N<0b11> N<1_000> N<0x_1>"},
        {"1..10", "N<1> Y<..> N<10>"},
        {"1--2", "N<1> C<--2>"},
        {"0x", "N<0> W<x>"},
    };
    HD_SCRATCH(scratch);

    (void)state;
    for (size_t i = 0; i < HD_COUNT(cases); i++)
        assert_string_equal(tokens_of(scratch, cases[i].text, strlen(cases[i].text)),
                            cases[i].tokens);
}

/* The text is cut at every length; the sanitizer build sees a read beyond its end. */
static void nothing_beyond_the_length_is_read(void **state)
{
    static const char text[] =
        "E'a\\'b' $t$ x $t$ /* /* */ */ -- c\n\"q\" 1.5e-3 0x1F U&'x' a::b <=";

    (void)state;
    for (size_t len = 0; len < sizeof(text); len++) {
        HD_SCRATCH(scratch);
        char *exact = talloc_memdup(scratch, text, len);
        hd_lexer lexer = hd_lex(exact, len);
        hd_token token = hd_lex_next(&lexer);

        while (token.kind != HD_TOKEN_END)
            token = hd_lex_next(&lexer);
        assert_int_equal(token.start, len);
    }
}

static void a_zero_byte_is_a_symbol_of_its_own(void **state)
{
    HD_SCRATCH(scratch);

    (void)state;
    assert_string_equal(tokens_of(scratch, "a\0b", 3), "W<a> Y<> W<b>");
}

static void key_words_match_whole_words_in_any_case(void **state)
{
    hd_lexer lexer = hd_lex("Drop \"drop\" drops dro", 21);
    hd_token token = hd_lex_next(&lexer);

    (void)state;
    assert_true(hd_token_is(&lexer, &token, "drop"));
    assert_false(hd_token_is(&lexer, &token, "dro"));
    assert_false(hd_token_is(&lexer, &token, "drops"));
    token = hd_lex_next(&lexer);
    assert_false(hd_token_is(&lexer, &token, "drop"));
    token = hd_lex_next(&lexer);
    assert_false(hd_token_is(&lexer, &token, "drop"));
    token = hd_lex_next(&lexer);
    assert_false(hd_token_is(&lexer, &token, "drop"));
}

static void a_broken_token_tells_what_lacks_its_end(void **state)
{
    static const struct {
        const char *text;
        const char *reason;
    } cases[] = {
        {"'a", "unterminated string"},
        {"U&'a", "unterminated string"},
        {"\"a", "unterminated quoted identifier"},
        {"U&\"a", "unterminated quoted identifier"},
        {"$$a", "unterminated dollar-quoted string"},
        {"/* a", "unterminated comment"},
    };

    (void)state;
    for (size_t i = 0; i < HD_COUNT(cases); i++) {
        hd_lexer lexer = hd_lex(cases[i].text, strlen(cases[i].text));
        hd_token token = hd_lex_next(&lexer);
        assert_int_equal(token.kind, HD_TOKEN_BROKEN);
        assert_string_equal(hd_token_broken_reason(&lexer, &token), cases[i].reason);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_lexical_rule_gives_its_token),
        cmocka_unit_test(nothing_beyond_the_length_is_read),
        cmocka_unit_test(a_zero_byte_is_a_symbol_of_its_own),
        cmocka_unit_test(key_words_match_whole_words_in_any_case),
        cmocka_unit_test(a_broken_token_tells_what_lacks_its_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
