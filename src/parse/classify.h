/*
 * What a statement does, as far as running it safely needs to know: whether it
 * may run in a transaction, which locks it takes on what, whether it scans or
 * rewrites, whether data is lost, and which object a probe has to look at after
 * a crash.
 *
 * PostgreSQL's own parser (libpg_query) is asked, but only for statements that
 * contain one of the words in the table of classify.c: a statement without any
 * of them cannot be any of the dangerous kinds, and parsing would cost more
 * than the rest of the client's work. Syntax newer than the parser falls back
 * to the key words.
 */
#pragma once

#include "base/error.h"
#include "base/vec.h"

/* Statements that PostgreSQL refuses inside a transaction block, each with its own way of repair.
 */
typedef enum hd_sql_special {
    HD_SQL_ORDINARY, /* may run in a transaction */
    HD_SQL_CREATE_INDEX_CONCURRENTLY,
    HD_SQL_DROP_INDEX_CONCURRENTLY,
    HD_SQL_REINDEX_CONCURRENTLY, /* also REINDEX DATABASE / SYSTEM */
    HD_SQL_DETACH_CONCURRENTLY,
    HD_SQL_ADD_ENUM_VALUE, /* may run in one, but its value cannot be used there */
    HD_SQL_VACUUM,
    HD_SQL_CREATE_DATABASE,
    HD_SQL_DROP_DATABASE,
    HD_SQL_CREATE_TABLESPACE,
    HD_SQL_DROP_TABLESPACE,
    HD_SQL_ALTER_SYSTEM,
    HD_SQL_CLUSTER_ALL,         /* CLUSTER without a table */
    HD_SQL_SUBSCRIPTION,        /* CREATE / DROP / ALTER ... REFRESH of one with a slot */
    HD_SQL_TRANSACTION_CONTROL, /* BEGIN, COMMIT, ROLLBACK, SAVEPOINT ...: not allowed in a revision
                                 */
} hd_sql_special;

/* Lock modes in order of strength. Source: PostgreSQL documentation, "Explicit Locking". */
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

const char *hd_lock_mode_name(hd_lock_mode mode); /* "ACCESS EXCLUSIVE" */

typedef struct hd_sql_lock {
    hd_lock_mode mode;
    const char *relation; /* as written: schema.name or name, unquoted parts */
} hd_sql_lock;

typedef HD_VEC(hd_sql_lock) hd_sql_locks;

typedef struct hd_sql_facts {
    hd_sql_special special;
    const char *tag;    /* the command tag, e.g. "CREATE INDEX", "ALTER TABLE" */
    const char *schema; /* of the object that a probe looks at, or NULL when not written */
    const char
        *name; /* its name: index, database, enum type, partition ...; NULL when none was written */
    const char *table; /* index: its table; partition: its parent (schema.name), or NULL */
    const char *value; /* ADD VALUE: the new enum value; else NULL */
    bool unique;       /* CREATE UNIQUE INDEX */
    bool if_not_exists;
    hd_sql_locks locks; /* of tables and indexes; only those above ACCESS SHARE */
    bool scans;         /* reads the whole table while holding the lock */
    bool rewrites;     /* writes the table anew (an ALTER TYPE counts as one unless known not to) */
    hd_strings losses; /* a phrase for each loss: drops table "users"; empty: none */
    hd_strings lost_tables; /* tables as written whose data is at risk (for a dump before) */
    bool is_dml;            /* INSERT, UPDATE, DELETE, MERGE, COPY, TRUNCATE */
    bool parsed;            /* the real parser read it (or did not need to) */
} hd_sql_facts;

/* Classifies one statement; text[0 .. len) as hd_sql_split gave it. Never fails. */
hd_sql_facts *hd_sql_classify(TALLOC_CTX *ctx, const char *text, size_t len);
