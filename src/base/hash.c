#include "base/hash.h"

#include <sha2.h>
#include <sys/random.h>

char *hd_sha256_hex(TALLOC_CTX *ctx, const void *bytes, size_t count)
{
    char hex[SHA256_DIGEST_STRING_LENGTH];

    SHA256Data(bytes, count, hex);
    return hd_strdup(ctx, hex);
}

char *hd_uuid_new(TALLOC_CTX *ctx)
{
    uint8_t b[16];

    if (getrandom(b, sizeof(b), 0) != (ssize_t)sizeof(b))
        abort(); /* the kernel has no random numbers: nothing sensible can follow */
    b[6] = (uint8_t)((b[6] & 0x0FU) | 0x40U);
    b[8] = (uint8_t)((b[8] & 0x3FU) | 0x80U);
    return hd_printf(ctx, "%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x",
                     b[0], b[1], b[2], b[3], b[4], b[5], b[6], b[7], b[8], b[9], b[10], b[11],
                     b[12], b[13], b[14], b[15]);
}
