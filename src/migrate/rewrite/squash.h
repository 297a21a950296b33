/*
 * Squash: a line of revisions becomes one file with the same result. docs/squash.md.
 *
 * The file keeps the id of the newest revision, so that databases beyond the range notice
 * nothing, and says in "Replaces:" which ids it took the place of; the original
 * files are kept in <script_location>/squashed/<id>/ for databases that are
 * within the range (hd_project_load).
 */
#pragma once

#include "migrate/files/body.h"
#include "migrate/files/project.h"
#include "migrate/scratch.h"

typedef struct hd_squash {
    const hd_project *project;
    hd_nodes range;       /* oldest first, two or more */
    hd_revision baseline; /* header of the new file; its path is that of the newest revision */
    hd_revisions after;   /* all revisions of the project as they will be */
    hd_graph *graph;      /* of these */
    const char *text;     /* of the new file; NULL until hd_squash_join or hd_squash_from_schema */
    hd_strings remarks;   /* what a person should look at, a line each */
} hd_squash;

/*
 * Finds the revisions of a range "A:B" (both included; A empty: from the base on; B
 * empty: up to the head) and the header of their baseline.
 *
 * Errors: HD_USAGE for what is no range; HD_MISSING; HD_CONFLICT, naming the revisions, when it is
 * no straight line, has fewer than two revisions, or another branch depends on
 * something inside it.
 */
hd_error *hd_squash_plan(TALLOC_CTX *ctx, const hd_project *project, const char *range,
                         const char *message, hd_squash **ret) HD_MUST_USE;

/*
 * Makes the text: the upgrade sections one after the other, each under a comment that
 * names its revision, the downgrade sections the other way round. One irreversible
 * downgrade makes the baseline's irreversible.
 */
hd_error *hd_squash_join(hd_squash *squash) HD_MUST_USE;

/*
 * Makes the text with the schema as pg_dump writes it in the place of the upgrade
 * sections: all revisions up to the newest run on a scratch database. Statements that
 * change data are kept behind it and listed in remarks, as are those that may have
 * done anything (DO, SELECT, CALL) and are left out.
 *
 * Errors: HD_CONFLICT when the range does not begin at a base or depends on others, since the
 * dump holds these, too; those of running and dumping.
 */
hd_error *hd_squash_from_schema(hd_squash *squash, hd_scratch_server *server) HD_MUST_USE;

/*
 * Compares what the originals and the baseline make of two scratch databases, upwards and, unless
 * the baseline is irreversible, back down.
 *
 * Errors: HD_DIFFERENT with the lines that differ; those of running and dumping.
 */
hd_error *hd_squash_prove(const hd_squash *squash, hd_scratch_server *server) HD_MUST_USE;

/* For the files of the squash: makes the text; upgrade_sql NULL joins the upgrade sections. */
hd_error *hd_squash_make_text(hd_squash *squash, const char *upgrade_sql) HD_MUST_USE;

/*
 * Moves the original files away and puts the baseline in the place of the newest.
 *
 * Errors: HD_IO; HD_CONFLICT when a file of this name has been kept before.
 */
hd_error *hd_squash_write(const hd_squash *squash) HD_MUST_USE;
