/*
 * What a movement would send to this database: the very statements, in their transactions, with
 * the locks that each takes. Pure but for reading the bodies' files.
 */
#pragma once

#include "base/json.h"
#include "migrate/journal/journal.h"
#include "migrate/journal/version_table.h"
#include "migrate/plan.h"

typedef struct hd_dry_run {
    const hd_movement *movement;
    hd_version_table *table;
    hd_transaction_mode mode;
    /* Of the database: */
    hd_version_table_work table_work;
    bool has_journal;
    hd_unfinished_list unfinished; /* half done: what is done of it is left out */
} hd_dry_run;

/* Appends SQL, with lock, scan, rewrite and loss of each statement as comments behind it. */
hd_error *hd_dry_run_text(const hd_dry_run *dry, hd_buf *ret) HD_MUST_USE;

/*
 * Appends an array with one object for each revision; before them one whose "revision" is null
 * when version table or journal are missing.
 */
hd_error *hd_dry_run_json(const hd_dry_run *dry, hd_json *ret) HD_MUST_USE;
