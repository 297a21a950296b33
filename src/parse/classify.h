/*
 * What a statement does, as far as the runner must know before it runs it:
 * whether it may run in a transaction, whether data is lost, and which object a
 * probe has to look at after a crash. What it locks is in locks.h.
 *
 * Costs about a microsecond a statement, because it reads key words (with the
 * lexer of lex.h) instead of a whole grammar: the statements in question begin
 * with fixed words, in every version of PostgreSQL, so a parser of one version would
 * know less. What a function or a string built at run time does cannot be seen;
 * the body of a DO is looked through, strings in it included.
 */
#pragma once

#include "base/error.h"
#include "base/vec.h"

/*
 * Statements that PostgreSQL refuses inside a transaction block (or whose effect is of no
 * use there), each with its own way of repair.
 * Source: calls of PreventInTransactionBlock(), PostgreSQL 14 to 18.
 */
typedef enum hd_sql_special {
    HD_SQL_ORDINARY, /* may run in a transaction */
    HD_SQL_CREATE_INDEX_CONCURRENTLY,
    HD_SQL_DROP_INDEX_CONCURRENTLY,
    HD_SQL_REINDEX_CONCURRENTLY, /* also REINDEX SCHEMA / DATABASE / SYSTEM */
    HD_SQL_DETACH_CONCURRENTLY,
    HD_SQL_ADD_ENUM_VALUE, /* may run in one, but its value cannot be used there */
    HD_SQL_VACUUM,
    HD_SQL_CREATE_DATABASE,
    HD_SQL_DROP_DATABASE,
    HD_SQL_ALTER_DATABASE, /* SET TABLESPACE only */
    HD_SQL_CREATE_TABLESPACE,
    HD_SQL_DROP_TABLESPACE,
    HD_SQL_ALTER_SYSTEM,
    HD_SQL_CLUSTER_ALL,         /* CLUSTER without a table */
    HD_SQL_SUBSCRIPTION,        /* CREATE, ALTER, DROP SUBSCRIPTION: most forms talk to a slot */
    HD_SQL_TRANSACTION_CONTROL, /* BEGIN, COMMIT, ROLLBACK, SAVEPOINT, PREPARE TRANSACTION ...: not
                                   allowed in a revision */
    HD_SQL_DISCARD_ALL,         /* throws the runner's locks and settings away: not allowed */
} hd_sql_special;

typedef struct hd_sql_facts {
    hd_sql_special special;
    const char *tag;    /* verb and kind in capitals, e.g. "CREATE INDEX", "ALTER TABLE",
                           "UPDATE" (also behind WITH); "" when there is no word */
    const char *object; /* REINDEX: what name is, "index", "table", "schema", "database",
                           "system"; else NULL */
    const char *schema; /* of the object that a probe looks at, or NULL when not written */
    const char *name;   /* its name, unquoted: index, database, enum type, partition ...; NULL when
                           none was written; only for special statements */
    const char *table;  /* index: its table; partition: its parent; quoted and qualified as
                           to_regclass() takes it; else NULL */
    const char *value;  /* ADD VALUE: the new enum value; else NULL */
    bool unique;        /* CREATE UNIQUE INDEX */
    bool if_not_exists; /* IF NOT EXISTS was written (create index, add value, database) */
    bool is_dml;        /* INSERT, UPDATE, DELETE, MERGE, COPY, TRUNCATE */
    hd_strings losses;  /* a phrase for each loss: drops table "users"; empty: none */
    /* What to dump before, quoted and qualified as pg_dump --table and --schema take them. */
    hd_strings lost_tables;
    hd_strings lost_schemas;
    bool loses_more; /* more is at risk than the two lists can name (CASCADE, DO, a database) */
} hd_sql_facts;

/* Classifies one statement; text[0 .. len) as hd_sql_split gave it. Never fails. */
hd_sql_facts *hd_sql_classify(TALLOC_CTX *ctx, const char *text, size_t len);
