/*
 * Who made a backup: an HMAC-SHA256 of its manifest, which has the digest of every file, under a
 * key that only those who make and restore backups have.
 */
#pragma once

#include "care/backup/store.h"

/*
 * Writes manifest.hmac.
 *
 *   key_path  a file with the key as text, 32 characters or more, that others cannot read
 *
 * Errors: HD_CONFIG for a key that is none, HD_MISSING, HD_IO.
 */
hd_error *hd_sign_manifest(const char *path, const char *key_path) HD_MUST_USE;

/* The key can be used. Before long work. */
hd_error *hd_sign_check_key(const char *key_path) HD_MUST_USE;

/* HD_REFUSED when the manifest is not signed, or not with that key; key_path NULL: no question. */
hd_error *hd_sign_verify(const hd_stored *stored, const char *key_path) HD_MUST_USE;
