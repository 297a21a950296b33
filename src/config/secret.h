/*
 * Passwords in connection URLs, keyword strings and SQL: found wherever they stand in a
 * text, so that one function serves configuration, messages and argv.
 */
#pragma once

#include "base/base.h"

/*
 * Finds the next password at or after *at: the one of "scheme://user:PASSWORD@host", the
 * value of any "...password=" or "...passwd=" (query parameter, keyword, quoted or not) and of
 * libpq's other secrets, and the literal in SQL's "PASSWORD '...'".
 *
 *   at   where to look from; moved to the first byte of the password
 *   len  its bytes
 */
bool hd_secret_find(const char *text, size_t *at, size_t *len);

/* A copy in which each password is "***". */
char *hd_secret_mask(TALLOC_CTX *ctx, const char *text);

/* The same in place: the text gets shorter or stays as long. True when it had one. */
bool hd_secret_hide(char *text);

/* Takes the passwords out of a connection URL or keyword string, with their key words. */
bool hd_secret_remove(char *text);
