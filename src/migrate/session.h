/*
 * The connection of a command to the project's database: where it is (settings,
 * environment or the embedded cluster), opened with the project's search_path, and
 * checked against the environment that the database is marked with.
 */
#pragma once

#include "config/config.h"
#include "pg/conn.h"
#include "pg/embedded.h"

/*
 * Opens it; the embedded cluster is started when no database is configured.
 *
 *   command  for application_name: "upgrade" makes "howdah upgrade"
 *
 * Errors: HD_DATABASE; HD_REFUSED when the database is marked with another environment
 * than the command's ("howdah environment" marks and shows).
 */
hd_error *hd_session_open(TALLOC_CTX *ctx, uv_loop_t *loop, const hd_config *config,
                          const char *command, hd_conn **ret) HD_MUST_USE;

/* The same to a target that hd_session_target gave and the caller changed. */
hd_error *hd_session_open_target(TALLOC_CTX *ctx, uv_loop_t *loop, const hd_config *config,
                                 const hd_target *target, hd_conn **ret) HD_MUST_USE;

/* The same without a look at the environment mark: for those who show or set it. */
hd_error *hd_session_connect(TALLOC_CTX *ctx, uv_loop_t *loop, const hd_config *config,
                             const hd_target *target, hd_conn **ret) HD_MUST_USE;

/* The target alone, for a second connection to the same database; strings belong to ctx. */
hd_error *hd_session_target(TALLOC_CTX *ctx, uv_loop_t *loop, const hd_config *config,
                            const char *command, hd_target *ret) HD_MUST_USE;

/*
 * Where the project's embedded cluster is and with which programs it runs. What happens to
 * it is said on stderr, a line each: making it takes seconds, so silence would be puzzling.
 */
hd_embedded_settings hd_session_embedded(TALLOC_CTX *ctx, const hd_config *config);
