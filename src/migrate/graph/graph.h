/*
 * The revision graph: all revisions of a project and how they follow each other.
 *
 * Pure: revisions in, answers out. The semantics are Alembic's (docs/revisions.md);
 * where Alembic's order is arbitrary, ours follows the order of the revisions
 * given, which is the order of sorted file names.
 *
 * Two kinds of edges: "down" (Revises) makes heads, branch points and merge
 * points; "needs" (down and Depends On together, labels resolved) decides order
 * and what is implied.
 */
#pragma once

#include "migrate/files/revision.h"

typedef struct hd_node hd_node;
typedef HD_VEC(const hd_node *) hd_nodes;

struct hd_node {
    const hd_revision *revision;
    size_t order;           /* position in the list given to hd_graph_build */
    hd_nodes down;          /* Revises, in the order written, each once */
    hd_nodes depends;       /* Depends On, labels resolved, in the order written, each once */
    hd_nodes parents;       /* down, then depends less those that an ancestor by down depends on */
    hd_nodes next;          /* revisions that revise this one, in order */
    hd_nodes dependents;    /* revisions that depend on this one and do not revise it, in order */
    hd_strings labels;      /* all labels of its branch, inherited ones too, sorted */
    bool is_head;           /* nothing revises it and nothing depends on it */
    bool is_effective_head; /* nothing revises it, but something depends on it */
    bool is_branchpoint;    /* two or more revise it */
    bool is_mergepoint;     /* it revises two or more */
};

/* An id or a label, and the revision that carries it. */
typedef struct hd_name {
    const char *text;
    const hd_node *node;
} hd_name;

/* Names in the order of their files, and a hash table over them. */
typedef struct hd_names {
    hd_name *items;
    size_t count;
    uint32_t *slots; /* 1 + position in items, or 0 */
    size_t mask;     /* number of slots less one; they are a power of two */
} hd_names;

typedef struct hd_graph {
    hd_nodes nodes;    /* in order */
    hd_nodes bases;    /* without down */
    hd_nodes heads;    /* without next: real and effective heads */
    hd_names names;    /* ids, then labels */
    hd_names replaced; /* ids of "Replaces:" */
} hd_graph;

/*
 * Builds the graph over revisions that live at least as long as ctx.
 *
 * Errors, all HD_CONFIG, with Alembic's words where it has some and with the files: a cycle
 * or self-loop of either kind (the detail shows one way round), a down or dependency
 * that no file has, two files with one id, two files with one label, a label equal to
 * an id, an id with one of the characters @ - + : in it.
 */
hd_error *hd_graph_build(TALLOC_CTX *ctx, const hd_revision *const revisions[], size_t count,
                         hd_graph **ret) HD_MUST_USE;

/* The node with this very id (or replaced by one of these: see "Replaces:"), or NULL. */
const hd_node *hd_graph_find(const hd_graph *graph, const char *id);

/* The node with this very id or label, or NULL. */
const hd_node *hd_graph_find_name(const hd_graph *graph, const char *name);
