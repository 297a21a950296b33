/*
 * What a statement locks, and whether it reads or rewrites whole tables meanwhile: for
 * people to read before they run it. PostgreSQL's own parser is asked, so it
 * costs some 100 microseconds a statement; what the runner must know for every
 * statement is in classify.h.
 *
 * Locks are those of PostgreSQL 15; later versions took none stronger.
 * Source: PostgreSQL documentation, "Explicit Locking" and the pages of the statements;
 * AlterTableGetLockLevel(); pg_locks, asked in a transaction with each statement.
 */
#pragma once

#include "base/error.h"
#include "base/vec.h"
#include "parse/tree.h"

/* Lock modes in order of strength. */
typedef enum hd_lock_mode {
    HD_LOCK_NONE,
    HD_LOCK_ACCESS_SHARE,
    HD_LOCK_ROW_SHARE,
    HD_LOCK_ROW_EXCLUSIVE,
    HD_LOCK_SHARE_UPDATE_EXCLUSIVE,
    HD_LOCK_SHARE,
    HD_LOCK_SHARE_ROW_EXCLUSIVE,
    HD_LOCK_EXCLUSIVE,
    HD_LOCK_ACCESS_EXCLUSIVE,
} hd_lock_mode;

const char *hd_lock_mode_name(hd_lock_mode mode);   /* "ACCESS EXCLUSIVE" */
bool hd_lock_mode_blocks_reads(hd_lock_mode mode);  /* SELECT has to wait */
bool hd_lock_mode_blocks_writes(hd_lock_mode mode); /* INSERT, UPDATE, DELETE have to wait */

typedef struct hd_sql_lock {
    hd_lock_mode mode;
    const char *relation; /* quoted and qualified as it was written; NULL when role says it all */
    const char *role;     /* NULL: the relation itself; else what is locked instead, and the
                             statement does not name: "table of the index", "tables that it
                             references" */
} hd_sql_lock;

typedef HD_VEC(hd_sql_lock) hd_sql_locks;

typedef struct hd_sql_impact {
    hd_sql_locks locks; /* of tables, views, sequences and indexes; only those above ACCESS
                           SHARE; one for each relation and role. Partitions and tables that inherit
                           are locked like their parents and not named. */
    bool scans;         /* reads the whole table, or builds an index, while holding the lock */
    bool rewrites;      /* writes the table anew (a change of type counts, because only the
                           catalog could tell that it need not) */
    bool opaque;        /* runs code that cannot be read here: DO, CALL */
    bool parsed;        /* false: newer syntax than the parser's, read by its key words, so that
                           locks may be missing */
} hd_sql_impact;

/* One statement; text[0 .. len) as hd_sql_split gave it. Never fails. */
hd_sql_impact *hd_sql_impact_of(TALLOC_CTX *ctx, const char *text, size_t len);

/* The same for a statement that is parsed already. */
hd_sql_impact *hd_sql_impact_of_tree(TALLOC_CTX *ctx, const hd_tree *statement);

/* Whether an expression may call a volatile function, so that a default of it rewrites a table. */
bool hd_sql_is_volatile(const PgQuery__Node *expression);

/* "ACCESS EXCLUSIVE on users", "SHARE on users_pkey (table of the index)". */
char *hd_sql_lock_text(TALLOC_CTX *ctx, const hd_sql_lock *lock);
