/* Writing SQL safely: identifiers and literals. */
#pragma once

#include "base/buf.h"

/*
 * The name as PostgreSQL's quote_ident writes it: bare when it is made of lower-case
 * letters, digits and underscores and is no key word of PostgreSQL 15 to 18 except an
 * unreserved one.
 */
char *hd_sql_ident(TALLOC_CTX *ctx, const char *name);
void hd_sql_add_ident(hd_buf *buf, const char *name);

/* schema.name, or name alone when schema is NULL or "". */
char *hd_sql_qualified(TALLOC_CTX *ctx, const char *schema, const char *name);

/* The name alone and without quotes, of what hd_sql_qualified gives; "s.n" of another schema stays.
 */
char *hd_sql_bare_name(TALLOC_CTX *ctx, const char *schema, const char *qualified);

/* name and end, unquoted, with as many whole characters of the name as a name has room for. */
char *hd_sql_name_join(TALLOC_CTX *ctx, const char *name, const char *end);

/* 'text', as E'...' when it contains a backslash. */
char *hd_sql_literal(TALLOC_CTX *ctx, const char *text);

/*
 * The strings as the text of a text[] value: {a,"b c"}. It is what a $n parameter takes;
 * inside SQL it goes through hd_sql_literal. A NULL item becomes NULL.
 */
char *hd_sql_array(TALLOC_CTX *ctx, const char *const items[], size_t count);
