/* Roles that statements name and a server lacks: they belong to the server, not to a database. */
#pragma once

#include "pg/conn.h"

/* The role that the error says is missing; NULL when it is about something else. */
char *hd_role_missing(TALLOC_CTX *ctx, const hd_error *err);

/*
 * Makes the role that the error says is missing, for servers that are ours alone; true when the
 * statement can be tried again.
 */
bool hd_role_make(hd_conn *conn, const hd_error *err);
