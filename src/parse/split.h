/*
 * Splits SQL text into statements and the "-- howdah:" comments between them.
 *
 * A statement ends at a semicolon outside parentheses and outside the
 * BEGIN ATOMIC ... END body of a CREATE FUNCTION or PROCEDURE; the last one of the text, or
 * of a section of a revision file ("-- howdah: upgrade", "downgrade"), may lack it. Comments stay
 * part of the statement that they stand in, and are no statement on their own. Empty statements are
 * left out.
 */
#pragma once

#include "base/error.h"
#include "base/vec.h"

typedef enum hd_sql_item_kind {
    HD_SQL_STATEMENT,
    HD_SQL_DIRECTIVE, /* a "-- howdah:" comment on a line of its own (blanks before it allowed) */
} hd_sql_item_kind;

/*
 * text[start .. end), first to last character: a statement without its
 * semicolon and without the comments around it; a directive from its first "-"
 * to the end of its line. Items are in order of start; a directive inside a
 * statement stands after it, with start below the statement's end.
 */
typedef struct hd_sql_item {
    hd_sql_item_kind kind;
    size_t start;
    size_t end;
} hd_sql_item;

typedef HD_VEC(hd_sql_item) hd_sql_items;

/*
 * Appends the items of text[from .. to) to ret (memory of ctx); ret is untouched on error.
 *
 * Errors, all HD_CONFIG with sql_position set to the character offset + 1 in
 * text (hd_sql_offset gives the byte) and place left to the caller: a string,
 * quote, comment or parenthesis without end; a backslash command of psql (\d,
 * \connect); COPY between server and client, whose data no statement can hold;
 * a directive that is misspelt ("--howdah:") or does not begin its line, because
 * it would be passed over in silence.
 */
hd_error *hd_sql_split(TALLOC_CTX *ctx, const char *text, size_t from, size_t to,
                       hd_sql_items *ret) HD_MUST_USE;

/* The byte offset of a character position (from 1), for hd_error_place; text ends in NUL. */
size_t hd_sql_offset(const char *text, size_t position);
