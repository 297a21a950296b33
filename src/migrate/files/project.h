/*
 * A project as commands see it: its configuration, its revision files, its graph.
 */
#pragma once

#include "config/config.h"
#include "migrate/graph/graph.h"

typedef struct hd_project {
    const hd_config *config;
    const char *script_location;  /* absolute folder */
    const char *dot;              /* absolute folder .howdah, which need not be there */
    hd_strings version_locations; /* absolute folders; files are read from them in this order */
    bool recursive;               /* recursive_version_locations */
    hd_revisions revisions;       /* in the order of locations, then of sorted file names */
    hd_strings remarks; /* lines to say once, such as Python revisions that were not read */
    hd_graph *graph;
} hd_project;

/*
 * Reads the headers of all revision files and builds the graph.
 *
 *   rows  of the version table, or NULL when no database is asked. A row that a
 *         squash has replaced makes the project be read with the original
 *         files (kept in <script_location>/squashed/<id>/) instead of the baseline,
 *         so that such a database finds its way; docs/squash.md.
 *
 * Errors: HD_CONFIG with file and line for a wrong header; those of hd_graph_build; HD_MISSING
 * when script_location is not there.
 */
hd_error *hd_project_load(TALLOC_CTX *ctx, const hd_config *config, const hd_strings *rows,
                          hd_project **ret) HD_MUST_USE;

/*
 * The same in parts, for commands that ask a database too: step does a piece of the work and
 * tells whether there is more (reading is a hd_project_reading; made for hd_meanwhile),
 * finish does what is left and hands the project over. config must outlive the reading.
 */
typedef struct hd_project_reading hd_project_reading;
hd_project_reading *hd_project_begin(TALLOC_CTX *ctx, const hd_config *config);
bool hd_project_step(void *reading);
hd_error *hd_project_finish(TALLOC_CTX *ctx, hd_project_reading *reading, const hd_strings *rows,
                            hd_project **ret) HD_MUST_USE;

/* The same without building the graph (NULL): for looking at files that do not fit together. */
hd_error *hd_project_read(TALLOC_CTX *ctx, const hd_config *config, const hd_strings *rows,
                          hd_project **ret) HD_MUST_USE;

/* The revision with this very id, with a graph or without; or NULL. */
const hd_revision *hd_project_find(const hd_project *project, const char *id);

/* Folder that a squash into this revision moves the original files to. */
char *hd_project_squashed_folder(TALLOC_CTX *ctx, const hd_project *project, const char *id);

/*
 * Splits a list of paths as the setting path_separator says: "os" and ":" at colons,
 * ";", "space", "newline"; NULL or "" at blanks and commas, as old alembic.ini files have
 * it. ret is appended to.
 *
 * Errors: HD_CONFIG for another separator.
 */
hd_error *hd_project_split_paths(TALLOC_CTX *ctx, const char *paths, const char *separator,
                                 hd_strings *ret) HD_MUST_USE;
