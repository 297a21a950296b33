/* GRANT and REVOKE. */
#pragma once

#include "catalog/print.h"

/*
 * What GRANT calls the object: "TABLE public.users". For a column it is its table, and
 * columns becomes " (email)", to stand after each privilege.
 */
void hd_print_grant_object(hd_buf *object, hd_buf *columns, const hd_fact *fact);

/*
 * The statements that lead from one list of privileges (the text of an array; NULL: none) to
 * another.
 *
 *   prefix   stands before GRANT and REVOKE: "" or "ALTER DEFAULT PRIVILEGES ... "
 *   columns  " (email)" after each privilege, or ""
 */
void hd_print_grant_change(hd_buf *out, const char *from, const char *to, const char *prefix,
                           const char *object, const char *grantee, const char *columns);

/*
 * The statements that lead from the fact's attribute "default" to its "privileges".
 *
 *   prefix  stands before GRANT and REVOKE: "" or "ALTER DEFAULT PRIVILEGES ... "
 */
void hd_print_grants(hd_buf *out, const hd_fact *fact, const char *prefix, const char *object,
                     const char *grantee, const char *columns);

/*
 * The same for a fact of the kind privilege. What somebody else than the owner granted is granted
 * and revoked in the name of that role: GRANTED BY knows nobody but the current one.
 */
void hd_print_privilege(hd_buf *out, const hd_fact *fact, const char *from, const char *to);
