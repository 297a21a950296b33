/*
 * The rows of the version table while a movement is planned: the smallest set of
 * revisions that implies all that are applied. Only movement.c and stamp.c use this.
 */
#pragma once

#include "migrate/movement.h"

typedef struct hd_rows hd_rows;

/* nodes are those of the rows; one that is given twice counts once. */
hd_rows *hd_rows_new(TALLOC_CTX *ctx, const hd_graph *graph, const hd_nodes *nodes);

bool hd_rows_have(const hd_rows *rows, const hd_node *node);

/* Each changes the rows and appends to step->changes, in the order in which it must be made. */
void hd_rows_insert(TALLOC_CTX *ctx, hd_rows *rows, const hd_node *to, hd_step *step);
void hd_rows_delete(TALLOC_CTX *ctx, hd_rows *rows, const hd_node *from, hd_step *step);
void hd_rows_update(TALLOC_CTX *ctx, hd_rows *rows, const hd_node *from, const hd_node *to,
                    hd_step *step);

/* The changes that go with an upgrade to, or a downgrade from, a revision. */
void hd_rows_upgrade(TALLOC_CTX *ctx, hd_rows *rows, const hd_node *node, hd_step *step);
void hd_rows_downgrade(TALLOC_CTX *ctx, hd_rows *rows, const hd_node *node, hd_step *step);

/* The ids, sorted. */
hd_strings hd_rows_ids(TALLOC_CTX *ctx, const hd_rows *rows);
