/*
 * PostgreSQL's own parser (libpg_query), for what needs a whole grammar. It is of
 * one version of PostgreSQL: what it cannot read may still be right.
 *
 * The library is opened when the first statement is parsed, because most commands never
 * need it and its loading would be a good part of their run time.
 */
#pragma once

#include <pg_query/pg_query.pb-c.h>

#include "base/base.h"

/* A part of a tree: any message of pg_query.proto, told by descriptor->short_name. */
typedef ProtobufCMessage hd_tree;

/*
 * Parses one statement and calls use with its tree, which lives until use returns. use
 * runs on a thread of its own with a large stack (trees are as deep as their text is long)
 * while the caller waits.
 *
 * Returns false, use not called, when the text is no statement to this parser, is
 * longer than it should be asked to read, or when there is no parser on this machine.
 */
typedef void hd_tree_fn(const hd_tree *statement, void *arg);
bool hd_tree_parse(const char *text, size_t len, hd_tree_fn *use, void *arg);

/* The same, saying why not: message is "" for a text that is too long and without a parser. */
typedef struct hd_tree_fault {
    char message[256]; /* PostgreSQL's words: syntax error at or near "x" */
    size_t position;   /* character (from 1) in the text; 0 when not known */
} hd_tree_fault;
bool hd_tree_parse_or_say(const char *text, size_t len, hd_tree_fn *use, void *arg,
                          hd_tree_fault *fault);

bool hd_tree_is(const hd_tree *tree, const char *short_name);

/*
 * Calls visit for a tree and everything in it, parents first; where visit returns
 * false, what is inside is left out. Ends at a depth that no hand-written SQL has.
 */
typedef bool hd_tree_visit_fn(const hd_tree *tree, void *arg);
void hd_tree_walk(const hd_tree *tree, hd_tree_visit_fn *visit, void *arg);

/* What a Node message holds, as a message; NULL for an empty one. */
const hd_tree *hd_tree_of_node(const PgQuery__Node *node);
