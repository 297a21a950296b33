/*
 * Tables that both sides have but no ALTER leads from one to the other: a plain one becomes
 * partitioned, the key of a partitioned one changes ... They are set aside, made anew, and the rows
 * are copied.
 *
 * A partition whose bound stays goes over as it is, with its rows in it: only the partitioned
 * table, which has none of its own, is made anew then.
 */
#pragma once

#include "base/buf.h"
#include "diff/diff.h"
#include "diff/schedule.h"

/* Verdicts of tables that follow from their columns and parts; before the closure. */
void hd_rebuild_judge(hd_diff *diff);

/* Whether the column of a table is in its partition key: the server does not change its type. */
bool hd_rebuild_is_key(const hd_fact *column);

/*
 * Whether a column somewhere has rows of the table, type or domain in it, or in what it has: the
 * server then refuses what would write them anew.
 */
bool hd_rebuild_is_stored(const hd_fact *fact);

/*
 * Whether the rows of a partition go to the table that replaces the one above.
 *
 *   link  the attachment, of the old side
 */
bool hd_rebuild_takes(const hd_diff *diff, const hd_fact *link);

/*
 * Whether a table must be made anew with the one that it inherits from, so that its columns are
 * inherited again.
 *
 *   link  the inheritance, of the old side
 */
bool hd_rebuild_loses_place(const hd_diff *diff, const hd_fact *link);

/*
 * Whether a table can inherit from another one before it leaves the one above: its columns are
 * inherited all the time then, and do not become its own.
 */
bool hd_rebuild_can_move(const hd_diff *diff, const hd_fact *old);

/* Whether a replaced table has something that the new one goes on with. */
bool hd_rebuild_keeps(const hd_diff *diff, const hd_fact *old);

/* Whether an old table that is set aside goes with its rows: nothing takes them over. */
bool hd_rebuild_leaves_rows(const hd_diff *diff, const hd_fact *old);

/* Whether the rows of this table (and of partitions that are aside with it) are copied. */
bool hd_rebuild_copies(const hd_diff *diff, const hd_fact *old);

/*
 * A table of a composite type whose type, or what it is made of, changes: it is of no type
 * while its columns are altered like any others.
 */
bool hd_rebuild_leaves_type(const hd_diff *diff, const hd_fact *old);
bool hd_rebuild_joins_type(const hd_diff *diff, const hd_fact *new);

/* The composite type that a table is of; NULL: of none. */
const hd_fact *hd_type_of_table(const hd_fact *table);

/* Whether dropping and adding columns leads from the order of one side to that of the other. */
bool hd_rebuild_follows(const hd_diff *diff, const hd_fact *old);

/* The table that this one is a partition of; NULL: of none. Of either side. */
const hd_fact *hd_table_above(const hd_fact *table);

/*
 * Whether a table that stays leaves one above that goes, and has given its name away before.
 *
 *   above  the table above, of the old side
 */
bool hd_rebuild_leaves_aside(const hd_diff *diff, const hd_fact *link, const hd_fact *above);

/* What the table above is called when a link to it goes; name: when it has its own name yet. */
const char *hd_rebuild_name_above(TALLOC_CTX *ctx, const hd_change *change, const char *name);

/* What people should know of a statement of the action; NULL: nothing. */
const char *hd_rebuild_remark(const hd_diff *diff, const hd_action *action, const char *sql);
