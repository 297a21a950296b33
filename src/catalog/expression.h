/*
 * Casts of arrays in expressions that the server wrote.
 *
 * "a IN ('x', 'y')" for a varchar column is written by the server as
 * a = ANY ((ARRAY['x'::character varying, 'y'::character varying])::text[]), but read from there
 * it becomes a = ANY (ARRAY[('x'::character varying)::text, ...]): the type of a cast is given to
 * the elements of the array. So the text of a schema and that of the schema made from it
 * would differ. Source: transformArrayExpr() of PostgreSQL.
 */
#pragma once

#include "base/buf.h"

/* Whether no array is cast in the text: then both of the functions below give the same text. */
bool hd_expression_is_plain(const char *text);

/*
 * The text from which the server makes just what it had: the array gets a cast to its own type
 * inside, which the elements have already. Where that type does not show, it is settled.
 */
char *hd_expression_keep(TALLOC_CTX *ctx, const char *text);

/* The text to be compared: equal for both forms. */
char *hd_expression_settle(TALLOC_CTX *ctx, const char *text);
