/* Scalars are rows of a table, so that printing and parsing cannot differ. */
#include "care/backup/manifest.h"

#include <jansson.h>
#include <stddef.h>

#include "base/json.h"
#include "base/text.h"

enum { FORMAT_VERSION = 1 };
static const char format_name[] = "howdah-backup";

static const char *const forms[] = {"directory", "custom", "plain", "plain-gzip"};

const char *hd_backup_form_name(hd_backup_form form)
{
    return forms[form];
}

enum field_type { FIELD_TEXT, FIELD_OPTIONAL, FIELD_INT, FIELD_BOOL, FIELD_LIST };

struct field {
    const char *key;
    enum field_type type;
    size_t offset;
};

#define FIELD(type, kind, member)                                                                  \
    {                                                                                              \
#member, kind, offsetof(type, member)                                                      \
    }
#define TOP(kind, member) FIELD(hd_manifest, kind, member)

static const struct field top_fields[] = {
    TOP(FIELD_TEXT, name),
    TOP(FIELD_TEXT, created_at),
    TOP(FIELD_INT, duration_ms),
    TOP(FIELD_TEXT, proved_by),
    TOP(FIELD_TEXT, howdah),
    TOP(FIELD_TEXT, pg_dump),
    TOP(FIELD_OPTIONAL, os_user),
    TOP(FIELD_OPTIONAL, os_host),
    TOP(FIELD_TEXT, database),
    TOP(FIELD_INT, database_oid),
    TOP(FIELD_INT, database_bytes),
    TOP(FIELD_TEXT, system_identifier),
    TOP(FIELD_TEXT, server),
    TOP(FIELD_INT, server_version),
    TOP(FIELD_TEXT, role),
    TOP(FIELD_OPTIONAL, lsn),
    TOP(FIELD_TEXT, encoding),
    TOP(FIELD_TEXT, collate),
    TOP(FIELD_TEXT, ctype),
    TOP(FIELD_TEXT, provider),
    TOP(FIELD_OPTIONAL, locale),
    TOP(FIELD_BOOL, encrypted),
    TOP(FIELD_BOOL, whole),
    TOP(FIELD_LIST, only_tables),
    TOP(FIELD_LIST, only_schemas),
    TOP(FIELD_OPTIONAL, row_hash),
    TOP(FIELD_OPTIONAL, schema_hash),
    TOP(FIELD_LIST, heads),
    TOP(FIELD_LIST, roles),
    TOP(FIELD_LIST, extensions),
    TOP(FIELD_INT, large_objects),
    TOP(FIELD_OPTIONAL, large_objects_checksum),
};

static const struct field table_fields[] = {
    FIELD(hd_manifest_table, FIELD_INT, oid),   FIELD(hd_manifest_table, FIELD_TEXT, schema),
    FIELD(hd_manifest_table, FIELD_TEXT, name), FIELD(hd_manifest_table, FIELD_INT, bytes),
    FIELD(hd_manifest_table, FIELD_INT, rows),  FIELD(hd_manifest_table, FIELD_OPTIONAL, checksum),
};

static const struct field view_fields[] = {
    FIELD(hd_manifest_table, FIELD_TEXT, schema),
    FIELD(hd_manifest_table, FIELD_TEXT, name),
    FIELD(hd_manifest_table, FIELD_INT, rows),
    FIELD(hd_manifest_table, FIELD_OPTIONAL, checksum),
};

static const struct field sequence_fields[] = {
    FIELD(hd_manifest_sequence, FIELD_TEXT, schema),
    FIELD(hd_manifest_sequence, FIELD_TEXT, name),
    FIELD(hd_manifest_sequence, FIELD_OPTIONAL, before),
    FIELD(hd_manifest_sequence, FIELD_OPTIONAL, after),
};

static const struct field file_fields[] = {
    FIELD(hd_manifest_file, FIELD_TEXT, path),
    FIELD(hd_manifest_file, FIELD_INT, bytes),
    FIELD(hd_manifest_file, FIELD_TEXT, sha256),
};

/* ---- printing ---- */

static void field_print(hd_json *json, const struct field *field, const void *object)
{
    const void *at = (const char *)object + field->offset;

    switch (field->type) {
    case FIELD_TEXT:
    case FIELD_OPTIONAL:
        hd_json_put_string(json, field->key, *(const char *const *)at);
        break;
    case FIELD_INT:
        hd_json_put_int(json, field->key, *(const int64_t *)at);
        break;
    case FIELD_BOOL:
        hd_json_put_bool(json, field->key, *(const bool *)at);
        break;
    case FIELD_LIST:
        hd_json_put_strings(json, field->key, at);
        break;
    }
}

