/*
 * What the safe sequences are made with. A recipe is a function here, a file beside this one, and
 * a line in the table of online.c.
 */
#pragma once

#include "diff/online.h"

typedef enum hd_phase { HD_PHASE_BEFORE, HD_PHASE_MAIN, HD_PHASE_AFTER, HD_PHASE_COUNT } hd_phase;

typedef HD_VEC(hd_plan_step) hd_plan_steps;

struct hd_stager {
    hd_plan *plan; /* owns what is made */
    const hd_diff *diff;
    const hd_online_options *options;
    hd_plan_steps phases[HD_PHASE_COUNT];
    bool *later;          /* by hd_fact.index of the new side: it is made in the last phase */
    const char **twins;   /* by index of the new side: the identity that a materialized view is
                             built under; NULL: under its own */
    const char **seconds; /* by index of the new side: the name of the column that takes a column's
                             place; NULL: none, or not yet */
    hd_strings before;    /* names of relations of the old side, "schema.name", sorted */
    hd_strings after;     /* the same of the new side */
    hd_strings invented;  /* names that this pass gave */
    const char *refusal;  /* why the column of the group at hand gets its type by the plain
                             statement; NULL: nobody asked for another way */
};

/* The plain statements of one action. */
struct hd_group {
    hd_action action;
    const hd_plan_step *steps;
    size_t count;
    hd_phase place; /* where they belong: MAIN, or AFTER when they need what is made then */
};

/* ---- questions ---- */

/* The table or materialized view that a fact is of (or is). NULL: none. */
const hd_fact *hd_relation_of(const hd_fact *fact);

/* Whether it has no rows that anybody uses: its relation is made by this plan. */
bool hd_is_fresh(const hd_diff *diff, const hd_fact *new);

/* Whether all that it needs is there before the plan begins, and is not changed by it. */
bool hd_is_settled(const struct hd_stager *stager, const hd_fact *new);

/* Whether it is there all the time under its name, and what is built on it stays right. */
bool hd_is_steady(const hd_diff *diff, const hd_fact *new);

/* Of a column that both sides have: whether its values stay what they are. */
bool hd_is_same_type(const hd_diff *diff, const hd_fact *new);

/* Whether its table is attached, or made to inherit, by this plan. */
bool hd_gets_linked(const hd_diff *diff, const hd_fact *new);

bool hd_is_partitioned(const hd_fact *table);

/* Whether a relation of one side has the name. */
bool hd_name_is_taken_before(struct hd_stager *stager, const char *schema, const char *name);
bool hd_name_is_taken_after(struct hd_stager *stager, const char *schema, const char *name);

/* A name for a relation that none has: "<name>_howdah_<suffix>". Unquoted. */
char *hd_name_invent(struct hd_stager *stager, const char *schema, const char *name,
                     const char *suffix);

/* ---- results ---- */

/* Adds a step; the result is valid until the next one is added. */
hd_plan_step *hd_stage(struct hd_stager *stager, const struct hd_group *group, hd_phase phase,
                       hd_step_mode mode, const char *fmt, ...) HD_PRINTF(5, 6);

/* Adds the plain statements from number first on, where they belong. */
void hd_stage_rest(struct hd_stager *stager, const struct hd_group *group, size_t first);

/* Adds a plain statement with what people should know of it. */
void hd_stage_plain(struct hd_stager *stager, const struct hd_group *group, size_t number,
                    const char *remark);

/* ---- recipes: true when they have added the steps of the group ---- */

typedef bool hd_recipe_fn(struct hd_stager *stager, const struct hd_group *group);

hd_recipe_fn hd_recipe_index_create;
hd_recipe_fn hd_recipe_index_drop;
hd_recipe_fn hd_recipe_key_create;
hd_recipe_fn hd_recipe_proof_create; /* CHECK, FOREIGN KEY */
hd_recipe_fn hd_recipe_proof_alter;
hd_recipe_fn hd_recipe_type_change;
hd_recipe_fn hd_recipe_not_null;
hd_recipe_fn hd_recipe_enum_value;
hd_recipe_fn hd_recipe_domain_check;
hd_recipe_fn hd_recipe_column_create;
hd_recipe_fn hd_recipe_attach;
hd_recipe_fn hd_recipe_detach;
hd_recipe_fn hd_recipe_view_create;
hd_recipe_fn hd_recipe_view_fill;
hd_recipe_fn hd_recipe_view_index;

/* ---- what recipes share ---- */

/*
 * An index of an existing relation, built CONCURRENTLY where nothing is lost by it.
 *
 *   definition  "CREATE INDEX ... ON ...", of a table that may have rows
 *   name        what it is to be called, unquoted
 *   ret         what it is called when it is there: name, or a temporary one because name is still
 *               in use
 *
 * False when it can be built neither before nor after the rest.
 */
bool hd_stage_index(struct hd_stager *stager, const struct hd_group *group, const char *definition,
                    const char *name, const char **ret);

/* "CREATE UNIQUE INDEX name ON ..." with another name (unquoted), and CONCURRENTLY; NULL: it is
   something else. */
char *hd_concurrent_index(TALLOC_CTX *ctx, const char *definition, const char *name);

/* "CREATE UNIQUE INDEX name ON ...": what the key would make; NULL: no such statement could. */
char *hd_key_index(TALLOC_CTX *ctx, const hd_fact *key);

/* "ALTER TABLE ... ADD CONSTRAINT ... USING INDEX index" (unquoted). */
char *hd_key_using_index(TALLOC_CTX *ctx, const hd_fact *key, const char *index);

/*
 * Adds a CHECK constraint that all rows are looked at for while others write.
 *
 *   alter  "ALTER TABLE x"
 *   name   unquoted
 *   check  "CHECK (...)"
 */
void hd_stage_proof(struct hd_stager *stager, const struct hd_group *group, hd_phase phase,
                    const char *alter, const char *name, const char *check);

/* A name that no relation, and no column, trigger or function about the table has. Unquoted. */
char *hd_column_name_invent(struct hd_stager *stager, const hd_fact *table, const char *name,
                            const char *suffix);

/* A name for a constraint that no constraint of the relation has. Unquoted. */
char *hd_constraint_name_invent(struct hd_stager *stager, const hd_fact *table, const char *name);

/* A name for the CHECK that proves a column to be NOT NULL. Unquoted. */
char *hd_not_null_proof_invent(struct hd_stager *stager, const hd_fact *column);

/*
 * A foreign key of a partitioned table, which cannot be NOT VALID itself: its partitions get
 * theirs first, one by one, which then become parts of it. False when that is not possible.
 */
bool hd_stage_partitions_keys(struct hd_stager *stager, const struct hd_group *group);

/* A column under another name, without NOT NULL and without what hangs on it. Memory of ctx, and of
   the column's. */
hd_fact hd_bare_fact(TALLOC_CTX *ctx, const hd_fact *column, const char *name);

/* Adds statements, each of which ends in a semicolon. */
void hd_stage_statements(struct hd_stager *stager, const struct hd_group *group, hd_phase phase,
                         const char *sql);

/* "ALTER TABLE t ADD COLUMN name integer": all but what makes the server look at rows. */
char *hd_bare_column(TALLOC_CTX *ctx, const hd_fact *column, const char *name);

/* The column whose ranges can cut an UPDATE: the table's key. "" when none is of use. */
char *hd_batch_key(TALLOC_CTX *ctx, const struct hd_stager *stager, const hd_fact *table);
