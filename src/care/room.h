/* Connection slots: how a full server is dealt with by those who came to make room. */
#pragma once

#include "pg/conn.h"

typedef struct hd_care_room {
    int64_t used; /* client connections, this one included */
    int64_t total;
    int64_t reserved; /* the last of total, for superusers and pg_use_reserved_connections */
} hd_care_room;

hd_error *hd_care_look_room(hd_conn *conn, hd_care_room *ret) HD_MUST_USE;

/* Whether only a reserved slot let this connection in. */
bool hd_care_room_reserved(const hd_care_room *room);
