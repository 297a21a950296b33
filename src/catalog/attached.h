/* Indexes and keys of partitioned tables, and those of partitions that are attached to them. */
#pragma once

#include "base/buf.h"
#include "catalog/kinds.h"

/* Whether a constraint is kept by an index, which has its name: it is a key or an exclusion. */
bool hd_has_index(const hd_fact *constraint);

/*
 * The index or constraint of the partitioned table to which the index of this one (of an index or
 * constraint) is attached; NULL: it is not.
 */
const hd_fact *hd_attached_above(const hd_fact *fact);

/* That of the partition that is attached to this one; NULL: it has none. */
const hd_fact *hd_attached_below(const hd_fact *index, const hd_fact *partition);

/*
 * Whether some partition, at any depth, has nothing that is attached to this index or key, so that
 * it is not valid: it was made with ONLY. It can only be made after the partitions are attached,
 * because the server makes what they lack then.
 */
bool hd_lacks_attached(const hd_fact *index);

/* ALTER INDEX ... ATTACH PARTITION of all that are attached to it, if it lacks some. */
void hd_print_attached(hd_buf *out, const hd_fact *index);
