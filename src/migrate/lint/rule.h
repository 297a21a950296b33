/*
 * What a rule is, and what it may ask. A rule is one file in rules/ that defines one
 * hd_lint_rule called hd_lint_rule_<file name>; tools/list_rules.py collects them.
 */
#pragma once

#include "migrate/lint/lint.h"
#include "parse/cursor.h"
#include "parse/tree.h"

/* Nodes that are none of the parser's. */
#define HD_LINT_STATEMENT "(statement)" /* each statement that was parsed; tree is all of it */
#define HD_LINT_UNPARSED  "(unparsed)"  /* each that the parser does not read; tree is NULL */
#define HD_LINT_END       "(end)"       /* behind the last statement of a part; tree is NULL */

typedef struct hd_lint_at hd_lint_at;

struct hd_lint_rule {
    const char *id;
    hd_lint_severity severity;
    const char *title;  /* what it finds, one line, no full stop */
    const char *reason; /* why that is dangerous, full sentences */
    const char *safe;   /* the safe way, full sentences or SQL */
    const char *node;   /* kind of tree that check is shown, or one of the words above; NULL: found
                           by the frame itself */
    void (*check)(hd_lint_at *at, const hd_tree *tree);
    bool loses;   /* about what is lost or taken from clients: a downgrade is left alone, because
                     that is what it is for */
    bool fixable; /* some findings come with a fix */
    bool catalog; /* needs a database */
};

/* What the script did before the statement at hand. */
typedef enum hd_lint_deed {
    HD_LINT_CREATED,        /* relation; name NULL */
    HD_LINT_ADDED_COLUMN,   /* relation, column */
    HD_LINT_ADDED,          /* relation, constraint or trigger */
    HD_LINT_NOT_VALID,      /* relation, constraint */
    HD_LINT_VALIDATED,      /* relation, constraint */
    HD_LINT_PROVES,         /* relation "column", name of the CHECK (column IS NOT NULL) */
    HD_LINT_CREATED_INDEX,  /* NULL, index */
    HD_LINT_CREATED_TYPE,   /* NULL, type or domain */
    HD_LINT_CREATED_DOMAIN, /* NULL, domain that has a constraint */
    HD_LINT_DOMAIN_OVER,    /* NULL, domain: the type below, see hd_lint_value */
    HD_LINT_SET,            /* NULL, parameter */
    HD_LINT_LOCKED,         /* relation, NULL: ACCESS EXCLUSIVE, on one that others may use */
    HD_LINT_BLOCKED,        /* NULL, NULL: a lock that blocks writers of a relation in use */
    HD_LINT_INDEXED,        /* relation, first column of an index */
    HD_LINT_FOREIGN_KEY,    /* relation, first of the referencing columns */
} hd_lint_deed;

typedef struct hd_lint_state hd_lint_state;

/* Where a rule looks: the statement, and what is around the node. */
struct hd_lint_at {
    const hd_lint_rule *rule;
    const hd_lint_script *script;
    const hd_lint_part *part;
    const hd_lint_options *options;
    const hd_lint_statement *statement;   /* NULL at the end of a part, when it is empty */
    size_t index;                         /* of the statement in its part */
    const hd_sql_impact *impact;          /* of the statement; NULL at the end and when unparsed */
    const hd_tree_fault *fault;           /* of a statement that was not parsed */
    const PgQuery__RangeVar *table;       /* of the CREATE or ALTER TABLE that the node stands in */
    const PgQuery__AlterTableStmt *alter; /* the ALTER TABLE that the node stands in, or NULL */
    bool creating;                        /* the node stands in a CREATE TABLE */
    const hd_lint_state *state;
    struct hd_lint_frame *frame;
};

/*
 * Adds a finding.
 *
 *   location  byte offset in the statement as the parser gives it; below 0: where the statement
 *             begins
 *   ret       valid until the next call; to hang a fix on
 */
hd_lint_finding *hd_lint_find(hd_lint_at *at, int location, const char *fmt, ...) HD_PRINTF(3, 4);

/* ---- fixes ---- */

/*
 * The statement gives way to text. Nothing where a fix cannot work: in a transaction block of
 * a plain file, or when the statement is one of many in a script that psql would cut elsewhere.
 *
 *   alone  see hd_lint_fix
 */
