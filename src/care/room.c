#include "care/room.h"

#include "sql.h"

hd_error *hd_care_look_room(hd_conn *conn, hd_care_room *ret)
{
    HD_SCRATCH(scratch);
    hd_rows *rows = NULL;

    HD_TRY(hd_query(scratch, conn, hd_sql_care_room, 0, NULL, &rows));
    *ret = (hd_care_room){hd_rows_int(rows, 0, 0), hd_rows_int(rows, 0, 1),
                          hd_rows_int(rows, 0, 2)};
    return NULL;
}

bool hd_care_room_reserved(const hd_care_room *room)
{
    return room->used > room->total - room->reserved;
}

/* The first row whose text is in the server's message; a server that speaks another language
 * than English gets the last one. */
static const struct {
    const char *text; /* NULL: any */
    const char *hint;
} ways_out[] = {
    {"reserved",
     "The free slots are reserved, and this role may not use them: connect with --url as a "
     "superuser, or from PostgreSQL 16 on as a member of pg_use_reserved_connections."},
    {"too many connections for",
     "A limit of the role or database is reached, not the server's: connect with --url as a "
     "superuser, to whom these limits do not apply."},
    {"too many clients",
     "The reserved slots are used up as well. Stop or restart an application or pooler; or, on "
     "the server's machine, end one session by \"kill PID\" of its process (never kill -9), "
     "then try again. superuser_reserved_connections keeps room for next time."},
    {NULL,
     "Connect with --url as a superuser, for whom slots are reserved; when those are used up as "
     "well, stop an application, or end one session by \"kill PID\" on the server's machine "
     "(never kill -9)."},
};

hd_error *hd_care_explain_full(hd_error *err)
{
    if (err == NULL || strcmp(err->sqlstate, "53300") != 0)
        return err;
    const char *text = err->detail == NULL ? "" : err->detail;
    for (size_t i = 0; i < HD_COUNT(ways_out); i++)
        if (ways_out[i].text == NULL || strstr(err->message, ways_out[i].text) != NULL ||
            strstr(text, ways_out[i].text) != NULL)
            return hd_error_hint(err, "%s", ways_out[i].hint);
    return err;
}
