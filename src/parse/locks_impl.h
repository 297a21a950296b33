/* What locks.c, lock_alter_table.c and lock_words.c share. */
#pragma once

#include "parse/locks.h"
#include "parse/tree.h"

/* Adds a lock, or makes the one that is there stronger. */
void hd_lock_add(hd_sql_impact *impact, hd_lock_mode mode, const char *relation, const char *role);

/* The same for a relation of the tree; nothing when it is NULL. */
void hd_lock_add_relation(hd_sql_impact *impact, hd_lock_mode mode,
                          const PgQuery__RangeVar *relation, const char *role);

/* ALTER TABLE, VIEW, INDEX, SEQUENCE, MATERIALIZED VIEW, FOREIGN TABLE. */
void hd_lock_alter_table(const hd_tree *tree, hd_sql_impact *impact);

/*
 * Foreign keys of a new or altered table lock the tables that they reference.
 *
 *   node      a Constraint or ColumnDef; others are passed over
 *   existing  the table has rows already, so that checks and indexes have to read them
 */
void hd_lock_table_element(const PgQuery__Node *node, bool existing, hd_sql_impact *impact);

/* What key words alone tell, for syntax that the parser does not know. */
void hd_lock_by_words(const char *text, size_t len, hd_sql_impact *impact);
