/*
 * Classifying never fails, and what it says hangs together; a leading comment changes
 * nothing.
 */
#include "base/text.h"
#include "fuzz.h"
#include "parse/classify.h"
#include "parse/locks.h"

enum { MAX_PARSED_BYTES = 4096 }; /* longer texts are slow and teach nothing new */

static void check_facts(const hd_sql_facts *facts)
{
    FUZZ_CHECK(facts->tag != NULL);
    FUZZ_CHECK(facts->special == HD_SQL_ORDINARY || *facts->tag != '\0');
    FUZZ_CHECK((facts->special == HD_SQL_ADD_ENUM_VALUE) || facts->value == NULL);
    FUZZ_CHECK(facts->losses.count > 0 || (facts->lost_tables.count == 0 &&
                                           facts->lost_schemas.count == 0 && !facts->loses_more));
    for (size_t i = 0; i < facts->losses.count; i++)
        FUZZ_CHECK(*facts->losses.items[i] != '\0');
}

static void check_impact(const hd_sql_impact *impact)
{
    for (size_t i = 0; i < impact->locks.count; i++) {
        const hd_sql_lock *lock = &impact->locks.items[i];
        FUZZ_CHECK(lock->mode > HD_LOCK_ACCESS_SHARE && lock->mode <= HD_LOCK_ACCESS_EXCLUSIVE);
        FUZZ_CHECK(lock->relation != NULL || lock->role != NULL);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    HD_SCRATCH(scratch);
    hd_sql_facts *facts = hd_sql_classify(scratch, (const char *)data, size);

    check_facts(facts);
    if (size <= MAX_PARSED_BYTES)
        check_impact(hd_sql_impact_of(scratch, (const char *)data, size));
    char *commented = hd_printf(scratch, "/* x */%.*s", (int)size, (const char *)data);
    if (strlen(commented) != size + strlen("/* x */"))
        return 0; /* a zero byte inside */
    hd_sql_facts *again = hd_sql_classify(scratch, commented, strlen(commented));
    FUZZ_CHECK(again->special == facts->special && strcmp(again->tag, facts->tag) == 0);
    FUZZ_CHECK(again->losses.count == facts->losses.count);
    FUZZ_CHECK(hd_text_equal(again->name, facts->name));
    return 0;
}
