/*
 * Connection URLs as people have them (SQLAlchemy's with a driver, JDBC's, Prisma's)
 * made into what libpq takes.
 */
#pragma once

#include "base/error.h"
#include "base/vec.h"

typedef struct hd_url {
    const char *conninfo; /* URL or keyword string; NULL for the placeholder of "alembic init" */
    bool names_database;  /* it names a database, or a service that may */
    hd_strings dropped;   /* parameters that are a driver's own and were left out */
} hd_url;

/*
 * Reduces a URL or keyword string.
 *
 *   - scheme: "postgresql+asyncpg", "postgres", "jdbc:postgresql" become "postgresql"
 *   - a user or password with characters that libpq wants escaped is escaped
 *   - parameters: asyncpg's ssl, timeout and database, repeated host and port, become libpq's;
 *     others that libpq does not know are dropped
 *
 * Errors: HD_CONFIG for another database system or what is no URL; never with a password.
 */
hd_error *hd_url_reduce(TALLOC_CTX *ctx, const char *text, hd_url *ret) HD_MUST_USE;
