/* What the files of this folder share: the statements of the models and what is known of them. */
#pragma once

#include "catalog/kinds.h"
#include "parse/cursor.h"
#include "pg/conn.h"

/* A text of DDL: a file, or what a command printed. */
typedef struct hd_declared_file {
    const char *path; /* for messages and hints; relative paths as the user wrote them */
    const char *text; /* ends in NUL */
    size_t len;
} hd_declared_file;
typedef HD_VEC(hd_declared_file) hd_declared_files;

/* Part of the parentheses of CREATE TABLE or CREATE TYPE. */
typedef enum hd_element_kind {
    HD_ELEMENT_COLUMN, /* of a table, or an attribute of a composite type */
    HD_ELEMENT_CONSTRAINT,
    HD_ELEMENT_LIKE,
    HD_ELEMENT_VALUE, /* of an enum */
} hd_element_kind;

typedef struct hd_element {
    hd_element_kind kind;
    size_t start;     /* its first token */
    size_t end;       /* where the comma or parenthesis behind it is */
    const char *name; /* of the column, constraint or value; NULL: none was written */
    bool foreign_key; /* a constraint that is one */
    hd_sql_name like; /* the table of LIKE */
} hd_element;
typedef HD_VEC(hd_element) hd_elements;

/* What a statement makes. */
typedef struct hd_definition {
    const hd_kind *kind; /* NULL: it makes nothing that has a name */
    const char *schema;  /* NULL: not written */
    const char *name;
    hd_sql_name parent; /* table of a trigger, policy, rule, index or constraint */
    bool if_not_exists;
    size_t open, close; /* parentheses of its elements; 0: none */
    hd_elements elements;
} hd_definition;

/* A foreign key that CREATE TABLE says, or that the setting models.actor adds to it. */
typedef struct hd_foreign_key {
    size_t start, end;  /* with its CONSTRAINT name; of an added one the LIKE element */
    size_t verbatim;    /* from here to end it is what ALTER TABLE ... ADD takes after head */
    const char *head;   /* "ADD ", "ADD CONSTRAINT name FOREIGN KEY (column) " */
    const char *added;  /* "FOREIGN KEY (created_by) REFERENCES users"; NULL: it is in the text */
    size_t element;     /* where in the elements; of a column's the column */
    bool whole;         /* the element is nothing else */
    const char *column; /* when it has just one */
    hd_sql_name target;
    bool hoisted; /* it is run by a statement of its own */
} hd_foreign_key;
typedef HD_VEC(hd_foreign_key) hd_foreign_keys;

typedef struct hd_declared_settings hd_declared_settings;

typedef struct hd_declared {
    const hd_declared_file *file;
    size_t start, end;                    /* in the file's text, without semicolon */
    const hd_declared_settings *settings; /* SET statements above it; NULL: none */
    hd_definition makes;
    hd_foreign_keys keys;
    bool alone;           /* it may not be run together with others */
    bool last;            /* it is run when all the others have been */
    bool adds_key;        /* ALTER TABLE with a foreign key */
    HD_VEC(size_t) needs; /* statements that make what it mentions, by their places */
} hd_declared;
typedef HD_VEC(hd_declared) hd_declared_list;

/* What SET statements of a file have said up to a point. */
struct hd_declared_settings {
    const hd_declared_settings *before;
    const hd_declared_file *file;
    size_t start, end;
    const char *schema; /* first of the search_path that it sets; NULL: it sets something else */
};

/* ---- statement.c ---- */

/*
 * Splits the file and appends its statements.
 *
 * Errors, all HD_CONFIG with their place: what hd_sql_split refuses, and statements that define
 * nothing.
 */
hd_error *hd_declared_split(TALLOC_CTX *ctx, const hd_declared_file *file,
                            hd_declared_list *ret) HD_MUST_USE;

/* ---- definition.c ---- */

/* What text[start .. end) makes. Never fails: what is not understood makes nothing. */
hd_definition hd_definition_parse(TALLOC_CTX *ctx, const char *text, size_t start, size_t end);

/* ---- foreign_key.c ---- */

/* Finds the foreign keys of a CREATE TABLE. */
void hd_foreign_keys_find(TALLOC_CTX *ctx, hd_declared *statement);

/* A statement as it is sent, and how places in it come from the file. */
typedef struct hd_composed {
    const hd_declared *statement;
    char *sql;
    size_t head;       /* bytes before what is copied from the file */
    size_t origin;     /* where in the file the copy begins */
    size_t gap, added; /* at byte gap of the copy, so many were put in */
    size_t fallback;   /* place in the file of what is in none */
} hd_composed;

/* The statement without its hoisted foreign keys, and with those that are added. */
hd_composed hd_declared_compose(TALLOC_CTX *ctx, const hd_declared *statement);

/* The statement that makes a hoisted key. */
hd_composed hd_foreign_key_compose(TALLOC_CTX *ctx, const hd_declared *statement,
                                   const hd_foreign_key *key);

/* Offset in the file for an offset in composed->sql. */
size_t hd_composed_offset(const hd_composed *composed, size_t offset);

/* ---- order.c ---- */

/*
 * An order in which the statements can run, as far as their words tell: files' order, but what is
 * mentioned comes before. Fills needs, and hoists the foreign keys whose tables come too late.
 * ret gets an array of count places.
 */
void hd_declared_order(TALLOC_CTX *ctx, hd_declared_list *statements, size_t **ret);

/* ---- base_model.c ---- */

/* How the template howdah.base_model is used. */
typedef struct hd_base_model {
    bool used;
    bool own; /* the models define it themselves */
} hd_base_model;

/*
 * Looks for the template in the statements, and adds the actor's foreign keys to the tables
 * that are LIKE it.
 *
 *   actor  the setting; NULL: none
 *
 * Errors: HD_CONFIG when actor is no name, or no statement makes that table.
 */
hd_error *hd_base_model_apply(TALLOC_CTX *ctx, hd_declared_list *statements, const char *actor,
                              hd_base_model *ret) HD_MUST_USE;

/* What is to be run before the models and behind them; NULL: nothing. */
const char *hd_base_model_before(const hd_base_model *base);
const char *hd_base_model_after(const hd_base_model *base);

/* ---- run.c ---- */

/*
 * Runs the statements, in order, again and again while that makes more of them succeed.
 *
 *   make_roles  the server is ours alone: roles that the statements name are made
 *
 * Errors: HD_DATABASE with its place, and the others behind it.
 */
hd_error *hd_declared_run(hd_conn *conn, hd_declared_list *statements, const size_t *order,
                          bool make_roles) HD_MUST_USE;

/* ---- source.c ---- */

/* A source as the setting or the command line has it. */
typedef enum hd_models_kind {
    HD_MODELS_FILES,
    HD_MODELS_COMMAND,
    HD_MODELS_DATABASE
} hd_models_kind;
hd_models_kind hd_models_kind_of(const char *source);

/*
 * Reads the files, or what the command prints.
 *
 * Errors: HD_MISSING, HD_IO; HD_CONFIG when there are no files, or for bytes that are not UTF-8.
 */
hd_error *hd_source_read(TALLOC_CTX *ctx, uv_loop_t *loop, const char *source, const char *folder,
                         hd_declared_files *ret) HD_MUST_USE;
