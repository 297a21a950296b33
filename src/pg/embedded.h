/*
 * The embedded cluster: a PostgreSQL of the project's own, made of the machine's programs
 * below <project>/.howdah/, on a unix socket that only its owner can reach. It is started
 * by the first command that needs it and goes on until "howdah embedded stop".
 *
 *   .howdah/
 *     lock             held while the cluster is made, started or stopped
 *     embedded.conf    where base and socket are (written by the first start)
 *     postgresql.log   what the server says
 *     embedded/        base: data/, and the socket unless its path would be too long
 *
 * As root the server runs as "postgres", else "nobody", who owns base. When that user
 * cannot reach the project (it is below a closed folder such as /root), base is
 * a folder below /var/lib/howdah or /var/tmp.
 */
#pragma once

#include "pg/conn.h"

/* What is done that takes time or that the user would not expect; one line without its end. */
typedef void hd_embedded_say_fn(const char *line, void *arg);

typedef struct hd_embedded_settings {
    const char *folder;   /* .howdah, absolute */
    const char *bin_dir;  /* of PostgreSQL's programs, absolute, or NULL: the newest ones found */
    const char *database; /* the project's own: it is made when it is not there. NULL: none */
    hd_embedded_say_fn *say;
    void *say_arg;
} hd_embedded_settings;

/*
 * Opens a connection to a database of the cluster. First the socket is tried; only when
 * nobody answers there the cluster is looked at, made and started.
 *
 *   target  its conninfo is ignored; its dbname NULL means postgres
 *
 * Errors: HD_MISSING without PostgreSQL on the machine, HD_CONFLICT when the data are of a
 * version that is not installed, HD_IO when the server cannot be made or started (what
 * it said is the detail), HD_DATABASE.
 */
hd_error *hd_embedded_open(TALLOC_CTX *ctx, uv_loop_t *loop, const hd_embedded_settings *settings,
                           const hd_target *target, hd_conn **ret) HD_MUST_USE;

/* Makes and starts the cluster unless it runs; ret is its connection string without dbname. */
hd_error *hd_embedded_start(TALLOC_CTX *ctx, uv_loop_t *loop, const hd_embedded_settings *settings,
                            const char **ret) HD_MUST_USE;

/* Connection string as far as it is known without looking; NULL before the first start. */
hd_error *hd_embedded_conninfo(TALLOC_CTX *ctx, const hd_embedded_settings *settings,
                               const char **ret) HD_MUST_USE;

/* Stops the server and waits for its end. was_running tells whether there was one. */
hd_error *hd_embedded_stop(uv_loop_t *loop, const hd_embedded_settings *settings,
                           bool *was_running) HD_MUST_USE;

typedef struct hd_embedded_state {
    bool made;            /* there is a data directory */
    bool running;         /* its server is there, though maybe not ready yet */
    int pid;              /* 0 unless running */
    int major;            /* version of the data; 0 unless made */
    const char *data;     /* its folder, or where it will be */
    const char *socket;   /* folder, or NULL before the first start */
    const char *log;      /* file */
    const char *programs; /* folder of the programs that it would be started with, or NULL */
} hd_embedded_state;

hd_error *hd_embedded_look(TALLOC_CTX *ctx, uv_loop_t *loop, const hd_embedded_settings *settings,
                           hd_embedded_state *ret) HD_MUST_USE;