void hd_lint_fix_statement(hd_lint_at *at, hd_lint_finding *finding, const char *text, bool alone);

/* The word is put behind the first occurrence of another (lower case) in the statement. */
void hd_lint_fix_insert(hd_lint_at *at, hd_lint_finding *finding, const char *behind,
                        const char *word);

/*
 * For a fix of one action of an ALTER TABLE: when there are several, the fix makes each
 * a statement of its own and true is returned: the next round has the rest.
 */
bool hd_lint_fix_splits(hd_lint_at *at, hd_lint_finding *finding);

/* "ALTER TABLE [IF EXISTS] [ONLY] name " of the statement at hand, as it was written. */
const char *hd_lint_alter_head(hd_lint_at *at);

/* The text of the only action of an ALTER TABLE, behind the head. */
const char *hd_lint_alter_action(hd_lint_at *at);

/* The fix, if there is one, is wrong on a partitioned table: what is not known is told. */
void hd_lint_fix_assumes(hd_lint_at *at, hd_lint_finding *finding, const char *schema,
                         const char *name);

/* Memory for what a fix is made of. */
TALLOC_CTX *hd_lint_memory(hd_lint_at *at);

/*
 * ADD UNIQUE or PRIMARY KEY as an index that is built first. columns that may hold NULL
 * are made NOT NULL before a primary key.
 */
void hd_lint_fix_key(hd_lint_at *at, hd_lint_finding *finding,
                     const PgQuery__Constraint *constraint);

/* ADD CONSTRAINT as NOT VALID, and VALIDATE; name: what an unnamed one is called. */
void hd_lint_fix_not_valid(hd_lint_at *at, hd_lint_finding *finding,
                           const PgQuery__Constraint *constraint, const char *name);

/* ---- what is known ---- */

/* Whether the script did this before; relation and name as hd_lint_did_what has them. */
bool hd_lint_did(const hd_lint_at *at, hd_lint_deed deed, const PgQuery__RangeVar *relation,
                 const char *name);

/* The transaction of the last such deed; false (ret untouched) when there is none. */
bool hd_lint_did_in(const hd_lint_at *at, hd_lint_deed deed, const PgQuery__RangeVar *relation,
                    const char *name, size_t *ret);

/* The same as hd_lint_did for a name given in two halves; schema may be NULL or "". */
bool hd_lint_did_to(const hd_lint_at *at, hd_lint_deed deed, const char *schema,
                    const char *relation, const char *name);

/* Any such deed on the relation, whatever its name. */
bool hd_lint_did_any(const hd_lint_at *at, hd_lint_deed deed, const PgQuery__RangeVar *relation);

/* Calls each for all such deeds, in order. */
typedef struct hd_lint_done {
    const char *schema; /* "" when none was written */
    const char *relation;
    const char *name;
    size_t index; /* of the statement in its part */
    size_t transaction;
} hd_lint_done;
typedef void hd_lint_done_fn(const hd_lint_done *done, void *arg);
void hd_lint_each(const hd_lint_at *at, hd_lint_deed deed, hd_lint_done_fn *each, void *arg);

/* What the script noted with the last such deed; NULL when it was none. */
const char *hd_lint_value(const hd_lint_at *at, hd_lint_deed deed, const char *name);

/* What SET has made of a parameter in this script; NULL when it was not set. */
const char *hd_lint_setting(const hd_lint_at *at, const char *name);

/* What the catalog says of a relation; NULL without one, and when it has none of that name. */
const hd_lint_relation *hd_lint_known(const hd_lint_at *at, const PgQuery__RangeVar *relation);
const hd_lint_relation *hd_lint_known_name(const hd_lint_at *at, const char *schema,
                                           const char *name);

/* Of pg_class, by the catalog or else by what scripts make; '?': nothing tells. */
char hd_lint_kind_of(const hd_lint_at *at, const char *schema, const char *name);
bool hd_lint_is_partitioned(const hd_lint_at *at, const PgQuery__RangeVar *relation);
bool hd_lint_has_default_partition(const hd_lint_at *at, const PgQuery__RangeVar *relation);

/*
 * Whether nobody can be waiting for the relation: it is made by this script or is temporary, or
 * (noted as spared) it is small in the catalog.
 */
