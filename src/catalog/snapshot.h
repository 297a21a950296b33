/*
 * What a database contains, as a value that never changes.
 *
 * A snapshot is an array of facts. A fact is a thing that can be created or changed by
 * itself: a table, but also each of its columns, defaults, constraints, indexes, grants,
 * comments, its owner ... Facts are sorted by kind (in the order of kinds.h) and identity
 * (by bytes), so that two snapshots are compared by one walk over both.
 *
 * Everything is text as the server writes it with an empty search_path; what has its
 * default is NULL, so that facts are small and new attributes do not change old ones.
 *
 * All memory is in one arena that the snapshot owns; facts are valid as long as it.
 */
#pragma once

#include "base/buf.h"
#include "base/error.h"
#include "base/vec.h"

typedef enum hd_attribute_type {
    HD_ATTRIBUTE_TEXT,
    HD_ATTRIBUTE_BOOL, /* "true", or NULL for false */
    HD_ATTRIBUTE_INT,  /* decimal */
    HD_ATTRIBUTE_LIST, /* the text of a text[] as hd_sql_array writes it */
} hd_attribute_type;

typedef struct hd_attribute {
    const char *name;
    hd_attribute_type type;
    bool aside;      /* shown, but equal facts may differ in it: it is in no hash */
    bool needed;     /* never NULL */
    bool expression; /* in two forms that are equal: expression.h */
    bool unordered;  /* of a list: its order is kept, but equal facts may differ in it */
} hd_attribute;

typedef struct hd_fact hd_fact;
typedef struct hd_kind hd_kind;

/*
 * from needs to. type is pg_depend's deptype ('n' normal, 'a' auto, 'i' internal, 'P' and 'S'
 * of partitions), or 'r' for what pg_depend does not record: the table that a sequence's
 * ownership, an attachment or an inheritance is about.
 */
typedef struct hd_edge {
    const hd_fact *to;
    char type;
} hd_edge;

struct hd_fact {
    const hd_kind *kind;
    /* Unique within the kind, and ready for SQL unless kinds.h says otherwise:
       public.users, public.users.email, public.add(integer, integer). */
    const char *identity;
    const char *schema; /* as it is, without quotes; NULL outside of schemas */
    const char *name;   /* as it is, without quotes */
    const hd_fact *parent;
    const char *const *values; /* one for each of the kind's attributes; NULL: default */
    const hd_edge *edges;      /* sorted by kind and identity; never to itself or an ancestor */
    size_t edge_count;
    const hd_fact *const *users; /* facts that have an edge to this one, sorted likewise */
    size_t user_count;
    const hd_fact *const *children; /* sorted by kind and identity */
    size_t child_count;
    size_t index;       /* its place in hd_snapshot.facts */
    uint64_t hash;      /* of kind, identity and attributes */
    uint64_t tree_hash; /* of that and of everything below */
};

typedef struct hd_snapshot {
    int server_version; /* 150004 */
    const hd_fact *const *facts;
    size_t count;
    uint64_t hash; /* of all facts: equal snapshots have equal ones */
} hd_snapshot;

/* The fact of that kind and identity, or NULL. */
const hd_fact *hd_snapshot_find(const hd_snapshot *snapshot, const hd_kind *kind,
                                const char *identity);

/* -1, 0, 1: the order of facts in a snapshot; works for facts of two snapshots. */
int hd_fact_compare(const hd_fact *a, const hd_fact *b);

/* Place of the attribute in values; the kind must have it (asserted). */
size_t hd_attribute_place(const hd_kind *kind, const char *name);

/* Whether two values of an attribute (of any two facts) mean the same. */
bool hd_attribute_same(const hd_attribute *attribute, const char *a, const char *b);

/* Values by name; the kind must have the attribute (asserted). */
const char *hd_fact_text(const hd_fact *fact, const char *attribute); /* NULL: default */
bool hd_fact_bool(const hd_fact *fact, const char *attribute);
int64_t hd_fact_int(const hd_fact *fact, const char *attribute, int64_t otherwise);
/* The items of a list; none when it is NULL. Memory of ctx. */
hd_strings hd_fact_list(TALLOC_CTX *ctx, const hd_fact *fact, const char *attribute);

/* The child of that kind with that name (NULL: the first of the kind), or NULL. */
const hd_fact *hd_fact_child(const hd_fact *fact, const hd_kind *kind, const char *name);

/* The topmost fact above that is no schema, or the schema that it is about; or the fact itself. */
const hd_fact *hd_fact_root(const hd_fact *fact);

/*
 * The facts that keep says true of, and what they are a part of. Edges to facts that are left
 * out are left out, too.
 */
hd_snapshot *hd_snapshot_select(TALLOC_CTX *ctx, const hd_snapshot *snapshot,
                                bool (*keep)(const hd_fact *fact, const void *arg),
                                const void *arg);

/*
 * The facts in schemas that match one of the shell patterns, and those schemas. Edges to
 * facts that are left out are left out, too.
 */
hd_snapshot *hd_snapshot_filter(TALLOC_CTX *ctx, const hd_snapshot *snapshot,
                                const hd_strings *schemas);

/* The snapshot as JSON; docs/snapshot.md is the format. */
void hd_snapshot_print(hd_buf *out, const hd_snapshot *snapshot);

/*
 * Reads what hd_snapshot_print wrote. The result is equal to what was written, hashes
 * included.
 *
 * Errors: HD_CONFIG, with the place when it is not JSON.
 */
hd_error *hd_snapshot_parse(TALLOC_CTX *ctx, const char *path, const char *text, size_t len,
                            hd_snapshot **ret) HD_MUST_USE;
