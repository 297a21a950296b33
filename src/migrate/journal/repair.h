/*
 * Putting right what files, version table and journal disagree about; each by a
 * person's word, none silently.
 */
#pragma once

#include "migrate/files/project.h"
#include "migrate/journal/drift.h"
#include "migrate/journal/journal.h"

/* What is wrong, gathered in one place. */
typedef struct hd_repair {
    hd_conn *conn;
    hd_version_table *table;
    hd_journal *journal;
    hd_strings rows;
    hd_project *project;
    hd_drifts drifts;
    hd_unfinished_list unfinished;
    bool has_journal;
} hd_repair;

/* Gathers it. */
hd_error *hd_repair_look(TALLOC_CTX *ctx, hd_conn *conn, const hd_config *config,
                         hd_repair **ret) HD_MUST_USE;

/* The unknown statement of this revision has done its work. */
hd_error *hd_repair_done(hd_repair *repair, const char *revision) HD_MUST_USE;
/* It has not: the next upgrade runs it again. */
hd_error *hd_repair_redo(hd_repair *repair, const char *revision) HD_MUST_USE;
/* The half of it that was applied has been undone by hand: the next upgrade begins at its first
 * statement. */
hd_error *hd_repair_forget(hd_repair *repair, const char *revision) HD_MUST_USE;
/* The edited file is as good as the one that was applied. */
hd_error *hd_repair_accept(hd_repair *repair, const char *revision) HD_MUST_USE;
/* Writes the file as it was applied, from the journal, into the first version location. */
hd_error *hd_repair_restore(hd_repair *repair, const char *revision, char **path) HD_MUST_USE;
