#include "care/backup/archives.h"

#include <jansson.h>
#include <time.h>

#include "base/text.h"
#include "care/backup/naming.h"
#include "proc/process.h"

static const struct {
    const char *name;
    const char *const argv[6];
    hd_error *(*parse)(TALLOC_CTX *ctx, const char *text, hd_archives *ret);
} tools[] = {
    {"pgbackrest", {"pgbackrest", "info", "--output=json", NULL}, hd_archives_parse_pgbackrest},
    {"barman", {"barman", "-f", "json", "list-backups", "all", NULL}, hd_archives_parse_barman},
};

static int json_free(json_t **root)
{
    json_decref(*root);
    return 0;
}

static hd_error *parse(TALLOC_CTX *ctx, const char *text, json_t **ret)
{
    json_error_t problem = {0};
    json_t **root = hd_new(ctx, json_t *);

    talloc_set_destructor(root, json_free);
    *root = json_loads(text, 0, &problem);
    if (*root == NULL)
        return hd_error_new(HD_CONFIG, "not valid JSON: %s", problem.text);
    *ret = *root;
    return NULL;
}

static const char *text_or(const json_t *value, const char *other)
{
    return json_is_string(value) ? json_string_value(value) : other;
}

/* [{"name", "status": {"code", "message"}, "backup": [{"timestamp": {"stop": seconds}}]}] */
hd_error *hd_archives_parse_pgbackrest(TALLOC_CTX *ctx, const char *text, hd_archives *ret)
{
    HD_SCRATCH(scratch);
    json_t *root = NULL;

    HD_TRY(parse(scratch, text, &root));
    for (size_t i = 0; i < json_array_size(root); i++) {
        const json_t *stanza = json_array_get(root, i);
        const json_t *backups = json_object_get(stanza, "backup");
        const json_t *status = json_object_get(stanza, "status");
        hd_archive archive = {
            .tool = "pgbackrest",
            .name = hd_strdup(ctx, text_or(json_object_get(stanza, "name"), "?")),
            .status = hd_strdup(ctx, text_or(json_object_get(status, "message"), "unknown")),
            .count = (int64_t)json_array_size(backups),
        };
        int64_t newest = 0;
        for (size_t k = 0; k < json_array_size(backups); k++) {
            const json_t *times = json_object_get(json_array_get(backups, k), "timestamp");
            int64_t stop = json_integer_value(json_object_get(times, "stop"));
            newest = stop > newest ? stop : newest;
        }
        if (newest > 0)
            archive.newest_at = hd_backup_time_print(ctx, (time_t)newest);
        hd_vec_push(ctx, ret, archive);
    }
    return NULL;
}

/* {"SERVER": [{"backup_id", "status", "end_time_timestamp": "seconds"}]} */
hd_error *hd_archives_parse_barman(TALLOC_CTX *ctx, const char *text, hd_archives *ret)
{
    HD_SCRATCH(scratch);
    json_t *root = NULL;
    const char *server = NULL;
    json_t *backups = NULL;

    HD_TRY(parse(scratch, text, &root));
    json_object_foreach(root, server, backups)
    {
        hd_archive archive = {.tool = "barman", .name = hd_strdup(ctx, server)};
        int64_t newest = 0;
        for (size_t k = 0; k < json_array_size(backups); k++) {
            const json_t *backup = json_array_get(backups, k);
            int64_t end = 0;
            if (strcmp(text_or(json_object_get(backup, "status"), "DONE"), "FAILED") == 0)
                continue;
            archive.count++;
            if (hd_text_to_int(text_or(json_object_get(backup, "end_time_timestamp"), ""), &end))
                newest = end > newest ? end : newest;
        }
        archive.status = archive.count > 0 ? "ok" : "no backup";
        if (newest > 0)
            archive.newest_at = hd_backup_time_print(ctx, (time_t)newest);
        hd_vec_push(ctx, ret, archive);
    }
    return NULL;
}

hd_error *hd_archives_ask(TALLOC_CTX *ctx, uv_loop_t *loop, hd_archives *ret)
{
    for (size_t i = 0; i < HD_COUNT(tools); i++) {
        HD_SCRATCH(scratch);
        const hd_process process = {.argv = tools[i].argv};
        hd_process_result result = {0};
        hd_error *err = hd_process_run(scratch, loop, &process, &result);
        if (err != NULL && err->code == HD_MISSING) {
            hd_error_free(err); /* not installed */
            continue;
        }
        HD_TRY(err);
        err = hd_process_check(&process, &result);
        if (err == NULL)
            err = tools[i].parse(ctx, result.out, ret);
        if (err != NULL)
            hd_vec_push(ctx, ret,
                        (hd_archive){.tool = tools[i].name,
                                     .name = "?",
                                     .status = hd_strdup(ctx, err->detail == NULL ? err->message
                                                                                  : err->detail)});
        hd_error_free(err);
    }
    return NULL;
}
