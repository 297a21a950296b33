/*
 * Reads a statement token by token: what the small hand-written parsers of this
 * folder are made of. The cursor always stands on a token; a semicolon counts as
 * the end, so that the statements of a routine's body can be read one by one.
 */
#pragma once

#include "parse/lex.h"

typedef struct hd_cursor {
    hd_lexer lexer;
    hd_token token; /* where it stands; comments are passed over */
} hd_cursor;

/* A name as the server understands it: folded to lower case or unquoted, cut to 63 bytes. */
typedef struct hd_sql_name {
    const char *schema; /* NULL when not written */
    const char *name;
} hd_sql_name;

/* On the first token of text[from .. to). */
hd_cursor hd_cursor_at(const char *text, size_t from, size_t to);

void hd_cursor_step(hd_cursor *cursor);
bool hd_cursor_at_end(const hd_cursor *cursor); /* of the text or of the statement */

bool hd_cursor_on(const hd_cursor *cursor, const char *word);
bool hd_cursor_on_symbol(const hd_cursor *cursor, const char *symbol);

/* Steps over the words (lower case, separated by one blank) when all of them stand here. */
bool hd_cursor_accept(hd_cursor *cursor, const char *words);
bool hd_cursor_accept_symbol(hd_cursor *cursor, const char *symbol);

/* Steps over a token; over all up to the closing one when it is an opening parenthesis or bracket.
 */
void hd_cursor_step_group(hd_cursor *cursor);

/* Steps to the next comma outside of groups, or to the end; true when on a comma. */
bool hd_cursor_to_comma(hd_cursor *cursor);

/* One identifier; NULL (and no step) when none stands here. */
const char *hd_cursor_ident(TALLOC_CTX *ctx, hd_cursor *cursor);

/* "name", "schema.name" or "database.schema.name"; false (ret untouched) when none stands here. */
bool hd_cursor_name(TALLOC_CTX *ctx, hd_cursor *cursor, hd_sql_name *ret);

/* The value of a string constant; NULL (and no step) when none stands here. */
const char *hd_cursor_string(TALLOC_CTX *ctx, hd_cursor *cursor);
