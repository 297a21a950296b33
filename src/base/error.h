/*
 * Errors as values.
 *
 * A function that can fail returns hd_error *: NULL is success, anything else
 * is owned by the caller, who must free it (hd_error_free), hand it on
 * (HD_TRY) or add to it (hd_error_wrap). Library code never logs an error it
 * returns; the edge of the program (command line, HTTP) reports it once.
 *
 * Wording follows PostgreSQL's error style guide: the message is one line that
 * states the fact, detail and hint are full sentences.
 */
#pragma once

#include "base/base.h"

/* What kind of failure it is. hd_code_table (error.c) maps each to an exit code. */
typedef enum hd_code {
    HD_INTERNAL,  /* a bug or a broken invariant */
    HD_USAGE,     /* the command line or an argument makes no sense */
    HD_MISSING,   /* the named thing does not exist */
    HD_DATABASE,  /* PostgreSQL said no, or cannot be reached; see sqlstate */
    HD_CONFLICT,  /* the state of files or database forbids it */
    HD_IO,        /* reading or writing a file failed */
    HD_BUSY,      /* somebody else holds the lock; trying again later may help */
    HD_UNKNOWN,   /* the outcome could not be found out */
    HD_REFUSED,   /* a safety rule says no; a flag or another way is in the hint */
    HD_CONFIG,    /* a configuration or revision file is wrong */
    HD_DIFFERENT, /* a check found differences */
    HD_CANCELLED, /* the user interrupted */
} hd_code;

/* One row for each code: the name used in JSON, the exit status, what it means. */
struct hd_code_row {
    hd_code code;
    const char *name;
    int exit_status;
    const char *meaning;
};
extern const struct hd_code_row hd_code_table[];
extern const size_t hd_code_table_count;

/* A spot in a text file, with the line it is on, for "file:line:column" and a caret. */
typedef struct hd_place {
    const char *path;
    size_t line;      /* from 1; 0 when only the path is known */
    size_t column;    /* from 1, in characters (UTF-8 code points) */
    const char *text; /* the line without its end */
} hd_place;

typedef struct hd_error {
    hd_code code;
    char sqlstate[6];      /* SQLSTATE from the server, or "" */
    const char *message;   /* one line, no full stop */
    const char *detail;    /* a full sentence, or NULL */
    const char *hint;      /* what to do next, a full sentence, or NULL */
    const char *context;   /* "while ..." lines, innermost first, or NULL */
    hd_place *place;       /* where in the user's file, or NULL */
    size_t sql_position;   /* character (from 1) in the SQL that was sent; 0 when not known */
    const char *where;     /* source file:line that raised it, for --verbose */
    struct hd_error *next; /* another error of the same call, owned by this one; or NULL */
} hd_error;

#define HD_STR_(x)              #x
#define HD_STR(x)               HD_STR_(x)
#define hd_error_new(code, ...) hd_error_new_at(__FILE__ ":" HD_STR(__LINE__), code, __VA_ARGS__)

hd_error *hd_error_new_at(const char *where, hd_code code, const char *fmt, ...)
    HD_PRINTF(3, 4) HD_MUST_USE;

/* Each returns err, so that calls nest; a second call replaces the text (wrap: adds a line). */
hd_error *hd_error_detail(hd_error *err, const char *fmt, ...) HD_PRINTF(2, 3) HD_MUST_USE;
hd_error *hd_error_hint(hd_error *err, const char *fmt, ...) HD_PRINTF(2, 3) HD_MUST_USE;
hd_error *hd_error_wrap(hd_error *err, const char *fmt, ...) HD_PRINTF(2, 3) HD_MUST_USE;

/*
 * Says where in a file the error is. text is the whole file, offset a byte
 * offset into it (clamped to its end). With text NULL only the path is known.
 * A place that is already set is kept: the innermost one is the true one.
 */
hd_error *hd_error_place(hd_error *err, const char *path, const char *text,
                         size_t offset) HD_MUST_USE;

/* Adds an error behind err and those that follow it; both may be NULL. Gives the first. */
hd_error *hd_error_append(hd_error *err, hd_error *last) HD_MUST_USE;

/* Exit status of the process for an error of this code. */
int hd_code_exit_status(hd_code code);
const char *hd_code_name(hd_code code);

void hd_error_free(hd_error *err);

/* The only macro in the project that returns from the function around it. */
#define HD_TRY(call)                                                                               \
    do {                                                                                           \
        hd_error *try_err = (call);                                                                \
        if (try_err != NULL)                                                                       \
            return try_err;                                                                        \
    } while (0)
