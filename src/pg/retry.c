#include "pg/retry.h"

enum { FIRST_PAUSE_MS = 200, LONGEST_PAUSE_MS = 10000, MOST_DOUBLINGS = 6 };

/* lock_not_available, deadlock_detected, serialization_failure */
static const char *const retried[] = {"55P03", "40P01", "40001"};

bool hd_retry_makes_sense(const hd_error *err)
{
    for (size_t i = 0; i < HD_COUNT(retried); i++)
        if (strcmp(err->sqlstate, retried[i]) == 0)
            return true;
    return false;
}

/* Full jitter: anything from a tenth of the longest pause of this attempt to all of it. */
uint64_t hd_retry_pause_ms(hd_retry *retry)
{
    unsigned doublings = retry->attempts < MOST_DOUBLINGS ? retry->attempts : MOST_DOUBLINGS;
    uint64_t longest = (uint64_t)FIRST_PAUSE_MS << doublings;

    retry->attempts++;
    if (longest > LONGEST_PAUSE_MS)
        longest = LONGEST_PAUSE_MS;
    return longest / 10 + (uint64_t)random() % (longest * 9 / 10);
}
