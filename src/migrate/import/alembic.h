/* Alembic as a program that is asked; what alembic.c and the proof share. */
#pragma once

#include "proc/process.h"

struct hd_alembic {
    uv_loop_t *loop;
    const char *interpreter;        /* Python that has Alembic */
    const char *ini;                /* absolute */
    const char *section;            /* of the ini; NULL: "alembic" */
    const char *const *environment; /* as hd_process takes it, or NULL */
};

/*
 * Alembic's own "upgrade heads" or "downgrade base". All connections that SQLAlchemy makes
 * meanwhile go to the database that libpq's variables (PGHOST, PGDATABASE ...) in the
 * environment name, whatever env.py asks for.
 *
 * Errors: HD_CONFIG with the reason that Alembic gives.
 */
hd_error *hd_alembic_move(const struct hd_alembic *alembic, const char *direction) HD_MUST_USE;