static void list_print(hd_json *json, const char *key, const void *items, size_t size, size_t count,
                       const struct field fields[], size_t field_count)
{
    hd_json_key(json, key);
    hd_json_begin(json, '[');
    for (size_t i = 0; i < count; i++) {
        hd_json_begin(json, '{');
        for (size_t k = 0; k < field_count; k++)
            field_print(json, &fields[k], (const char *)items + i * size);
        hd_json_end(json);
    }
    hd_json_end(json);
}

#define LIST_PRINT(json, manifest, member, fields)                                                 \
    list_print(json, #member, (manifest)->member.items, sizeof(*(manifest)->member.items),         \
               (manifest)->member.count, fields, HD_COUNT(fields))

void hd_manifest_print(hd_buf *out, const hd_manifest *manifest)
{
    hd_json json = hd_json_into(out);

    hd_json_begin(&json, '{');
    hd_json_put_string(&json, "format", format_name);
    hd_json_put_int(&json, "version", FORMAT_VERSION);
    hd_json_put_string(&json, "form", hd_backup_form_name(manifest->form));
    for (size_t i = 0; i < HD_COUNT(top_fields); i++)
        field_print(&json, &top_fields[i], manifest);
    LIST_PRINT(&json, manifest, tables, table_fields);
    LIST_PRINT(&json, manifest, materialized_views, view_fields);
    LIST_PRINT(&json, manifest, sequences, sequence_fields);
    LIST_PRINT(&json, manifest, files, file_fields);
    hd_json_end(&json);
}

/* ---- parsing ---- */

static hd_error *wrong(const char *key, const char *what)
{
    return hd_error_new(HD_CONFIG, "\"%s\" is %s", key, what);
}

static hd_error *list_of_texts(TALLOC_CTX *ctx, const char *key, const json_t *value,
                               hd_strings *ret)
{
    if (!json_is_array(value))
        return wrong(key, "no list");
    for (size_t i = 0; i < json_array_size(value); i++) {
        const json_t *item = json_array_get(value, i);
        if (!json_is_string(item))
            return wrong(key, "no list of texts");
        hd_vec_push(ctx, ret, hd_strdup(ctx, json_string_value(item)));
    }
    return NULL;
}

static hd_error *field_parse(TALLOC_CTX *ctx, const json_t *from, const struct field *field,
                             void *object)
{
    void *at = (char *)object + field->offset;
    const json_t *value = json_object_get(from, field->key);

    if (value == NULL && field->type == FIELD_OPTIONAL)
        return NULL;
    if (value == NULL)
        return hd_error_new(HD_CONFIG, "\"%s\" is missing", field->key);
    switch (field->type) {
    case FIELD_OPTIONAL:
        if (json_is_null(value))
            return NULL;
        __attribute__((fallthrough));
    case FIELD_TEXT:
        if (!json_is_string(value))
            return wrong(field->key, "no text");
        *(const char **)at = hd_strdup(ctx, json_string_value(value));
        return NULL;
    case FIELD_INT:
        if (!json_is_integer(value) || json_integer_value(value) < 0)
            return wrong(field->key, "no number");
        *(int64_t *)at = json_integer_value(value);
        return NULL;
    case FIELD_BOOL:
        if (!json_is_boolean(value))
            return wrong(field->key, "neither true nor false");
        *(bool *)at = json_is_true(value);
        return NULL;
    case FIELD_LIST:
        return list_of_texts(ctx, field->key, value, at);
    }
    return NULL;
}

static hd_error *object_parse(TALLOC_CTX *ctx, const json_t *from, const struct field fields[],
                              size_t count, void *object)
{
    if (!json_is_object(from))
        return hd_error_new(HD_CONFIG, "a list has an item that is no object");
    for (size_t i = 0; i < count; i++)
        HD_TRY(field_parse(ctx, from, &fields[i], object));
    return NULL;
}

