#include "base/hash.h"

#include <errno.h>
#include <fcntl.h>
#include <sha2.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "base/buf.h"

char *hd_sha256_hex(TALLOC_CTX *ctx, const void *bytes, size_t count)
{
    char hex[SHA256_DIGEST_STRING_LENGTH];

    SHA256Data(bytes, count, hex);
    return hd_strdup(ctx, hex);
}

static void sha256_of_two(const void *first, size_t first_bytes, const void *second,
                          size_t second_bytes, uint8_t ret[HD_SHA256_BYTES])
{
    SHA2_CTX sha;

    SHA256Init(&sha);
    SHA256Update(&sha, first, first_bytes);
    SHA256Update(&sha, second, second_bytes);
    SHA256Final(ret, &sha);
}

char *hd_hmac_sha256_hex(TALLOC_CTX *ctx, const void *key, size_t key_bytes, const void *bytes,
                         size_t count)
{
    enum { BLOCK = SHA256_BLOCK_LENGTH, INNER = 0x36, OUTER = 0x5c };
    uint8_t block[BLOCK] = {0};
    uint8_t pad[BLOCK];
    uint8_t inner[HD_SHA256_BYTES];
    uint8_t outer[HD_SHA256_BYTES];
    hd_buf *hex = hd_buf_new(ctx);

    if (key_bytes > BLOCK)
        sha256_of_two(key, key_bytes, "", 0, block);
    else
        memcpy(block, key, key_bytes);
    for (size_t i = 0; i < BLOCK; i++)
        pad[i] = block[i] ^ INNER;
    sha256_of_two(pad, BLOCK, bytes, count, inner);
    for (size_t i = 0; i < BLOCK; i++)
        pad[i] = block[i] ^ OUTER;
    sha256_of_two(pad, BLOCK, inner, sizeof(inner), outer);
    for (size_t i = 0; i < sizeof(outer); i++)
        hd_buf_addf(hex, "%02x", outer[i]);
    char *text = hd_buf_take(ctx, hex);
    return text;
}

bool hd_sha256_file(const char *path, char ret[HD_SHA256_HEX + 1], int64_t *bytes)
{
    enum { CHUNK_BYTES = 1 << 18 };
    HD_SCRATCH(scratch);
    uint8_t *chunk = hd_new_array(scratch, uint8_t, CHUNK_BYTES);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    SHA2_CTX sha;
    ssize_t got = 0;

    if (fd < 0)
        return false;
    SHA256Init(&sha);
    *bytes = 0;
    while ((got = read(fd, chunk, CHUNK_BYTES)) > 0 || (got < 0 && errno == EINTR)) {
        if (got < 0)
            continue;
        SHA256Update(&sha, chunk, (size_t)got);
        *bytes += got;
    }
    int reason = errno;
    close(fd);
    errno = reason;
    if (got < 0)
        return false;
    SHA256End(&sha, ret);
    return true;
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
