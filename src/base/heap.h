/* Memory that is about to be used. */
#pragma once

#include "base/base.h"

/*
 * Says that about so many bytes will be allocated next, in pieces, and written. They get their
 * pages in one call: where memory is virtualized by software a page costs 2 us so, and 10 us
 * when it is first touched. Too much or too little is no harm.
 */
void hd_heap_expect(size_t bytes);
