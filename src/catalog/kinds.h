/*
 * The kinds of facts, in the order in which they are read and sorted: parents first.
 * A kind is one line here, one file in kinds/ that defines hd_kind_<name>, and one query
 * in sql/.
 */
#pragma once

#include "catalog/snapshot.h"

/* clang-format off */
#define HD_KINDS(X)                                                                                \
    X(schema) X(extension) X(language) X(access_method) X(foreign_data_wrapper) X(server)          \
    X(user_mapping) X(collation) X(conversion)                                                     \
    X(enum_type) X(enum_value) X(domain) X(domain_constraint) X(composite_type) X(attribute)       \
    X(range_type) X(base_type)                                                                     \
    X(text_search_parser) X(text_search_template) X(text_search_dictionary)                        \
    X(text_search_configuration)                                                                   \
    X(function) X(procedure) X(aggregate) X(operator) X(operator_family) X(operator_class)         \
    X(family_operator) X(family_function) X(cast) X(transform)                                     \
    X(sequence) X(table) X(foreign_table) X(view) X(materialized_view) X(column) X(default)        \
    X(identity) X(owned_by) X(inherit) X(attachment) X(constraint) X(index) X(replica_identity)    \
    X(statistics) X(trigger) X(rule) X(policy)                                                     \
    X(publication) X(publication_table) X(publication_schema) X(subscription)                      \
    X(event_trigger) X(default_privilege)                                                          \
    X(owner) X(privilege) X(comment) X(security_label)
/* clang-format on */

/* The places of the kinds in hd_kinds. */
typedef enum hd_kind_id {
#define HD_KIND_ID(name) HD_KIND_##name,
    HD_KINDS(HD_KIND_ID)
#undef HD_KIND_ID
} hd_kind_id;

#define HD_KIND_DECLARE(name) extern const hd_kind hd_kind_##name;
HD_KINDS(HD_KIND_DECLARE)
#undef HD_KIND_DECLARE

/* How an identity is made of the names that a query gives. */
typedef enum hd_naming {
    HD_NAMING_GLOBAL, /* name */
    HD_NAMING_SCHEMA, /* schema.name, with (signature) when the query gives one */
    HD_NAMING_PARENT, /* identity of the parent, then .name when there is a name */
    HD_NAMING_TEXT,   /* the name as it is: the query has quoted it */
    HD_NAMING_ABOUT,  /* kind and identity of the parent, then name when there is a name:
                         "table public.users"; for what any kind can have */
} hd_naming;

/* Whether a fact is a statement of its own. */
typedef enum hd_fold {
    HD_FOLD_NEVER,
    HD_FOLD_ALWAYS,   /* it is a part of its parent's statement: columns, enum values */
    HD_FOLD_POSSIBLE, /* it is one unless that makes a cycle, and where foldable() agrees */
} hd_fold;

/* A query for servers from some version on. */
typedef struct hd_kind_query {
    int since;
    const char *sql;
} hd_kind_query;

struct hd_ddl;

struct hd_kind {
    hd_kind_id id;
    const char *name; /* as in JSON: "foreign_table" */
    int tier;         /* 3: read, but what is known of it may not be all */
    hd_naming naming;
    unsigned classid;      /* oid of the catalog that the objid of the query belongs to; 0: none */
    unsigned parent_class; /* the same of the query's parent; 0: the query gives parent_class */
    bool needs_parent;     /* rows whose parent is no fact are left out (of an extension, say) */
    const hd_kind *const *parents; /* what its parent may be; ends with NULL. NULL: any kind if it
                                      needs a parent, else a schema */
    bool nameless;                 /* it is known by its parent only */
    const hd_attribute *attributes;
    size_t attribute_count;
    hd_kind_query queries[4]; /* oldest first; the last one that is not too new is taken. May
                                 be empty: facts are then made from other rows */
    const char *noun;         /* for COMMENT ON and ALTER ... OWNER TO; NULL: neither */
    bool on_parent;           /* noun name ON parent, as for triggers */
    const char *grant_noun;   /* for GRANT ... ON; NULL: noun */
    hd_fold fold;
    bool (*foldable)(const hd_fact *fact); /* NULL: always agrees */
    /*
     * Adds the statements that create it, each ending in ";\n". NULL: its attribute
     * "definition" (without semicolon) is the statement; without one it cannot be created.
     */
    void (*create)(hd_buf *out, const hd_fact *fact, const struct hd_ddl *ddl);
    int phase; /* in which statements are printed when nothing forces an order; mostly 0 */
};

/* How statements are to be printed. */
struct hd_ddl {
    bool no_owner; /* no ALTER ... OWNER TO */
    /* Whether this fact, whose kind may be folded, is a part of its parent's statement. */
    bool (*is_folded)(const struct hd_ddl *ddl, const hd_fact *fact);
    /* Whether a NOT NULL says its name although the server would give it the same one, but for
       what is in the way. NULL: never. */
    bool (*says_name)(const struct hd_ddl *ddl, const hd_fact *column);
    const void *arg; /* of the functions */
};

extern const hd_kind *const hd_kinds[];
extern const size_t hd_kind_count;

/* NULL when there is none of that name. */
const hd_kind *hd_kind_find(const char *name);
/* The query for a server; NULL when the kind has none, or the server not the kind. */
const char *hd_kind_sql(const hd_kind *kind, int server_version);

/* Whether a fact may be below that one (NULL: below none). */
bool hd_kind_takes_parent(const hd_kind *kind, const hd_fact *parent);

/* Whether it is a constraint of that type. */
bool hd_is_foreign_key(const hd_fact *fact);

/* For the tables of attributes in kinds/. */
#define HD_NEEDED_TEXT(n)                                                                          \
    {                                                                                              \
        .name = (n), .type = HD_ATTRIBUTE_TEXT, .needed = true                                     \
    }
#define HD_TEXT(n)                                                                                 \
    {                                                                                              \
        .name = (n), .type = HD_ATTRIBUTE_TEXT                                                     \
    }
#define HD_EXPRESSION(n)                                                                           \
    {                                                                                              \
        .name = (n), .type = HD_ATTRIBUTE_TEXT, .expression = true                                 \
    }
#define HD_NEEDED_EXPRESSION(n)                                                                    \
    {                                                                                              \
        .name = (n), .type = HD_ATTRIBUTE_TEXT, .needed = true, .expression = true                 \
    }
#define HD_BOOL(n)                                                                                 \
    {                                                                                              \
        .name = (n), .type = HD_ATTRIBUTE_BOOL                                                     \
    }
#define HD_INT(n)                                                                                  \
    {                                                                                              \
        .name = (n), .type = HD_ATTRIBUTE_INT                                                      \
    }
#define HD_LIST(n)                                                                                 \
    {                                                                                              \
        .name = (n), .type = HD_ATTRIBUTE_LIST                                                     \
    }
#define HD_SET(n)                                                                                  \
    {                                                                                              \
        .name = (n), .type = HD_ATTRIBUTE_LIST, .unordered = true                                  \
    }
#define HD_ASIDE_TEXT(n)                                                                           \
    {                                                                                              \
        .name = (n), .type = HD_ATTRIBUTE_TEXT, .aside = true                                      \
    }
#define HD_ASIDE_INT(n)                                                                            \
    {                                                                                              \
        .name = (n), .type = HD_ATTRIBUTE_INT, .aside = true                                       \
    }
#define HD_ASIDE_LIST(n)                                                                           \
    {                                                                                              \
        .name = (n), .type = HD_ATTRIBUTE_LIST, .aside = true                                      \
    }
