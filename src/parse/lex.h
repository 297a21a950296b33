/*
 * PostgreSQL's lexical rules, without a grammar: what is a word, a string, a
 * comment. Knows E'', U&'', dollar quotes, nested comments, quoted identifiers
 * and standard_conforming_strings = on (the default since 9.1).
 *
 * Linear in the length of the text, without recursion, and never reads beyond
 * it: the text needs no NUL at its end.
 *
 * Source: PostgreSQL documentation, "Lexical Structure".
 */
#pragma once

#include "base/error.h"

typedef enum hd_token_kind {
    HD_TOKEN_END,    /* of the text */
    HD_TOKEN_WORD,   /* key word or identifier without quotes */
    HD_TOKEN_QUOTED, /* "identifier", U&"identifier" */
    HD_TOKEN_STRING, /* '...', E'...', B'', X'', N'', U&'', $tag$...$tag$ */
    HD_TOKEN_NUMBER,
    HD_TOKEN_PARAM,   /* $1 */
    HD_TOKEN_COMMENT, /* -- to the end of the line (without it), or a nested block comment */
    HD_TOKEN_SYMBOL,  /* one of ; , ( ) [ ] . : and operators, longest match; any stray byte */
    HD_TOKEN_BROKEN,  /* a string, quote or comment without end: reaches to the end of the text */
} hd_token_kind;

/*
 * A token is text[start .. start + len). Blanks are no tokens. An E'' string that
 * goes on after a line break is one token, because its backslashes still count there.
 */
typedef struct hd_token {
    hd_token_kind kind;
    size_t start;
    size_t len;
} hd_token;

typedef struct hd_lexer {
    const char *text;
    size_t len;
    size_t at; /* where the next token is looked for */
} hd_lexer;

hd_lexer hd_lex(const char *text, size_t len);
hd_token hd_lex_next(hd_lexer *lexer);

/* The next token that is no comment. */
hd_token hd_lex_next_code(hd_lexer *lexer);

/* Whether a WORD token is this key word (given in lower case); quoted names never are. */
bool hd_token_is(const hd_lexer *lexer, const hd_token *token, const char *word);

/* Whether a SYMBOL token is this text. */
bool hd_token_is_symbol(const hd_lexer *lexer, const hd_token *token, const char *symbol);

/* Whether it is this identifier, given as hd_sql_ident and the server write it. */
bool hd_token_is_name(const hd_lexer *lexer, const hd_token *token, const char *quoted);

/* What is wrong with a BROKEN token: "unterminated string", with "quoted identifier", "comment". */
const char *hd_token_broken_reason(const hd_lexer *lexer, const hd_token *token);
