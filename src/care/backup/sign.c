#include "care/backup/sign.h"

#include <sys/stat.h>

#include "base/file.h"
#include "base/hash.h"
#include "base/text.h"

enum { MAX_KEY_BYTES = 1 << 16, LEAST_KEY_BYTES = 32, MAX_MANIFEST_BYTES = 1 << 28 };

static const char signature_name[] = "manifest.hmac";

static hd_error *key_read(TALLOC_CTX *ctx, const char *key_path, const char **ret)
{
    HD_SCRATCH(scratch);
    struct stat info;
    char *text = NULL;
    size_t len = 0;

    HD_TRY(hd_error_wrap(hd_file_read(scratch, key_path, MAX_KEY_BYTES, &text, &len),
                         "while reading the key of backup.sign_key"));
    if (stat(key_path, &info) == 0 && (info.st_mode & S_IRWXO) != 0)
        return hd_error_hint(hd_error_new(HD_CONFIG, "everybody can read the key \"%s\"", key_path),
                             "chmod o= \"%s\", or better make a new one.", key_path);
    const char *key = hd_text_trim(ctx, text, len);
    if (strlen(key) < LEAST_KEY_BYTES)
        return hd_error_hint(hd_error_new(HD_CONFIG, "the key \"%s\" is shorter than %d characters",
                                          key_path, LEAST_KEY_BYTES),
                             "Make one with: (umask 077; openssl rand -hex 32 > \"%s\")", key_path);
    *ret = key;
    return NULL;
}

static hd_error *signature(TALLOC_CTX *ctx, const char *path, const char *key_path,
                           const char **ret)
{
    HD_SCRATCH(scratch);
    const char *key = NULL;
    char *text = NULL;
    size_t len = 0;

    HD_TRY(key_read(scratch, key_path, &key));
    HD_TRY(hd_file_read(scratch, hd_path_join(scratch, path, "manifest.json"), MAX_MANIFEST_BYTES,
                        &text, &len));
    *ret = hd_hmac_sha256_hex(ctx, key, strlen(key), text, len);
    return NULL;
}

hd_error *hd_sign_check_key(const char *key_path)
{
    HD_SCRATCH(scratch);
    const char *key = NULL;

    return key_path == NULL ? NULL : key_read(scratch, key_path, &key);
}

hd_error *hd_sign_manifest(const char *path, const char *key_path)
{
    HD_SCRATCH(scratch);
    const char *hex = NULL;

    if (key_path == NULL)
        return NULL;
    HD_TRY(signature(scratch, path, key_path, &hex));
    const char *line = hd_printf(scratch, "%s\n", hex);
    return hd_file_write(hd_path_join(scratch, path, signature_name), line, strlen(line));
}

hd_error *hd_sign_verify(const hd_stored *stored, const char *key_path)
{
    HD_SCRATCH(scratch);
    const char *hex = NULL;
    const char *path = hd_path_join(scratch, stored->path, signature_name);
    char *line = NULL;

    if (key_path == NULL)
        return NULL;
    HD_TRY(signature(scratch, stored->path, key_path, &hex));
    if (!hd_file_exists(path))
        return hd_error_hint(
            hd_error_new(HD_REFUSED, "backup \"%s\" is not signed", stored->name),
            "It was made before backup.sign_key was set, or somewhere else. If you know it to be "
            "yours, leave that setting out for this run.");
    HD_TRY(hd_file_read(scratch, path, MAX_KEY_BYTES, &line, NULL));
    if (strncmp(line, hex, HD_SHA256_HEX) != 0)
        return hd_error_hint(hd_error_new(HD_REFUSED,
                                          "the signature of backup \"%s\" is not by the key of "
                                          "backup.sign_key",
                                          stored->name),
                             "Somebody else made it, or changed its manifest.");
    return NULL;
}
