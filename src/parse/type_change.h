/* What the server has to do to give a column another type. */
#pragma once

#include "base/base.h"

typedef enum hd_type_change {
    HD_TYPE_REWRITES,  /* writes all rows and indexes anew */
    HD_TYPE_REINDEXES, /* keeps the rows; indexes of the column are built anew */
    HD_TYPE_KEEPS,     /* keeps both, but for indexes with an expression or a condition */
} hd_type_change;

/*
 * What a change between two types costs. CHECK constraints of the column are verified in any
 * case: all rows are read.
 *
 *   old  as format_type writes it: character varying(20). Of a domain, the type below it without
 *        its modifier: that is all the server remembers
 *   new  the same; of a domain without constraints, the type below it with its modifier. One with
 *        constraints rewrites always
 *   utc  whether the TimeZone of the session is UTC
 *
 * Source: ATColumnChangeRequiresRewrite(), CheckIndexCompatible(), the support functions of
 * varchar, varbit, numeric, interval and the types of times; each pair asked of a server.
 */
hd_type_change hd_type_change_of(const char *old, const char *new, bool utc);

/*
 * The types from which a column may come to this one without a rewrite, for a sentence:
 * "varchar or citext"; NULL: there is none.
 */
const char *hd_type_change_sources(const char *new);

/* Whether a TimeZone stands still at UTC, as the server sees it. */
bool hd_time_zone_is_utc(const char *zone);
