/*
 * A rename locks the database against new sessions, and then waits some seconds for those that are
 * there. So ending them and renaming at once is enough, and is tried again when one slipped in.
 */
#include "care/backup/swap.h"

#include <inttypes.h>

#include "base/fault.h"
#include "base/text.h"
#include "care/backup/naming.h"
#include "parse/quote.h"
#include "sql.h"

#define OBJECT_IN_USE "55006"

enum { TRIES = 5, STAMP_CHARS = 16 };

hd_error *hd_swap_look(TALLOC_CTX *ctx, hd_conn *admin, const char *database, hd_swap_state *ret)
{
    HD_SCRATCH(scratch);
    hd_rows *rows = NULL;

    HD_TRY(hd_query(scratch, admin, hd_sql_care_swap_look, 1, &database, &rows));
    ret->there = hd_rows_bool(rows, 0, 0);
    ret->bytes = hd_rows_int(rows, 0, 1);
    const char *slots = hd_rows_text(rows, 0, 2);
    if (slots != NULL)
        return hd_error_hint(hd_error_new(HD_REFUSED,
                                          "database \"%s\" has logical replication slots: %s",
                                          database, slots),
                             "They stay with the database under its old name. Drop them, and make "
                             "them again after the swap.");
    if (hd_rows_int(rows, 0, 3) > 0)
        return hd_error_hint(
            hd_error_new(HD_REFUSED, "database \"%s\" has prepared transactions", database),
            "Commit them or roll them back: \"howdah show prepared\".");
    if (hd_rows_int(rows, 0, 4) > 0)
        return hd_error_hint(
            hd_error_new(HD_REFUSED, "database \"%s\" has subscriptions", database),
            "They would go on in the database that is put aside. Drop them, and "
            "make them again after the swap.");
    HD_TRY(hd_query(scratch, admin, hd_sql_care_swap_sessions, 1, &database, &rows));
    ret->sessions = (hd_strings){0};
    for (size_t i = 0; i < hd_rows_count(rows); i++)
        hd_vec_push(ctx, &ret->sessions, hd_rows_copy(ctx, rows, i, 1));
    return NULL;
}

hd_error *hd_swap_carry(hd_conn *admin, const char *from, const char *to)
{
    HD_SCRATCH(scratch);
    const char *params[] = {from, to};
    hd_rows *rows = NULL;

    HD_TRY(hd_query(scratch, admin, hd_sql_care_swap_carry, HD_COUNT(params), params, &rows));
    for (size_t i = 0; i < hd_rows_count(rows); i++)
        HD_TRY(hd_error_wrap(hd_exec(admin, hd_rows_text(rows, i, 0)),
                             "while giving \"%s\" what belongs to \"%s\"", to, from));
    return NULL;
}

static hd_error *rename_both(hd_conn *admin, const char *live, const char *fresh, const char *aside,
                             bool there)
{
    HD_SCRATCH(scratch);
    const char *live_name = hd_sql_ident(scratch, live);

    HD_TRY(hd_exec(admin, "BEGIN"));
    hd_error *err = NULL;
    if (there)
        err = hd_exec(admin, hd_printf(scratch, "ALTER DATABASE %s RENAME TO %s", live_name,
                                       hd_sql_ident(scratch, aside)));
    if (err == NULL)
        hd_fault_point("swap-between");
    if (err == NULL)
        err = hd_exec(admin, hd_printf(scratch, "ALTER DATABASE %s RENAME TO %s",
                                       hd_sql_ident(scratch, fresh), live_name));
    if (err == NULL)
        return hd_exec(admin, "COMMIT");
    if (hd_conn_is_open(admin))
        hd_error_free(hd_exec(admin, "ROLLBACK"));
    return err;
}

static hd_error *in_use(hd_conn *admin, const char *live, hd_error *err)
{
    HD_SCRATCH(scratch);
    hd_swap_state state = {0};

    hd_error_free(hd_swap_look(scratch, admin, live, &state));
    hd_error_free(err);
    err = hd_error_new(HD_BUSY, "database \"%s\" is in use", live);
    if (state.sessions.count > 0)
        err = hd_error_detail(err, "Its sessions: %s.",
                              hd_text_join(scratch, &state.sessions, "; "));
    return hd_error_hint(err, "Stop what uses it, or say --terminate; nothing was renamed.");
}

hd_error *hd_swap_do(hd_conn *admin, const char *live, const char *fresh, const char *aside,
                     bool terminate)
{
    HD_SCRATCH(scratch);
    hd_swap_state state = {0};
    hd_error *err = NULL;

    HD_TRY(hd_swap_look(scratch, admin, live, &state));
    if (state.there && !terminate && state.sessions.count > 0)
        return in_use(admin, live, NULL);
    for (int i = 0; i < TRIES; i++) {
        hd_error_free(err);
        if (terminate) {
            HD_TRY(hd_query(scratch, admin, hd_sql_care_swap_terminate, 1, &live, NULL));
            HD_TRY(hd_query(scratch, admin, hd_sql_care_swap_terminate, 1, &fresh, NULL));
        }
        err = rename_both(admin, live, fresh, aside, state.there);
        if (err == NULL || strcmp(err->sqlstate, OBJECT_IN_USE) != 0)
            return err;
        if (!terminate)
            break;
    }
    return in_use(admin, live, err);
}

static const char *aside_prefix(TALLOC_CTX *ctx, const char *database, const char *what)
{
    const char *any = hd_side_name(ctx, database, what, 0);

    return hd_strndup(ctx, any, strlen(any) - STAMP_CHARS);
}

hd_error *hd_swap_asides_find(TALLOC_CTX *ctx, hd_conn *admin, const char *database,
                              uint64_t least_ms, hd_swap_asides *ret)
{
    HD_SCRATCH(scratch);
    const char *prefixes[] = {aside_prefix(scratch, database, "before"),
                              aside_prefix(scratch, database, "undone")};
    const char *params[] = {hd_sql_array(scratch, prefixes, HD_COUNT(prefixes)),
                            hd_printf(scratch, "%" PRIu64, least_ms)};
    hd_rows *rows = NULL;

    HD_TRY(hd_query(scratch, admin, hd_sql_care_swap_aside, HD_COUNT(params), params, &rows));
    for (size_t i = 0; i < hd_rows_count(rows); i++)
        hd_vec_push(ctx, ret,
                    (hd_swap_aside){.name = hd_rows_copy(ctx, rows, i, 0),
                                    .bytes = hd_rows_int(rows, i, 1)});
    return NULL;
}

hd_error *hd_swap_find(TALLOC_CTX *ctx, hd_conn *admin, const char *database, const char *what,
                       const char **ret)
{
    HD_SCRATCH(scratch);
    hd_rows *rows = NULL;
    const char *prefix = aside_prefix(scratch, database, what);

    HD_TRY(hd_query(scratch, admin, hd_sql_care_swap_before, 1, &prefix, &rows));
    if (hd_rows_count(rows) == 0)
        return hd_error_hint(hd_error_new(HD_MISSING,
                                          "there is no database that a restore of \"%s\" put aside",
                                          database),
                             "Its name would begin with \"%s\".", prefix);
    *ret = hd_rows_copy(ctx, rows, 0, 0);
    return NULL;
}
