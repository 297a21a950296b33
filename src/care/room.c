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
