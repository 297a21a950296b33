/*
 * How a kind of facts is changed. A kind that is only made and dropped as a whole needs no
 * rule; the others have a file in kinds/ and a line here.
 */
#pragma once

#include "base/buf.h"
#include "catalog/attached.h"
#include "diff/schedule.h"

/* clang-format off */
#define HD_RULES(X)                                                                                \
    X(schema) X(extension) X(foreign_data_wrapper) X(server) X(user_mapping)                       \
    X(enum_type) X(domain) X(domain_constraint) X(composite_type) X(attribute) X(collation)        \
    X(range_type) X(base_type)                                                                                \
    X(text_search_configuration) X(function) X(procedure) X(family_operator) X(family_function)    \
    X(sequence) X(table) X(foreign_table) X(view) X(materialized_view) X(column) X(default)        \
    X(identity) X(owned_by) X(inherit) X(attachment) X(constraint) X(index) X(replica_identity)    \
    X(statistics) X(trigger) X(rule) X(policy)                                                     \
    X(publication) X(publication_table) X(publication_schema) X(subscription) X(event_trigger)     \
    X(default_privilege) X(owner) X(privilege) X(comment) X(security_label)
/* clang-format on */

typedef struct hd_rule {
    /* Attributes that alter can change; ends with NULL. NULL: none. */
    const char *const *in_place;
    /* Attributes that follow from changes of other facts; ends with NULL. */
    const char *const *implied;
    /*
     * What becomes of a fact that differs on the two sides; also called when only children
     * differ that are parts of its statement, if whole is set. NULL: ALTER when all that
     * differs is in_place, SAME when it is implied, else REPLACE.
     */
    hd_verdict (*judge)(const hd_change *change);
    bool whole; /* children whose kind is HD_FOLD_ALWAYS have no verdict of their own */
    /* Statements, each ending in ";\n". */
    void (*alter)(hd_buf *out, const hd_change *change);
    void (*create)(hd_buf *out, const hd_change *change, const struct hd_ddl *ddl); /* NULL:
                                                                    hd_ddl_create */
    void (*drop)(hd_buf *out, const hd_change *change); /* NULL: DROP noun identity */
    void (*set_aside)(hd_buf *out, const hd_change *change, const char *name);
    /* After everything else is in place: rows, positions. NULL: nothing. */
    void (*fill)(hd_buf *out, const hd_change *change);
    /* Whether altering it is refused by the server while those that use it are there. */
    bool (*disturbs)(const hd_change *change);
    /* Whether it survives a change that disturbs what it uses. NULL: it does not. */
    bool (*endures)(const hd_change *change, const hd_fact *disturbed);
    /*
     * What becomes of this fact, which both sides have, when something that it uses on the old
     * side goes away: HD_ALTER when altering it ends the use. NULL: HD_REPLACE.
     */
    hd_verdict (*on_loss)(const hd_change *change, const hd_fact *lost);
    /*
     * What more becomes of a fact that stays, or is altered, once it is known what becomes of the
     * others: HD_SAME (nothing more), HD_ALTER or HD_REPLACE. NULL: HD_SAME.
     */
    hd_verdict (*afterwards)(const hd_change *change);
} hd_rule;

#define HD_RULE_DECLARE(name) extern const hd_rule hd_rule_##name;
HD_RULES(HD_RULE_DECLARE)
#undef HD_RULE_DECLARE

/* Never NULL. */
const hd_rule *hd_rule_of(const hd_kind *kind);

/* Whether an attribute (which the kind must have) differs. */
bool hd_change_differs(const hd_change *change, const char *attribute);

/* Whether a relation's access method differs, on a server that cannot change it in place. */
bool hd_access_method_is_fixed(const hd_change *change);

/* The verdict from in_place and implied. */
hd_verdict hd_change_judge(const hd_change *change, const hd_rule *rule);

