/* Files for psql: what is not for the server, and what opens and ends transactions. */
#pragma once

#include "migrate/lint/lint.h"

/*
 * A copy of the text, of the same length, in which psql's commands (a backslash to the end of its
 * line) and COPY ... FROM STDIN with its data are blanks; line breaks stay, so
 * that places stay right. A command like \gexec ends its statement.
 */
char *hd_lint_plain_mask(TALLOC_CTX *ctx, const char *text, size_t len);

hd_lint_control hd_lint_plain_control(const char *sql);
