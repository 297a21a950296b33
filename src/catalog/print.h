/* Pieces of statements that several kinds need. */
#pragma once

#include "catalog/ddl.h"

/* Adds "key='value', ..." of a list of "key=value" (storage parameters). */
void hd_print_storage(hd_buf *out, const hd_strings *options, const char *prefix, bool first);

/* Adds " OPTIONS (key 'value', ...)" of the attribute, or nothing when it is empty. */
void hd_print_options(hd_buf *out, const hd_fact *fact, const char *attribute);

/* Adds the clauses of a sequence that are not the default, each after a blank. */
void hd_print_sequence(hd_buf *out, const hd_fact *fact);

/* Adds "WORD IDENTITY verb" for enabled states: ALTER TABLE t DISABLE TRIGGER x;. */
void hd_print_enabled(hd_buf *out, const hd_fact *fact, const char *noun);

/* The statement of the attribute "definition". */
void hd_print_definition(hd_buf *out, const hd_fact *fact);

/* Items separated by commas. */
void hd_print_list(hd_buf *out, const hd_strings *items);

/* What a table, foreign table or partition is made of: "(\n column,\n ...\n)". */
void hd_print_columns(hd_buf *out, const hd_fact *fact, const struct hd_ddl *ddl);

/* A column as CREATE TABLE and ADD COLUMN have it: name, type, default, NOT NULL ... */
void hd_print_column(hd_buf *out, const hd_fact *column, const struct hd_ddl *ddl);

/* "GENERATED ALWAYS AS IDENTITY (...)". */
void hd_print_identity(hd_buf *out, const hd_fact *identity);

/* The name of the NOT NULL of a column, quoted; servers older than 18 have none. */
const char *hd_not_null_name(TALLOC_CTX *ctx, const hd_fact *column);

/* Whether the name has to be said, because the server would choose another one. */
bool hd_not_null_is_named(const hd_fact *column);

/* Statements for what the column has and hd_print_column has no words for; alter is "ALTER TABLE
 * x". */
void hd_print_column_rest(hd_buf *out, const hd_fact *column, const char *alter);

/* The comment on its NOT NULL, or that there is none. */
void hd_print_not_null_comment(hd_buf *out, const hd_fact *column);

/* The same for all columns of a relation. */
void hd_print_column_changes(hd_buf *out, const hd_fact *fact);

/* Adds " INHERITS (a, b)" or nothing. */
void hd_print_inherits(hd_buf *out, const hd_fact *fact);

/* A constraint: "CONSTRAINT name definition ...". */
void hd_print_constraint(hd_buf *out, const hd_fact *fact);

/* Whether it comes with what the table inherits, so that nothing is to be said. */
bool hd_is_implied(const hd_fact *fact);
