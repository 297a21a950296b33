/* The project's declared models, by its settings. */
#pragma once

#include "config/config.h"
#include "declare/models.h"

/*
 * Loads what the setting models.source names, or another source in its place.
 *
 *   command         for application_name
 *   source          paths are relative to the working folder; NULL: models.source, whose
 *                   paths are relative to the configuration's
 *   server_version  of the database that it will be compared with; 0: any
 *
 * Errors: those of hd_models_load and hd_scratch_connect.
 */
hd_error *hd_project_models(TALLOC_CTX *ctx, uv_loop_t *loop, const hd_config *config,
                            const char *command, const char *source, int server_version,
                            hd_models **ret) HD_MUST_USE;

/* What a snapshot of a scratch database depends on besides the texts that made it: settings. */
char *hd_project_place(TALLOC_CTX *ctx, const hd_config *config);

/* Whether the project has models: the setting is set, or its folder has an .sql file in it. */
bool hd_project_has_models(const hd_config *config);
