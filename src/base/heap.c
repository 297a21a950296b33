#include "base/heap.h"

#include <malloc.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

/* The largest threshold that malloc takes, and what may be kept at the end of the heap. */
enum { THRESHOLD = 32 << 20, MOST_BYTES = THRESHOLD - 4096, KEPT_BYTES = 4 * THRESHOLD };

/* Kernels that do not know an advice refuse it: then each page comes when it is touched. */
static void advise(char *chunk, size_t bytes, bool now)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    size_t ahead = (page - (uintptr_t)chunk % page) % page;

    if (bytes <= ahead)
        return;
    (void)madvise(chunk + ahead, bytes - ahead, MADV_HUGEPAGE);
    if (now)
        (void)madvise(chunk + ahead, bytes - ahead, MADV_POPULATE_WRITE);
}

static void extend(size_t bytes, bool now)
{
    if (bytes > MOST_BYTES)
        bytes = MOST_BYTES;
    /* So that it is part of the heap, and stays in it when it is freed for the pieces. */
    mallopt(M_MMAP_THRESHOLD, THRESHOLD);
    mallopt(M_TRIM_THRESHOLD, KEPT_BYTES);
    char *chunk = malloc(bytes);
    if (chunk != NULL)
        advise(chunk, bytes, now);
    free(chunk);
}

void hd_heap_expect(size_t bytes)
{
    extend(bytes, true);
}

void hd_heap_allow(size_t bytes)
{
    extend(bytes, false);
}
