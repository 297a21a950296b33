/* What schedule.c and its constraints share. */
#pragma once

#include "catalog/sorter.h"
#include "diff/rule.h"
#include "diff/schedule.h"

#define HD_NO_NODE SIZE_MAX

struct hd_scheduler {
    const hd_diff *diff;
    hd_sorter *graph;
    size_t span;           /* nodes of each role: role * span + hd_fact.index */
    size_t *position;      /* by index of the new side: its place in diff->order */
    bool *stood_in;        /* by index of the new side: it has a stand-in */
    bool *hollow;          /* by index of the old side: HD_ROLE_HOLLOW */
    bool *eased;           /* by index of the new side: a view that functions need as it was */
    bool *patient;         /* by index of the new side: altered while what goes still uses it */
    const hd_fact **leads; /* by index of the new side: together.h */
    const bool *core;      /* nodes on circles, at the last try; NULL: none was there */
};

/* The nodes that do something with a fact; HD_NO_NODE when nothing is done. */
size_t hd_node_drop(const struct hd_scheduler *scheduler, const hd_fact *old);
size_t hd_node_release(const struct hd_scheduler *scheduler, const hd_fact *old); /* its name */
size_t hd_node_create(const struct hd_scheduler *scheduler, const hd_fact *new);
size_t hd_node_alter(const struct hd_scheduler *scheduler, const hd_fact *new);
size_t hd_node_fill(const struct hd_scheduler *scheduler, const hd_fact *new);

/* later after earlier; nothing when one of them is HD_NO_NODE. */
void hd_node_link(struct hd_scheduler *scheduler, size_t later, size_t earlier);

/* HD_NO_NODE when it is not made hollow. */
size_t hd_node_hollow(const struct hd_scheduler *scheduler, const hd_fact *old);
/* When an old fact uses needed no more. */
size_t hd_node_end_of_use(const struct hd_scheduler *scheduler, const hd_fact *old,
                          const hd_fact *needed);

/* On a circle, views are made hollow before they go; true when there are such. */
bool hd_circle_hollow(struct hd_scheduler *scheduler);

/* On a circle, tables that go give their names away first; true when there are such. */
bool hd_circle_aside(struct hd_scheduler *scheduler);

/* On a circle, columns get their types one by one; true when there are such. */
bool hd_circle_part(struct hd_scheduler *scheduler);

/* On a circle, functions do not wait until views are altered; true when there are such. */
bool hd_circle_ease(struct hd_scheduler *scheduler);
/* On a circle, what goes may use what is altered; true when there is such. */
bool hd_circle_bear(struct hd_scheduler *scheduler);
/* Whether fact waits until needed is altered. */
bool hd_waits_for_alter(const struct hd_scheduler *scheduler, const hd_fact *fact,
                        const hd_fact *needed);

/* Links from what the server refuses otherwise, beside dependencies. */
void hd_links_of_names(struct hd_scheduler *scheduler);
void hd_links_of_tables(struct hd_scheduler *scheduler);
void hd_links_of_rows(struct hd_scheduler *scheduler);
