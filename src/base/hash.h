/* SHA-256 of bytes, and random numbers for identifiers. */
#pragma once

#include "base/base.h"

enum { HD_SHA256_BYTES = 32, HD_SHA256_HEX = 64 };

/* The digest as lower-case hexadecimal text owned by ctx. */
char *hd_sha256_hex(TALLOC_CTX *ctx, const void *bytes, size_t count);

/* HMAC-SHA256 (RFC 2104), likewise. */
char *hd_hmac_sha256_hex(TALLOC_CTX *ctx, const void *key, size_t key_bytes, const void *bytes,
                         size_t count);

/*
 * The digest of a file and its size; reads it once, and the loop of the caller stands still
 * meanwhile. false with errno set when it cannot be read.
 */
bool hd_sha256_file(const char *path, char ret[HD_SHA256_HEX + 1], int64_t *bytes);

/* A random (version 4) UUID as text owned by ctx. */
char *hd_uuid_new(TALLOC_CTX *ctx);
