#include "base/heap.h"

#include <malloc.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

/* The largest threshold that malloc takes, and half of it. */
enum { THRESHOLD = 32 << 20, MOST_BYTES = THRESHOLD / 2 };

/* Kernels before 5.14 refuse it: then each page comes when it is touched. */
static void populate(char *chunk, size_t bytes)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    size_t ahead = (page - (uintptr_t)chunk % page) % page;

    if (bytes > ahead)
        (void)madvise(chunk + ahead, bytes - ahead, MADV_POPULATE_WRITE);
}

void hd_heap_expect(size_t bytes)
{
    if (bytes > MOST_BYTES)
        return;
    /* So that it is part of the heap, and stays in it when it is freed for the pieces. */
    mallopt(M_MMAP_THRESHOLD, THRESHOLD);
    mallopt(M_TRIM_THRESHOLD, THRESHOLD);
    char *chunk = malloc(bytes);
    if (chunk != NULL)
        populate(chunk, bytes);
    free(chunk);
}
