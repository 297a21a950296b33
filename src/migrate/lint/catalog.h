/*
 * What lint asks a database: sizes, columns, keys and indexes of its tables.
 */
#pragma once

#include "pg/conn.h"

typedef struct hd_lint_column {
    const char *name;
    const char *type; /* of format_type(), with its modifier: "character varying(20)" */
    bool not_null;
    const char *stored; /* type, or that below a domain without its modifier */
    bool collated;      /* otherwise than its type is */
} hd_lint_column;

typedef struct hd_lint_constraint {
    const char *name;
    char type; /* of pg_constraint: c, f, p, u, x, n */
    bool valid;
    const char *columns;    /* "a,b" in order */
    const char *definition; /* of pg_get_constraintdef() */
    const char *referenced; /* table of a foreign key, quoted and qualified; or NULL */
} hd_lint_constraint;

typedef struct hd_lint_index {
    const char *name;
    const char *columns; /* "a,b": its key columns in order; "" for one that is an expression */
    bool valid;
    bool unique;
    bool partial;
    bool computed;    /* an expression is one of its columns */
    const char *uses; /* "a,b": all columns that it or its condition needs */
} hd_lint_index;

typedef struct hd_lint_relation {
    const char *schema;
    const char *name;
    char kind;     /* of pg_class: r, p, m, v, i, I, S, f */
    bool visible;  /* without its schema */
    int64_t bytes; /* of its rows, those of its partitions included */
    bool has_default_partition;
    HD_VEC(hd_lint_column) columns;
    HD_VEC(hd_lint_constraint) constraints;
    HD_VEC(hd_lint_index) indexes;
} hd_lint_relation;

typedef struct hd_lint_domain {
    const char *schema;
    const char *name;
    bool visible;
    const char *type; /* below all domains, with its modifier */
    bool constrained; /* by itself, or by a domain below */
} hd_lint_domain;

typedef struct hd_lint_catalog {
    int server_version;
    const char *time_zone; /* of the session that asked */
    HD_VEC(hd_lint_domain) domains;
    HD_VEC(hd_lint_relation) relations; /* in order of schema and name */
} hd_lint_catalog;

/* Errors: HD_DATABASE. */
hd_error *hd_lint_catalog_read(TALLOC_CTX *ctx, hd_conn *conn, hd_lint_catalog **ret) HD_MUST_USE;

/* schema NULL or "": the one that the search path finds. NULL when there is none. */
const hd_lint_relation *hd_lint_catalog_find(const hd_lint_catalog *catalog, const char *schema,
                                             const char *name);

/* The table that has an index of this name; NULL when there is none. */
const hd_lint_relation *hd_lint_catalog_indexed(const hd_lint_catalog *catalog, const char *schema,
                                                const char *index);

const hd_lint_column *hd_lint_relation_column(const hd_lint_relation *relation, const char *name);
const hd_lint_constraint *hd_lint_relation_constraint(const hd_lint_relation *relation,
                                                      const char *name);

/* The domain of that name, or NULL; schema as for hd_lint_catalog_find. */
const hd_lint_domain *hd_lint_catalog_domain(const hd_lint_catalog *catalog, const char *schema,
                                             const char *name);

/* Whether a column is in such a list: "a,b". */
bool hd_lint_lists_column(const char *columns, const char *name);

/* Whether a valid CHECK says that the column holds no NULL. */
bool hd_lint_relation_proves(const hd_lint_relation *relation, const char *column);
