/*
 * Filters: words parted by blanks, all of which must match. "user=app", "db=", "app=", "state=",
 * "wait=", "client=", "pid=", "query=" look into one thing, a bare word into all of them; "-" or
 * "!" before a word means that it must not match. Upper and lower case are the same; parts of words
 * match. Pure.
 */
#pragma once

#include "tui/sample.h"

bool hd_filter_session(const char *filter, const hd_session *session);

/* The same for a row of a report: "column=text" looks into one column. */
bool hd_filter_row(const char *filter, const hd_rows *rows, size_t row);
