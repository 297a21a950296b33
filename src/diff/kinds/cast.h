/* How the values of a column get another type. */
#pragma once

#include "base/buf.h"

/*
 * Adds " USING ..." unless the server converts by itself.
 *
 *   column   quoted
 *   anew     the type has the same name, but is another one
 */
void hd_cast_print(hd_buf *out, const char *column, const char *old, const char *new, bool anew);

/* The storage that columns of the type have by themselves: "extended", "plain", "main". */
const char *hd_cast_storage(const char *type);
