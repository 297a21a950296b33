#include "pg/role.h"

#include "base/text.h"
#include "parse/quote.h"

#define UNDEFINED_OBJECT "42704"

char *hd_role_missing(TALLOC_CTX *ctx, const hd_error *err)
{
    static const char before[] = "role \"";
    static const char behind[] = "\" does not exist";

    if (strcmp(err->sqlstate, UNDEFINED_OBJECT) != 0 || !hd_text_starts(err->message, before) ||
        !hd_text_ends(err->message, behind))
        return NULL;
    return hd_strndup(ctx, err->message + strlen(before),
                      strlen(err->message) - strlen(before) - strlen(behind));
}

bool hd_role_make(hd_conn *conn, const hd_error *err)
{
    HD_SCRATCH(scratch);
    const char *role = hd_role_missing(scratch, err);

    if (role == NULL)
        return false;
    hd_error *failure = hd_exec(conn,
                                hd_printf(scratch, "CREATE ROLE %s", hd_sql_ident(scratch, role)));
    hd_error_free(failure);
    return failure == NULL;
}
