/* Writing SQL safely: identifiers and literals. */
#pragma once

#include "base/base.h"

/* The name as PostgreSQL's quote_ident writes it: bare when lower case and no reserved word. */
char *hd_sql_ident(TALLOC_CTX *ctx, const char *name);

/* schema.name, or name alone when schema is NULL or "". */
char *hd_sql_qualified(TALLOC_CTX *ctx, const char *schema, const char *name);

/* 'text', as E'...' when it contains a backslash. */
char *hd_sql_literal(TALLOC_CTX *ctx, const char *text);

/* A text[] literal from strings: '{a,"b c"}' (for $n parameters: without the outer quotes). */
char *hd_sql_array(TALLOC_CTX *ctx, const char *const items[], size_t count);
