/* Running pg_dump, pg_restore and filter commands for a backup. */
#pragma once

#include "care/stop.h"
#include "pg/conn.h"
#include "pg/programs.h"

typedef struct hd_tools {
    uv_loop_t *loop;
    hd_programs programs;
    const bool *abort; /* they are ended when it becomes true */
    const hd_stop *stop;
    const char *options; /* of sessions that programs open: "-c name=value"; or NULL */
} hd_tools;

/*
 * Runs a program of PostgreSQL ("pg_dump") with arguments; it connects to the target by
 * environment variables, and as application.
 *
 *   target       NULL: it does not connect
 *   application  application_name of its sessions
 */
hd_error *hd_tools_run(const hd_tools *tools, const char *program, const hd_strings *arguments,
                       const hd_target *target, const char *application) HD_MUST_USE;

/* Runs a shell command with $1 ... $n; ret, when not NULL, gets what it printed. */
hd_error *hd_tools_shell(TALLOC_CTX *ctx, const hd_tools *tools, const char *command,
                         const char *const arguments[], size_t count, const hd_target *target,
                         char **ret) HD_MUST_USE;

/* "pg_dump (PostgreSQL) 15.4 ...": the version part. */
hd_error *hd_tools_version(TALLOC_CTX *ctx, const hd_tools *tools, const char *program,
                           const char **ret) HD_MUST_USE;

/* Runs "command <from >to". */
hd_error *hd_tools_filter(const hd_tools *tools, const char *command, const char *from,
                          const char *to) HD_MUST_USE;