bool hd_lint_is_idle(hd_lint_at *at, const PgQuery__RangeVar *relation);
bool hd_lint_is_idle_name(hd_lint_at *at, const char *schema, const char *name);

/* Made by this script, or temporary; small tables are not. */
bool hd_lint_is_new(const hd_lint_at *at, const PgQuery__RangeVar *relation);

/* Whether a lock of the statement is ACCESS EXCLUSIVE, on a relation that is not idle. */
bool hd_lint_lock_waits(hd_lint_at *at, const hd_sql_lock *lock);

/* The relation of a lock; false when it is told by its role alone. */
bool hd_lint_lock_name(TALLOC_CTX *ctx, const hd_sql_lock *lock, hd_sql_name *ret);

/* Whether the statement locks out readers or writers of a relation that is not idle. */
bool hd_lint_blocks(hd_lint_at *at);

/* Whether a statement below sets this parameter. */
bool hd_lint_sets_later(const hd_lint_at *at, const char *parameter);

/* " (1.2 GB, at least 12 s)" when the catalog knows the size; else "". */
const char *hd_lint_size(hd_lint_at *at, const PgQuery__RangeVar *relation);

/* ---- reading trees ---- */

/* Name as it is written in SQL. */
const char *hd_lint_name(hd_lint_at *at, const PgQuery__RangeVar *relation);

/* The name in a list of strings, with and without its schema; less: names behind it to leave out.
 */
typedef struct hd_lint_words {
    const char *schema; /* "" when none was written */
    const char *name;   /* "" when the node is no such list */
} hd_lint_words;
hd_lint_words hd_lint_words_of(const PgQuery__Node *node, size_t less);
hd_lint_words hd_lint_words_in(PgQuery__Node *const nodes[], size_t count, size_t less);

const char *hd_lint_string(const PgQuery__Node *node); /* "" for all that is no string */

/* Whether a type is this one, by the last of its names: "int4", "varchar", "bpchar", "json". */
bool hd_lint_type_is(const PgQuery__TypeName *type, const char *name);

/* The type as format_type() writes it: "character varying(20)". */
char *hd_lint_type_text(TALLOC_CTX *ctx, const PgQuery__TypeName *type);

/*
 * The type below all domains, by the script and the catalog; NULL: the server checks each value,
 * because one of them has a constraint.
 */
const char *hd_lint_stored_type(hd_lint_at *at, const PgQuery__TypeName *type);

/* Casts of USING, outermost first; false: it computes something else than the column. */
typedef HD_VEC(const PgQuery__TypeName *) hd_lint_casts;
bool hd_lint_casts_of(TALLOC_CTX *ctx, const PgQuery__Node *expression, const char *column,
                      hd_lint_casts *ret);

/* The constraint of a column of this kind, or NULL. */
const PgQuery__Constraint *hd_lint_column_constraint(const PgQuery__ColumnDef *column,
                                                     PgQuery__ConstrType type);

/* The constraint that an ALTER TABLE ... ADD adds, of this kind; NULL for all else. */
const PgQuery__Constraint *hd_lint_added(const hd_tree *command, PgQuery__ConstrType type);

/* The column that an ALTER TABLE ... ADD COLUMN adds, or NULL. */
const PgQuery__ColumnDef *hd_lint_added_column(const hd_tree *command);

/* Whether the ALTER ... around the node is one of a table (not of an index, a view, a type). */
bool hd_lint_alters_table(const hd_lint_at *at);

/* "a, b" quoted, of a list of strings. */
const char *hd_lint_columns(hd_lint_at *at, PgQuery__Node *const nodes[], size_t count);

/* Column of CHECK (column IS NOT NULL); NULL for all else. */
const char *hd_lint_check_column(const PgQuery__Constraint *constraint);

/* The name that PostgreSQL would give, cut to 63 bytes: table_a_b_suffix. */
const char *hd_lint_make_name(hd_lint_at *at, PgQuery__Node *const columns[], size_t count,
                              const char *suffix);

/* Shorter to write in rules. */
#define HD_AT(name)     PG_QUERY__ALTER_TABLE_TYPE__AT_##name
#define HD_CONSTR(name) PG_QUERY__CONSTR_TYPE__CONSTR_##name
#define HD_OBJECT(name) PG_QUERY__OBJECT_TYPE__OBJECT_##name
