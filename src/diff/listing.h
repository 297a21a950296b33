/* Who names the columns of a table by their places. */
#pragma once

#include "diff/schedule_impl.h"

/*
 * Whether the text of a fact says what the first, second ... column of the table is called there:
 * FROM public.t AS x(a, b), or rows of the table that a function gives. It means something else
 * while the table has other columns.
 */
bool hd_lists_columns(const hd_fact *user, const hd_fact *table);

/*
 * Whether a fact that both sides have lists the columns of a table that stays and gets or loses
 * some. The server changes the list with them, so that it has to be said again.
 */
bool hd_listing_moves(const hd_change *change);

/* For hd_rule.afterwards. */
hd_verdict hd_listing_alter(const hd_change *change);
hd_verdict hd_listing_replace(const hd_change *change);

/* What lists columns is made when the columns that go are gone, and those that come are there. */
void hd_links_of_listings(struct hd_scheduler *scheduler);
