/*
 * Graphs for unit tests, written in one line:
 *
 *     "a; b < a; c1 < b #shop; e < d1 d2 @c1 @shop"
 *
 * id, then parents behind "<", dependencies behind "@", labels behind "#". Order is file order.
 */
#pragma once

#include "unit.h"

#include "base/buf.h"
#include "base/text.h"
#include "migrate/graph/graph.h"

static inline const hd_revision *fixture_revision(TALLOC_CTX *ctx, const char *text, size_t number)
{
    hd_revision *revision = hd_new(ctx, hd_revision);
    hd_strings words = {0};

    hd_text_split(revision, text, " ", &words);
    revision->id = words.items[0];
    for (size_t i = 1; i < words.count; i++) {
        const char *word = words.items[i];

        if (*word == '@')
            hd_vec_push(revision, &revision->depends_on, word + 1);
        else if (*word == '#')
            hd_vec_push(revision, &revision->labels, word + 1);
        else if (*word != '<')
            hd_vec_push(revision, &revision->down, word);
    }
    revision->message = hd_printf(revision, "doc %s", revision->id);
    revision->doc = revision->message;
    revision->path = hd_printf(revision, "/p/%03zu_%s.sql", number, revision->id);
    return revision;
}

static inline hd_error *fixture_build(TALLOC_CTX *ctx, const char *text, hd_graph **ret)
{
    HD_VEC(const hd_revision *) revisions = {0};
    hd_strings lines = {0};

    hd_text_split(ctx, text, ";", &lines);
    for (size_t i = 0; i < lines.count; i++)
        hd_vec_push(ctx, &revisions, fixture_revision(ctx, lines.items[i], i));
    return hd_graph_build(ctx, revisions.items, revisions.count, ret);
}

static inline hd_graph *fixture_graph(TALLOC_CTX *ctx, const char *text)
{
    hd_graph *graph = NULL;

    assert_ok(fixture_build(ctx, text, &graph));
    return graph;
}

/* A line of count revisions: r00000 < r00001 < ... */
static inline hd_graph *fixture_line(TALLOC_CTX *ctx, size_t count)
{
    hd_buf *text = hd_buf_new(ctx);

    for (size_t i = 0; i < count; i++)
        if (i == 0)
            hd_buf_add(text, "r00000");
        else
            hd_buf_addf(text, "; r%05zu < r%05zu", i, i - 1);
    return fixture_graph(ctx, text->data);
}

static inline char *fixture_ids(TALLOC_CTX *ctx, const hd_nodes *nodes)
{
    hd_strings ids = {0};

    for (size_t i = 0; i < nodes->count; i++)
        hd_vec_push(ctx, &ids, nodes->items[i]->revision->id);
    return hd_text_join(ctx, &ids, " ");
}

static inline hd_strings fixture_words(TALLOC_CTX *ctx, const char *text)
{
    hd_strings words = {0};

    hd_text_split(ctx, text, " ", &words);
    return words;
}

/* The graphs of several tests. */
#define FIXTURE_LINE                                                                               \
    "aa110000; bb220000 < aa110000; cc330000 < bb220000; dd440000 < cc330000; "                    \
    "ee550000 < dd440000"
#define FIXTURE_BRANCHED "a; b < a; c1 < b #c1branch; d1 < c1; c2 < b #c2branch; d2 < c2"
#define FIXTURE_DEPENDS                                                                            \
    "a1 #lib1; b1 < a1; c1 < b1; a2; b2 < a2; c2 < b2 @c1; d1 < c1; e1 < d1; f1 < e1"
#define FIXTURE_DIAMOND "a; b1 < a; b2 < a; c < b1 b2; d < c"
#define FIXTURE_FOREST  "a1; b1 < a1; a2; b2 < a2"
