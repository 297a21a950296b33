#include "care/backup/prune.h"

static void keep(hd_prune_item *item, const char *because)
{
    if (!item->keep)
        item->because = because;
    item->keep = true;
}

/* A number that all moments of one day, week (from Monday), month or year share. */
static int64_t day_of(time_t when)
{
    enum { DAY_S = 86400 };

    return (int64_t)when / DAY_S;
}

static int64_t week_of(time_t when)
{
    enum { WEEK = 7, THURSDAY = 3 }; /* day 0 of the epoch was a Thursday */

    return (day_of(when) + THURSDAY) / WEEK;
}

static int64_t month_of(time_t when)
{
    enum { MONTHS = 12 };
    struct tm parts;

    return gmtime_r(&when, &parts) == NULL ? 0 : (int64_t)parts.tm_year * MONTHS + parts.tm_mon;
}

static int64_t year_of(time_t when)
{
    struct tm parts;

    return gmtime_r(&when, &parts) == NULL ? 0 : parts.tm_year;
}

static void keep_each(hd_prune_item items[], size_t count, int64_t periods,
                      int64_t (*period_of)(time_t), const char *because)
{
    int64_t seen = 0;
    int64_t last = INT64_MIN;

    for (size_t i = 0; i < count && seen < periods; i++) {
        int64_t period = period_of(items[i].created_at);
        if (i > 0 && period == last)
            continue;
        keep(&items[i], because);
        last = period;
        seen++;
    }
}

void hd_prune_decide(const hd_prune_policy *policy, hd_prune_item items[], size_t count)
{
    for (size_t i = 0; i < count && (int64_t)i < policy->last; i++)
        keep(&items[i], "last");
    keep_each(items, count, policy->daily, day_of, "daily");
    keep_each(items, count, policy->weekly, week_of, "weekly");
    keep_each(items, count, policy->monthly, month_of, "monthly");
    keep_each(items, count, policy->yearly, year_of, "yearly");
    if (count > 0)
        keep(&items[0], "newest");
    for (size_t i = 0; i < count; i++)
        if (items[i].drilled) {
            keep(&items[i], "drilled");
            break;
        }
}
