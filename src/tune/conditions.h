/* What a condition of a plan asks of the columns that it names. Pure. */
#pragma once

#include "base/base.h"
#include "base/vec.h"

typedef enum hd_use_kind {
    HD_USE_EQUAL,    /* = value, = ANY (values) */
    HD_USE_RANGE,    /* < <= > >= */
    HD_USE_PREFIX,   /* LIKE 'abc%' */
    HD_USE_INSIDE,   /* LIKE '%abc%', ILIKE, a pattern that is not known: found by trigrams */
    HD_USE_CONTAINS, /* @> && @@ ?: found by an inverted index */
    HD_USE_FACT,     /* no value to look up: IS NULL, IS NOT NULL, a boolean column */
    HD_USE_ORDER,    /* sorted by */
} hd_use_kind;

/* One key that an index could have: a column, or an expression over columns of one table. */
typedef struct hd_use {
    hd_use_kind kind;
    const char *alias;
    const char *column;    /* NULL for an expression */
    const char *text;      /* as pg_get_indexdef prints the key, which CREATE INDEX takes */
    const char *fact;      /* of HD_USE_FACT, as pg_get_expr prints it: "(deleted_at IS NULL)" */
    bool is_null;          /* of HD_USE_FACT: IS NULL, which is also looked up by the column */
    const char *direction; /* of HD_USE_ORDER: "", " DESC", " NULLS FIRST" ... */
    hd_strings as_text;    /* columns that are cast to text in it */
    /* "lower/1/1/name": an index wants all of them immutable. Arguments, and which is a column. */
    hd_strings functions;
} hd_use;
typedef HD_VEC(hd_use) hd_uses;

/* a = 1 OR b = 2: what each arm asks. Arms that ask nothing that is known are empty. */
typedef struct hd_alternatives {
    HD_VEC(hd_uses) arms;
} hd_alternatives;

/* What stands where a key could, but is none. */
typedef struct hd_refusal {
    const char *alias;
    const char *table; /* "public.users"; NULL in conditions */
    const char *text;  /* as PostgreSQL prints it, without the alias */
    const char *why;   /* goes on "no index for ...: " */
} hd_refusal;
typedef HD_VEC(hd_refusal) hd_refusals;

typedef struct hd_condition {
    hd_uses all;                 /* of what stands under ANDs at the top */
    HD_VEC(hd_alternatives) ors; /* that stand there too */
    hd_refusals refused;         /* where nothing else of a comparison is a key; in arms as well */
} hd_condition;

/* Reads a condition as EXPLAIN (VERBOSE) prints it. What is not understood is left out. */
void hd_condition_read(TALLOC_CTX *ctx, const char *text, hd_condition *ret);

/* Reads a sort key, "lower(u.name) DESC"; false when no index has such a key. */
bool hd_sort_key_read(TALLOC_CTX *ctx, const char *text, hd_use *ret);

const char *hd_use_kind_name(hd_use_kind kind);
