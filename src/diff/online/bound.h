/* The rows that a partition may have, as a condition. */
#pragma once

#include "base/buf.h"
#include "catalog/kinds.h"

/*
 * Adds what the server asks of the rows of a partition, in the words that it recognizes in a
 * CHECK: "(id IS NOT NULL) AND (id >= '0'::integer) AND (id < '10'::integer)".
 *
 *   parent  the partitioned table
 *   bound   "FOR VALUES FROM (0) TO (10)", as the server writes it
 *
 * False, nothing added, for what no CHECK can prove (hash) or is not read here.
 */
bool hd_bound_print(hd_buf *out, const hd_fact *parent, const char *bound);
