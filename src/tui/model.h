/*
 * What the screen is about: the last samples, what was made of them, and what the user has
 * chosen. Pure: samples and choices go in, rows come out.
 */
#pragma once

#include "tui/sample.h"
#include "tui/tree.h"

enum { HD_HISTORY = 120 };

/* What a curve is drawn of. */
enum hd_curve {
    HD_CURVE_TRANSACTIONS,
    HD_CURVE_WRITTEN,
    HD_CURVE_WAL,
    HD_CURVE_ACTIVE,
    HD_CURVE_WAITING,
    HD_CURVE_COUNT,
};

/* A view: the first shows sessions, the others the rows of a report. Lists are parted by blanks. */
typedef struct hd_view {
    const char *name;
    const char *report; /* NULL: sessions */
    const char *key;    /* columns that name a row */
    const char *rates;  /* columns that only grow: shown by the second */
    const char *hide;   /* columns that there is no place for */
    const char *sort;   /* the column that it is sorted by at first; "": as it comes */
} hd_view;
extern const hd_view hd_views[];
extern const size_t hd_view_count;

enum hd_sort {
    HD_SORT_IMPACT, /* what is worst, then what is busy, then what is oldest */
    HD_SORT_AGE,
    HD_SORT_PID,
    HD_SORT_USER,
    HD_SORT_DATABASE,
    HD_SORT_APPLICATION,
    HD_SORT_STATE,
    HD_SORT_WAIT,
    HD_SORT_COUNT,
};
extern const char *const hd_sort_names[HD_SORT_COUNT];

/* Who a session is: its pid may be another's a moment later. */
typedef struct hd_identity {
    int pid;
    int64_t start_us;
} hd_identity;

/* Sessions by what they do. */
typedef struct hd_census {
    size_t clients, active, idle, idle_tx, waiting, hidden;
    enum hd_level connections; /* how full the server is */
    bool idle_tx_bad, waiting_bad;
} hd_census;

typedef struct hd_wait_sum {
    const char *name;
    size_t sessions;
} hd_wait_sum;

typedef struct hd_model {
    const hd_rules *rules;
    const hd_report **reports; /* by view; NULL for sessions */
    hd_sample *sample;         /* NULL until the first has come */
    hd_sample *before;         /* the one before it, or NULL */
    hd_indexes tree;
    hd_census census;
    double rates[HD_COUNTER_COUNT]; /* by the second; -1: not known yet */
    double history[HD_CURVE_COUNT][HD_HISTORY];
    size_t history_count;
    /* what was chosen */
    size_t view;
    const char *filter; /* "" for none */
    size_t sort;        /* enum hd_sort, or a column of the report */
    bool reverse, idle, locks_only, detail;
    hd_identity selected; /* session */
    HD_VEC(hd_identity) tags;
    /* the rows that are shown, in order: indexes of sessions or of sample->view */
    hd_indexes rows;
    size_t cursor; /* index into rows */
    size_t scroll; /* first row on the screen */
    /* of the report that is shown: by its row, the row of the sample before; SIZE_MAX: none */
    size_t *former;
    double view_seconds; /* between the two; 0: none before */
} hd_model;

hd_model *hd_model_new(TALLOC_CTX *ctx, const hd_rules *rules, const hd_report **reports);

/* Takes a sample over. */
void hd_model_take(hd_model *model, hd_sample *sample);

/* Makes the rows anew after a choice has changed. */
void hd_model_arrange(hd_model *model);

void hd_model_choose_view(hd_model *model, size_t view);
void hd_model_set_filter(hd_model *model, const char *filter);
void hd_model_next_sort(hd_model *model);
void hd_model_move(hd_model *model, long by); /* the cursor */

/* The session under the cursor, or NULL. */
const hd_session *hd_model_selected(const hd_model *model);
const hd_session *hd_model_find(const hd_model *model, hd_identity identity);
bool hd_model_is_tagged(const hd_model *model, const hd_session *session);
void hd_model_tag(hd_model *model); /* what is under the cursor, or no more */

/* What sessions that are not idle wait for, most first; what waits for nothing is on the "CPU". */
typedef HD_VEC(hd_wait_sum) hd_waits;
void hd_model_waits(TALLOC_CTX *ctx, const hd_model *model, hd_waits *ret);

/* The report of the view, or NULL. */
const hd_report *hd_model_report(const hd_model *model);

/* Whether a word is among those of a list parted by blanks. */
bool hd_model_lists(const char *list, const char *word);

/* A value of the report that is shown, as number: by the second where the view says so. */
double hd_model_number(const hd_model *model, size_t row, size_t column);

/* Whether the column is shown by the second. */
bool hd_model_is_rate(const hd_model *model, size_t column);
