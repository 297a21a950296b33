/* Where an embedded cluster lives and whose it is. */
#pragma once

#include <sys/types.h>

#include "pg/embedded.h"

typedef struct hd_cluster {
    const char *folder; /* .howdah */
    const char *record; /* .howdah/embedded.conf */
    const char *log;
    const char *base;   /* owned by the server's user, mode 0700 */
    const char *data;   /* base/data */
    const char *socket; /* folder; NULL until there is one */
    const char *user;   /* name of whom the server runs as */
    bool as_user;       /* that is not us: we are root */
    uid_t uid;
    gid_t gid;
    bool moved; /* base is outside .howdah; it was decided just now */
} hd_cluster;

/* What the record says, or what would be done; changes nothing. */
hd_error *hd_cluster_find(TALLOC_CTX *ctx, const char *folder, hd_cluster **ret) HD_MUST_USE;

/* Makes .howdah, and in it a .gitignore for all of it. */
hd_error *hd_cluster_folder_make(const char *folder) HD_MUST_USE;

/* Makes the folders that are missing in it, chooses a socket folder and writes the record. */
hd_error *hd_cluster_make(hd_cluster *cluster) HD_MUST_USE;

/* Removes a folder and all that is in it; one that is not there is fine. */
hd_error *hd_folder_remove(const char *path) HD_MUST_USE;

/* The socket folder goes when it is one of its own below /tmp. */
void hd_cluster_forget_socket(hd_cluster *cluster);

char *hd_cluster_conninfo(TALLOC_CTX *ctx, const hd_cluster *cluster);

/* Whether a user can get into the folder: each folder above lets it through. */
bool hd_cluster_reachable(const char *folder, uid_t uid, gid_t gid);
