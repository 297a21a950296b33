#include "care/backup/offsite.h"

#include <time.h>

#include "base/file.h"
#include "base/hash.h"
#include "base/text.h"
#include "care/backup/naming.h"
#include "care/backup/tools.h"

enum { TRIES = 3, PAUSE_MS = 1000, PAUSE_GROWS = 4, MAX_MANIFEST_BYTES = 1 << 28 };

struct copying {
    hd_tools tools;
    const hd_stored *stored;
    const hd_offsite_commands *commands;
    const hd_talk *talk;
};

static hd_error *copy_once(const struct copying *copying)
{
    HD_SCRATCH(scratch);
    const char *arguments[] = {copying->stored->path, copying->stored->name};

    return hd_error_wrap(hd_tools_shell(scratch, &copying->tools, copying->commands->copy,
                                        arguments, HD_COUNT(arguments), NULL, NULL),
                         "while running backup.offsite");
}

/* Networks fail for a moment. */
static hd_error *copy(const struct copying *copying)
{
    unsigned pause_ms = PAUSE_MS;
    hd_error *err = copy_once(copying);

    for (int i = 1; i < TRIES && err != NULL && err->code != HD_CANCELLED; i++) {
        hd_talk_say(copying->talk, HD_TALK_NOTE, "copying failed, trying again: %s",
                    err->detail == NULL ? err->message : err->detail);
        hd_error_free(err);
        hd_pause(copying->tools.loop, pause_ms);
        pause_ms *= PAUSE_GROWS;
        err = hd_stop_check(copying->tools.stop, NULL);
        if (err == NULL)
            err = copy_once(copying);
    }
    return err;
}

static hd_error *read_back(const struct copying *copying, const char *file, const char *sha256)
{
    HD_SCRATCH(scratch);
    const char *arguments[] = {copying->stored->path, copying->stored->name, file};
    const char *line = hd_printf(scratch, "{ %s\n} | sha256sum", copying->commands->read);
    char *out = NULL;

    hd_talk_say(copying->talk, HD_TALK_LIVE, "reading back the copy of %s", file);
    HD_TRY(hd_error_wrap(
        hd_tools_shell(scratch, &copying->tools, line, arguments, HD_COUNT(arguments), NULL, &out),
        "while running backup.offsite_read"));
    if (hd_text_starts(out, sha256))
        return NULL;
    return hd_error_hint(
        hd_error_new(HD_IO, "the copy of \"%s\" is not what was copied", file),
        "backup.offsite_read did not give the same bytes; run it by hand with the backup's folder, "
        "name and that file as $1, $2 and $3.");
}

static hd_error *read_all_back(const struct copying *copying)
{
    HD_SCRATCH(scratch);
    const hd_manifest *manifest = copying->stored->manifest;
    const char *path = hd_path_join(scratch, copying->stored->path, "manifest.json");
    char *text = NULL;
    size_t len = 0;

    if (copying->commands->read == NULL)
        return NULL;
    HD_TRY(hd_file_read(scratch, path, MAX_MANIFEST_BYTES, &text, &len));
    HD_TRY(read_back(copying, "manifest.json", hd_sha256_hex(scratch, text, len)));
    for (size_t i = 0; i < manifest->files.count; i++)
        HD_TRY(read_back(copying, manifest->files.items[i].path, manifest->files.items[i].sha256));
    return NULL;
}

static hd_error *record(const struct copying *copying, const char *problem)
{
    HD_SCRATCH(scratch);
    const hd_offsite offsite = {
        .at = hd_backup_time_print(scratch, time(NULL)),
        .read_back = copying->commands->read != NULL && problem == NULL,
        .problem = problem,
    };

    return hd_store_write_offsite(copying->stored->path, &offsite);
}

hd_error *hd_offsite_copy(uv_loop_t *loop, const hd_stored *stored,
                          const hd_offsite_commands *commands, const hd_talk *talk, hd_stop *stop)
{
    HD_SCRATCH(scratch);
    hd_store_lock *lock = NULL;
    const struct copying copying = {
        .tools = {.loop = loop, .abort = &stop->abort, .stop = stop},
        .stored = stored,
        .commands = commands,
        .talk = talk,
    };

    HD_TRY(hd_store_lock_path(scratch, hd_path_join(scratch, stored->path, "manifest.json"), true,
                              &lock));
    HD_TRY(record(&copying, "it was not finished"));
    hd_talk_say(talk, HD_TALK_LIVE, "copying %s", stored->name);
    hd_error *err = copy(&copying);
    if (err == NULL)
        err = read_all_back(&copying);
    hd_talk_say(talk, HD_TALK_LIVE, "%s", "");
    if (err != NULL && err->code == HD_CANCELLED)
        return err;
    hd_error *failed = record(&copying, err == NULL           ? NULL
                                        : err->detail == NULL ? err->message
                                                              : err->detail);
    if (err == NULL)
        return failed;
    hd_error_free(failed);
    return err;
}
