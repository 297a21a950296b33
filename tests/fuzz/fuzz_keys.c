/* Whatever a terminal sends is taken byte by byte to its end, and a key is never more than was
 * read. */
#include "fuzz.h"
#include "tui/keys.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *bytes = (const char *)data;
    size_t at = 0;

    while (at < size) {
        uint32_t key = 0;
        size_t early = hd_key_decode(bytes + at, size - at, false, &key);
        size_t used = hd_key_decode(bytes + at, size - at, true, &key);
        FUZZ_CHECK(used > 0 && used <= size - at);
        FUZZ_CHECK(early == 0 || early == used);
        FUZZ_CHECK(key <= HD_KEY_UNKNOWN);
        (void)hd_key_action(key);
        at += used;
    }
    return 0;
}
