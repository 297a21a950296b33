/* The screen: a model and what is around it, drawn into a grid. Pure. */
#pragma once

#include "tui/model.h"
#include "tui/screen.h"

/* A box over the screen: help, a question, a plan. */
typedef struct hd_panel {
    const char *title;
    hd_strings lines;
    const char *keys; /* what can be pressed */
    size_t scroll;    /* first line that is shown */
    bool warns;
} hd_panel;

typedef struct hd_scene {
    hd_model *model;
    const char *place; /* "shop@db:5432" */
    const char *role;  /* who we are there */
    uint64_t interval_ms;
    bool paused;
    const char *problem; /* why there is no connection, or NULL */
    uint64_t age_ms;     /* of the sample that is shown */
    bool late;           /* the server takes longer than the interval */
    const char *message; /* outcome of what was done last, or NULL */
    bool message_warns;
    const char *prompt; /* a filter that is being typed, or NULL */
    bool plain;         /* for a file: all rows, no keys */
    const hd_panel *panel;
} hd_scene;

void hd_draw(hd_screen *grid, const hd_scene *scene);

/* Rows that the plain form needs. */
size_t hd_draw_plain_rows(const hd_scene *scene);

/* ---- parts, each in a file of its own ---- */

/* The lines above the table. Gives the next free row. */
size_t hd_draw_header(hd_screen *grid, const hd_scene *scene);

/* Headings and rows from row on, at most count of them in all. */
void hd_draw_sessions(hd_screen *grid, const hd_scene *scene, size_t row, size_t count);
void hd_draw_report(hd_screen *grid, const hd_scene *scene, size_t row, size_t count);

/* All about the selected session. */
void hd_draw_detail(hd_screen *grid, const hd_scene *scene, size_t row, size_t count);

void hd_draw_panel(hd_screen *grid, const hd_panel *panel);

/* Makes a panel's text of the table of keys. */
void hd_panel_help(TALLOC_CTX *ctx, hd_panel *panel);

/* Adds text as lines of at most so many columns, broken at blanks where there are some. */
void hd_panel_add(TALLOC_CTX *ctx, hd_panel *panel, const char *text, size_t columns);

/* Keeps the row of the cursor among count that are shown. */
void hd_draw_scroll(hd_model *model, size_t count);

/* ---- how values are shown ---- */

char *hd_show_age(TALLOC_CTX *ctx, double seconds);  /* "00:52:10", "41 d 03 h"; "" below 0 */
char *hd_show_count(TALLOC_CTX *ctx, double number); /* "1,204", "88k", "1.2M"; "-" below 0 */
char *hd_show_bytes(TALLOC_CTX *ctx, double bytes);  /* "6.3 MB"; "-" below 0 */
const char *hd_show_mark(enum hd_level level);       /* "", " !", " !!" */
enum hd_style hd_level_style(enum hd_level level);

/* The last values as bars of eight heights, the newest at the right end of width. */
char *hd_show_curve(TALLOC_CTX *ctx, const double *values, size_t count, size_t width, bool ascii);
