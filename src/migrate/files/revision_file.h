/*
 * The text of a revision file: reading its header, writing a new one.
 * docs/revision-file.md specifies the format. Pure: text in, values out.
 */
#pragma once

#include "migrate/files/revision.h"

/*
 * Reads the header that text begins with.
 *
 *   path  of the file, absolute; kept by the revision, not copied
 *   text  a file or its beginning, NUL-terminated at text[len]
 *   end   offset of the first byte behind the header: len when the text stops before
 *         the header does; may be NULL
 *   ret   child of ctx
 *
 * A caller that has given only the beginning of a file must come again with more of
 * it when there is an error or when end is len.
 *
 * Errors, all HD_CONFIG with a place: "Revision ID:" or "Revises:" missing, a line
 * given twice, a name almost like one of those known, an empty id or several.
 */
hd_error *hd_revision_parse(TALLOC_CTX *ctx, const char *path, const char *text, size_t len,
                            hd_revision **ret, size_t *end) HD_MUST_USE;

/* One of the two sections of a new file. */
typedef struct hd_revision_section {
    const char *options; /* behind "upgrade" or "downgrade", e.g. "no-transaction"; or NULL */
    const char *sql;     /* lines, written as they are; NULL: a comment that asks for them */
} hd_revision_section;

/*
 * A whole file. revision->doc (NULL: message) becomes the free text; NULL or blank
 * text becomes "empty message". Lines of labels, dependencies and replaced ids stand only when
 * there are any; create_date NULL leaves its line out. Text that itself looks like a
 * header line makes a file that reads differently: who takes text from people parses
 * the result before writing it.
 */
char *hd_revision_print(TALLOC_CTX *ctx, const hd_revision *revision,
                        const hd_revision_section *upgrade, const hd_revision_section *downgrade);

/*
 * The text with the value of one header line ("Revises") replaced, everything else
 * byte for byte as it was. The line must exist (hd_revision_parse has checked).
 */
char *hd_revision_replace(TALLOC_CTX *ctx, const char *text, size_t len, const char *name,
                          const char *value);
