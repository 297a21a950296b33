/* Copying a proved backup elsewhere, by a command of the user, and reading the copy back. */
#pragma once

#include "care/backup/store.h"

/*
 * Shell commands with $1 the backup's folder, $2 its name.
 *
 *   copy  puts the folder elsewhere
 *   read  writes file $3 of the copy to its standard output; NULL: the copy is taken on trust
 */
typedef struct hd_offsite_commands {
    const char *copy;
    const char *read;
} hd_offsite_commands;

/*
 * Runs copy, three times before it gives up, compares the digest of every file that read gives
 * with the manifest, and records the outcome in offsite.json.
 *
 * Errors: HD_IO when the copy was not made or is not the backup, HD_BUSY, HD_CANCELLED.
 */
hd_error *hd_offsite_copy(uv_loop_t *loop, const hd_stored *stored,
                          const hd_offsite_commands *commands, const hd_talk *talk,
                          hd_stop *stop) HD_MUST_USE;
