/* Whole files and folders. Every error names the path and the reason. */
#pragma once

#include "base/error.h"
#include "base/vec.h"

/*
 * The error for a call on a file that has failed, by errno: "could not open "x": Permission
 * denied", with who owns what is in the way and who runs the program, or what else there is to do.
 *
 *   verb  "open", "read", "make folder", ...
 *
 * Errors: HD_MISSING for ENOENT, else HD_IO.
 */
hd_error *hd_file_error(const char *verb, const char *path) HD_MUST_USE;

/*
 * Reads a file into a NUL-terminated string owned by ctx.
 *
 *   max_bytes  larger files are refused
 *   len        the length, or NULL when not wanted
 *
 * Errors: HD_MISSING when there is no such file, HD_IO for the rest
 * (a file that contains a NUL byte included: no text file has one).
 */
hd_error *hd_file_read(TALLOC_CTX *ctx, const char *path, size_t max_bytes, char **ret,
                       size_t *len) HD_MUST_USE;

/*
 * Writes a file so that a crash leaves the old content or the new, never half:
 * a temporary name beside it, fsync, rename. Missing folders are made.
 * The mode of an existing file is kept; a new one gets 0666 less the umask.
 */
hd_error *hd_file_write(const char *path, const char *text, size_t len) HD_MUST_USE;

/* Makes a folder and those above it; one that exists is fine. */
hd_error *hd_dir_make(const char *path) HD_MUST_USE;

/* Names in a folder (without "." and ".."), sorted by bytes. */
hd_error *hd_dir_list(TALLOC_CTX *ctx, const char *path, hd_strings *ret) HD_MUST_USE;

bool hd_file_exists(const char *path);
bool hd_dir_exists(const char *path);

/* Joins folder and name with one slash; an absolute name stands alone. */
char *hd_path_join(TALLOC_CTX *ctx, const char *folder, const char *name);

/* Absolute path without "." and ".." parts; the file need not exist. */
char *hd_path_absolute(TALLOC_CTX *ctx, const char *path);

/* The folder part ("." when there is none) and the name part. */
char *hd_path_folder(TALLOC_CTX *ctx, const char *path);
const char *hd_path_name(const char *path);
