/* Columns that stand under each other, for answers that are no reports. */
#pragma once

#include "base/buf.h"
#include "base/vec.h"

typedef struct hd_grid {
    size_t columns;
    hd_strings cells; /* row by row, the titles first */
} hd_grid;

/* A grid with these titles ("<size": the column is set to the right, as numbers are). */
hd_grid *hd_grid_new(TALLOC_CTX *ctx, const char *const titles[], size_t columns);

/* Adds a row; cells are made safe and put on one line, NULL is empty. */
void hd_grid_add(hd_grid *grid, const char *const cells[]);

void hd_grid_print(hd_buf *out, const hd_grid *grid);