/* Whether it is a constraint of the type: "primary key", "unique", "check", "foreign key" ... */
bool hd_is_constraint(const hd_fact *fact, const char *type);

/* A part of its parent's statement that has no verdict of its own: hd_rule.whole. */
bool hd_is_part(const hd_fact *fact);

/* What links two tables: inheritance, or a partition's attachment. */
bool hd_is_link(const hd_fact *fact);

/* ---- what rules share ---- */

/* "ALTER TABLE public.users", "ALTER VIEW ...": the relation that a column or constraint is of. */
char *hd_alter_prefix(TALLOC_CTX *ctx, const hd_fact *relation, bool only);

/* SET (...) and RESET (...) of storage parameters, behind the prefix; toast gives names "toast.".
 */
void hd_change_storage(hd_buf *out, const hd_change *change, const char *attribute,
                       const char *prefix, const char *toast);

/* " OPTIONS (ADD ..., SET ..., DROP ...)"; false when there is no difference. */
bool hd_change_options(hd_buf *out, const hd_change *change, const char *attribute);

/* The clauses of a sequence (or identity) that differ, each after a blank and the prefix. */
void hd_change_sequence(hd_buf *out, const hd_change *change, const char *prefix);

/* Statements that bring the position of a sequence into bounds that become narrower. */
void hd_change_position(hd_buf *out, const hd_change *change, const char *sequence);

/*
 * A statement that lets a new sequence go on from the rows of a column.
 *
 *   sequence  the sequence, or the identity that has it
 *   name      as hd_fact.identity of a sequence
 */
void hd_change_resume(hd_buf *out, const hd_fact *sequence, const char *name,
                      const hd_fact *column);

/* The column of a table that is at that position, from 1 on; NULL: none. */
const hd_fact *hd_column_at(const hd_fact *table, int64_t position);

/* Whether a column of a table below changes before the one above: for a NOT NULL of its own. */
bool hd_column_leads(const hd_change *change);

/*
 * Whether a table that inherits the column is to lack its NOT NULL, as servers before version 18
 * let it: then each table gets its own, by ONLY.
 */
bool hd_not_null_is_alone(const hd_fact *column);

/* What people should know of a statement that adds the column; NULL: nothing. */
const char *hd_column_remark(const hd_diff *diff, const hd_action *action, const char *sql);

/* Whether a statement of its own gives the column of a table, which both sides have, its type. */
bool hd_column_gets_type(const hd_change *change);

/* Whether it is a column of a view or a materialized view: of no statement of its own. */
bool hd_column_is_of_view(const hd_fact *column);

/* What a copied row has in the column, which both sides have: "k::text::public.e". */
void hd_column_value(hd_buf *out, const hd_change *change);

/* The base type that has this function and is its argument or result; NULL: it is none of those. */
const hd_fact *hd_base_type_of(const hd_fact *function);

/* Whether columns, or tables, are of the type: then its attributes keep their types. */
bool hd_composite_has_columns(const hd_fact *type);

/* ENABLE, DISABLE TRIGGER | RULE. */
void hd_change_enabled(hd_buf *out, const hd_change *change, const char *noun);

/*
 * Whether the same thing is done to the table above by inheritance or as the partitioned
 * one, so that the server does it here too: then child's counterpart there is given back.
 * Only links (inherit, attachment) that do not change count.
 *
 *   fact   a column or constraint, of either side
 */
const hd_fact *hd_change_above(const hd_diff *diff, const hd_fact *fact, bool of_old_side);

/*
 * Whether an index or key of a partitioned table has to be made anew: a partition is not to have
 * its part of it, which can neither go alone nor stay away when a partition is attached.
 */
bool hd_loses_attached(const hd_change *change);

/* Whether it is dropped by the server with what it is attached to. */
bool hd_goes_with_above(const hd_diff *diff, const hd_fact *old);

/* Attaches it, unless the table is attached later, which attaches its indexes. */
void hd_attach(hd_buf *out, const hd_change *change, const char *index);
