/*
 * The rows of the version table while a movement is planned: the smallest set of
 * revisions that implies all that are applied. Only movement.c and stamp.c use this.
 */
#pragma once

#include "migrate/graph/movement.h"

typedef struct hd_row_set hd_row_set;

/* nodes are those of the rows; one that is given twice counts once. */
hd_row_set *hd_row_set_new(TALLOC_CTX *ctx, const hd_graph *graph, const hd_nodes *nodes);

bool hd_row_set_have(const hd_row_set *rows, const hd_node *node);

/* Each changes the rows and appends to step->changes, in the order in which it must be made. */
void hd_row_set_insert(TALLOC_CTX *ctx, hd_row_set *rows, const hd_node *to, hd_step *step);
void hd_row_set_delete(TALLOC_CTX *ctx, hd_row_set *rows, const hd_node *from, hd_step *step);
void hd_row_set_update(TALLOC_CTX *ctx, hd_row_set *rows, const hd_node *from, const hd_node *to,
                       hd_step *step);

/* The changes that go with an upgrade to, or a downgrade from, a revision. */
void hd_row_set_upgrade(TALLOC_CTX *ctx, hd_row_set *rows, const hd_node *node, hd_step *step);
void hd_row_set_downgrade(TALLOC_CTX *ctx, hd_row_set *rows, const hd_node *node, hd_step *step);

/* The ids, sorted. */
hd_strings hd_row_set_ids(TALLOC_CTX *ctx, const hd_row_set *rows);
