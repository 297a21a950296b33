/* Names of what is set aside until those that use it, or its rows, have gone over. */
#pragma once

#include "diff/diff.h"

/*
 * A name that nothing else has on either side, for a relation or type of the old side: not longer
 * than names can be, always the same for the same thing. Quoted.
 */
char *hd_aside_name(TALLOC_CTX *ctx, const hd_diff *diff, const char *schema, const char *name);

/* That name with its schema. */
char *hd_aside_identity(TALLOC_CTX *ctx, const hd_diff *diff, const char *schema, const char *name);

/* Whether the new side has a relation, or an index of a constraint, of the name. */
bool hd_aside_is_wanted(const hd_diff *diff, const char *schema, const char *name);

/* "public.t_id_seq": the sequence of an identity column by the name that it has, or gets by itself.
 */
char *hd_identity_sequence(TALLOC_CTX *ctx, const hd_fact *identity);

/* Its name alone, without quotes. */
char *hd_identity_name(TALLOC_CTX *ctx, const hd_fact *identity);
