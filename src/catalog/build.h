/* Making a snapshot: for the reader, the parser and the filter. */
#pragma once

#include "catalog/kinds.h"

typedef struct hd_builder hd_builder;

hd_builder *hd_builder_new(TALLOC_CTX *ctx, int server_version);

/* A copy of the text that lives as long as the snapshot; equal texts are one. NULL stays NULL. */
const char *hd_builder_text(hd_builder *builder, const char *text);

/*
 * Adds a fact without attributes. Texts are copied. The parent must have been added before.
 */
hd_fact *hd_builder_add(hd_builder *builder, const hd_kind *kind, const hd_fact *parent,
                        const char *identity, const char *schema, const char *name);

/* Sets an attribute; the text is copied. */
void hd_builder_set(hd_builder *builder, hd_fact *fact, size_t attribute, const char *text);

/* Adds an edge; those to itself, to ancestors, and repeated ones are left out at the end. */
void hd_builder_edge(hd_builder *builder, const hd_fact *from, const hd_fact *to, char type);

/*
 * Sorts, links and hashes. The builder and what it holds become the snapshot's.
 *
 * Errors: HD_CONFIG when two facts have the same kind and identity.
 */
hd_error *hd_builder_finish(TALLOC_CTX *ctx, hd_builder *builder, hd_snapshot **ret) HD_MUST_USE;

/* The items of the text of a text[]; false when it is malformed. Memory of ctx. */
bool hd_array_parse(TALLOC_CTX *ctx, const char *text, hd_strings *ret);

/* The hash of a value: equal for values that are the same (hd_attribute_same). */
uint64_t hd_attribute_hash(const hd_attribute *attribute, const char *value);
