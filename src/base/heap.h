/*
 * Memory that is about to be used. Where memory is virtualized by software, a page of 4 kB costs
 * 10 us when it is first touched, one of 2 MB hardly more than that. Too much or too
 * little is no harm; more than 32 MB count as that.
 */
#pragma once

#include "base/base.h"

/* Says that about so many bytes will be allocated next, in pieces, and written: their pages come
 * now. */
void hd_heap_expect(size_t bytes);

/* Says that up to so many may be: their pages come when they are touched, and large. */
void hd_heap_allow(size_t bytes);
