/*
 * Post-write hooks: programs that run on each new revision file, configured as in
 * alembic.ini:
 *
 *     [post_write_hooks]
 *     hooks = format
 *     format.type = exec
 *     format.executable = sqlfluff
 *     format.options = fix REVISION_SCRIPT_FILENAME
 *     format.cwd = /project
 */
#pragma once

#include "config/config.h"

typedef struct hd_hook {
    const char *name;
    hd_strings argv;    /* program and arguments, the file's name put in */
    const char *folder; /* where it runs, or NULL */
} hd_hook;

typedef HD_VEC(hd_hook) hd_hooks;

/*
 * The hooks for a file, in the order of "hooks =".
 *
 * Types: exec runs <name>.executable; console_scripts runs <name>.entrypoint, a
 * program in PATH; module runs "python3 -m <name>.module". In <name>.options the word
 * REVISION_SCRIPT_FILENAME stands for the file; without it the file's name goes first.
 *
 * Errors: HD_CONFIG for a type that is none, a key that is missing, a quote without end.
 */
hd_error *hd_hooks_load(TALLOC_CTX *ctx, const hd_config *config, const char *path,
                        hd_hooks *ret) HD_MUST_USE;
