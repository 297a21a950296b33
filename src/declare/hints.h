/* Comments of the models that tell what something was called before: "-- renamed from: NAME". */
#pragma once

#include "catalog/rename.h"
#include "declare/internal.h"

/* What a comment says, as far as the text tells. */
typedef struct hd_hint {
    const hd_kind *kind; /* of what now has the name */
    hd_sql_name now;     /* schema NULL: not written */
    hd_sql_name parent;  /* the table of a column, constraint, index, trigger, policy or rule; the
                            type of an enum's value or an attribute; name NULL: none */
    hd_sql_name old;
    const hd_declared_settings *settings; /* of the statement */
    const hd_declared_file *file;
    size_t offset; /* of the comment */
} hd_hint;
typedef HD_VEC(hd_hint) hd_hints;

/*
 * Appends the hints of a file.
 *
 *   statements  all; those of the file are one after another
 *
 * Errors: HD_CONFIG with the place for a hint without a name, or that stands at nothing.
 */
hd_error *hd_hints_find(TALLOC_CTX *ctx, const hd_declared_file *file,
                        const hd_declared_list *statements, hd_hints *ret) HD_MUST_USE;

/*
 * Looks for what the hints mean; several facts can have the name (functions).
 *
 *   schema  where things are made of which neither name nor settings say it
 *
 * Errors: HD_CONFIG with the place when it is not in the snapshot.
 */
hd_error *hd_hints_resolve(TALLOC_CTX *ctx, const hd_hints *hints, const hd_snapshot *snapshot,
                           const char *schema, hd_renames *ret) HD_MUST_USE;