#define LIST_PARSE(ctx, root, manifest, member, fields)                                            \
    do {                                                                                           \
        const json_t *list = json_object_get(root, #member);                                       \
        if (!json_is_array(list))                                                                  \
            return wrong(#member, "no list");                                                      \
        for (size_t i = 0; i < json_array_size(list); i++) {                                       \
            __typeof__(*(manifest)->member.items) item = {0};                                      \
            HD_TRY(hd_error_wrap(                                                                  \
                object_parse(ctx, json_array_get(list, i), fields, HD_COUNT(fields), &item),       \
                "in item %zu of \"%s\"", i + 1, #member));                                         \
            hd_vec_push(ctx, &(manifest)->member, item);                                           \
        }                                                                                          \
    } while (0)

/* A manifest from elsewhere must not make us read, or remove, what is outside of the folder. */
static hd_error *path_check(const char *path)
{
    HD_SCRATCH(scratch);
    hd_strings parts = {0};

    hd_text_split(scratch, path, "/", &parts);
    if (*path == '\0' || *path == '/' || hd_strings_contain(&parts, "..") ||
        hd_strings_contain(&parts, "."))
        return hd_error_new(HD_CONFIG, "path \"%s\" is not inside of the backup", path);
    return NULL;
}

static hd_error *form_parse(const json_t *root, hd_backup_form *ret)
{
    const json_t *value = json_object_get(root, "form");

    for (size_t i = 0; i < HD_COUNT(forms); i++)
        if (json_is_string(value) && strcmp(json_string_value(value), forms[i]) == 0) {
            *ret = (hd_backup_form)i;
            return NULL;
        }
    return wrong("form", "unknown");
}

/* Manifests that do not say how their rows were hashed are older than the second way. */
static hd_error *row_hash_check(hd_manifest *manifest)
{
    if (manifest->row_hash == NULL && manifest->tables.count > 0 &&
        manifest->tables.items[0].checksum != NULL)
        manifest->row_hash = "text";
    if (manifest->row_hash != NULL && strcmp(manifest->row_hash, "text") != 0 &&
        strcmp(manifest->row_hash, HD_ROW_HASH) != 0)
        return hd_error_hint(wrong("row_hash", "unknown"),
                             "Another version of howdah made the backup.");
    return NULL;
}

static hd_error *root_parse(TALLOC_CTX *ctx, const json_t *root, hd_manifest **ret)
{
    HD_SCRATCH(scratch);
    hd_manifest *manifest = hd_new(scratch, hd_manifest);
    const json_t *format = json_object_get(root, "format");
    const json_t *version = json_object_get(root, "version");

    if (!json_is_string(format) || strcmp(json_string_value(format), format_name) != 0)
        return hd_error_new(HD_CONFIG, "this is no manifest of a backup");
    if (!json_is_integer(version) || json_integer_value(version) != FORMAT_VERSION)
        return hd_error_hint(hd_error_new(HD_CONFIG, "the manifest is of another format version"),
                             "This howdah reads version %d.", FORMAT_VERSION);
    HD_TRY(form_parse(root, &manifest->form));
    HD_TRY(object_parse(manifest, root, top_fields, HD_COUNT(top_fields), manifest));
    LIST_PARSE(manifest, root, manifest, tables, table_fields);
    if (json_object_get(root, "materialized_views") != NULL) /* manifests of old have none */
        LIST_PARSE(manifest, root, manifest, materialized_views, view_fields);
    LIST_PARSE(manifest, root, manifest, sequences, sequence_fields);
    LIST_PARSE(manifest, root, manifest, files, file_fields);
    HD_TRY(row_hash_check(manifest));
    for (size_t i = 0; i < manifest->files.count; i++)
        HD_TRY(path_check(manifest->files.items[i].path));
    *ret = talloc_steal(ctx, manifest);
    return NULL;
}

static int root_free(json_t **root)
{
    json_decref(*root);
    return 0;
}

hd_error *hd_manifest_parse(TALLOC_CTX *ctx, const char *path, const char *text, size_t len,
                            hd_manifest **ret)
{
    HD_SCRATCH(scratch);
    json_error_t problem = {0};
    json_t **root = hd_new(scratch, json_t *);

    talloc_set_destructor(root, root_free);
    *root = json_loadb(text, len, JSON_REJECT_DUPLICATES, &problem);
    if (*root == NULL)
        return hd_error_place(hd_error_new(HD_CONFIG, "not valid JSON: %s", problem.text), path,
                              text, problem.position < 0 ? 0 : (size_t)problem.position);
    return hd_error_place(root_parse(ctx, *root, ret), path, NULL, 0);
}

/* ---- sums ---- */

static int64_t add(int64_t a, int64_t b)
{
    return a > INT64_MAX - b ? INT64_MAX : a + b;
}

int64_t hd_manifest_file_bytes(const hd_manifest *manifest)
{
    int64_t sum = 0;

    for (size_t i = 0; i < manifest->files.count; i++)
        sum = add(sum, manifest->files.items[i].bytes);
    return sum;
}

int64_t hd_manifest_table_bytes(const hd_manifest *manifest)
{
    int64_t sum = 0;

    for (size_t i = 0; i < manifest->tables.count; i++)
        sum = add(sum, manifest->tables.items[i].bytes);
    return sum;
}

int64_t hd_manifest_rows(const hd_manifest *manifest)
{
    int64_t sum = 0;

    for (size_t i = 0; i < manifest->tables.count; i++)
        sum = add(sum, manifest->tables.items[i].rows);
    return sum;
}
