/*
 * Backups of the whole cluster by pgBackRest or Barman: what these programs say of them. They are
 * what any moment can be restored from; here they are only shown.
 */
#pragma once

#include <uv.h>

#include "base/error.h"
#include "base/vec.h"

typedef struct hd_archive {
    const char *tool;      /* "pgbackrest", "barman" */
    const char *name;      /* of the stanza or server */
    const char *status;    /* "ok", or what is wrong */
    const char *newest_at; /* of the newest backup: 2026-01-31T12:00:00Z; NULL: none */
    int64_t count;         /* of backups */
} hd_archive;

typedef HD_VEC(hd_archive) hd_archives;

/* Asks the programs that are in PATH; one that fails is an entry with that status. */
hd_error *hd_archives_ask(TALLOC_CTX *ctx, uv_loop_t *loop, hd_archives *ret) HD_MUST_USE;

/* What "pgbackrest info --output=json" and "barman -f json list-backups all" print. Pure. */
hd_error *hd_archives_parse_pgbackrest(TALLOC_CTX *ctx, const char *text,
                                       hd_archives *ret) HD_MUST_USE;
hd_error *hd_archives_parse_barman(TALLOC_CTX *ctx, const char *text, hd_archives *ret) HD_MUST_USE;
