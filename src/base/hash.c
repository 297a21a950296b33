/*
 * Small texts are hashed with libmd, which costs nothing to load. Files are hashed with OpenSSL
 * where it is, which is seven times faster on processors that know SHA: libpq has loaded it by
 * then in nearly all cases.
 */
#include "base/hash.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
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

/* ---- files ---- */

/* Functions of libcrypto 3 (EVP_DigestInit(3)), by their own names. */
static struct {
    void *(*EVP_MD_CTX_new)(void);
    void (*EVP_MD_CTX_free)(void *context);
    const void *(*EVP_sha256)(void);
    int (*EVP_DigestInit_ex)(void *context, const void *type, void *engine);
    int (*EVP_DigestUpdate)(void *context, const void *bytes, size_t count);
    int (*EVP_DigestFinal_ex)(void *context, uint8_t *digest, unsigned *count);
    bool there;
} crypto;

static void crypto_load(void)
{
    const struct {
        const char *name;
        void **slot;
    } symbols[] = {
        {"EVP_MD_CTX_new", (void **)&crypto.EVP_MD_CTX_new},
        {"EVP_MD_CTX_free", (void **)&crypto.EVP_MD_CTX_free},
        {"EVP_sha256", (void **)&crypto.EVP_sha256},
        {"EVP_DigestInit_ex", (void **)&crypto.EVP_DigestInit_ex},
        {"EVP_DigestUpdate", (void **)&crypto.EVP_DigestUpdate},
        {"EVP_DigestFinal_ex", (void **)&crypto.EVP_DigestFinal_ex},
    };
    void *library = dlopen("libcrypto.so.3", RTLD_NOW | RTLD_LOCAL);

    crypto.there = library != NULL;
    for (size_t i = 0; i < HD_COUNT(symbols) && crypto.there; i++) {
        *symbols[i].slot = dlsym(library, symbols[i].name);
        crypto.there = *symbols[i].slot != NULL;
    }
}

/* One digest in the making: by OpenSSL, or by libmd. */
struct digest {
    void *evp; /* NULL: libmd's */
    SHA2_CTX md;
};

static void digest_begin(struct digest *digest)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;

    pthread_once(&once, crypto_load);
    SHA256Init(&digest->md);
    digest->evp = crypto.there ? crypto.EVP_MD_CTX_new() : NULL;
    if (digest->evp != NULL && !crypto.EVP_DigestInit_ex(digest->evp, crypto.EVP_sha256(), NULL)) {
        crypto.EVP_MD_CTX_free(digest->evp);
        digest->evp = NULL;
    }
}

static void digest_add(struct digest *digest, const uint8_t *bytes, size_t count)
{
    if (digest->evp == NULL)
        SHA256Update(&digest->md, bytes, count);
    else if (!crypto.EVP_DigestUpdate(digest->evp, bytes, count))
        abort(); /* with the algorithm begun, nothing can fail */
}

static void digest_end(struct digest *digest, char ret[HD_SHA256_HEX + 1])
{
    uint8_t bytes[HD_SHA256_BYTES];

    if (digest->evp == NULL) {
        SHA256End(&digest->md, ret);
        return;
    }
    if (!crypto.EVP_DigestFinal_ex(digest->evp, bytes, NULL))
        abort();
    crypto.EVP_MD_CTX_free(digest->evp);
    for (size_t i = 0; i < sizeof(bytes); i++)
        (void)snprintf(ret + 2 * i, 3, "%02x", bytes[i]);
}

bool hd_sha256_file(const char *path, char ret[HD_SHA256_HEX + 1], int64_t *bytes)
{
    enum { CHUNK_BYTES = 1 << 18 };
    HD_SCRATCH(scratch);
    uint8_t *chunk = hd_new_array(scratch, uint8_t, CHUNK_BYTES);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    struct digest digest;
    ssize_t got = 0;

    if (fd < 0)
        return false;
    digest_begin(&digest);
    *bytes = 0;
    while ((got = read(fd, chunk, CHUNK_BYTES)) > 0 || (got < 0 && errno == EINTR)) {
        if (got < 0)
            continue;
        digest_add(&digest, chunk, (size_t)got);
        *bytes += got;
    }
    int reason = errno;
    digest_end(&digest, ret);
    close(fd);
    errno = reason;
    return got == 0;
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
