/* What a project's revisions make: they are run on a scratch database, which is read. */
#pragma once

#include "declare/models.h"
#include "migrate/files/project.h"
#include "migrate/graph/movement.h"

/*
 * Runs all revisions from base to the target.
 *
 *   command         for application_name
 *   target          as "upgrade" takes it, and "base"
 *   server_version  of the database that it will be compared with; 0: any
 *   ret             nothing is renamed; owner is the role that ran them. cached: no server
 *                   was asked, since neither the files nor anything else has changed
 *
 * Errors: those of hd_movement_upgrade, hd_scratch_connect, hd_scratch_run, hd_snapshot_read.
 */
hd_error *hd_replay_load(TALLOC_CTX *ctx, uv_loop_t *loop, const hd_project *project,
                         const char *command, const char *target, int server_version,
                         hd_models **ret) HD_MUST_USE;

/*
 * The steps from base to the target; none for "base".
 *
 * Errors: those of hd_movement_upgrade.
 */
hd_error *hd_replay_steps(TALLOC_CTX *ctx, const hd_project *project, const char *target,
                          hd_movement **ret) HD_MUST_USE;
