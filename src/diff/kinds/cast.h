/* How the values of a column get another type. */
#pragma once

#include "base/buf.h"
#include "catalog/kinds.h"

/*
 * Adds " USING ..." unless the server converts by itself.
 *
 *   column   quoted
 *   anew     the type has the same name, but is another one
 */
void hd_cast_print(hd_buf *out, const char *column, const char *old, const char *new, bool anew);

/* The storage that columns of the type have by themselves: "extended", "plain", "main". */
const char *hd_cast_storage(const char *type);

/* " USING ...": a row of a composite type goes over by the names of its attributes. */
void hd_cast_record_print(hd_buf *out, const char *column, const hd_fact *type);

/*
 * The function pg_temp.howdah_records, which does the same to arrays of rows; what is printed
 * for a column cannot have a subquery. Nobody but the statements around it sees it.
 */
void hd_cast_records_function(hd_buf *out, const hd_fact *type);

/* What that function gives for a column, as an expression of a query. */
void hd_cast_records_print(hd_buf *out, const char *column, const hd_fact *type);
