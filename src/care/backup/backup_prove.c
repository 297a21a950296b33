/*
 * What makes a dump trustworthy: pg_restore (or gzip) reads and inflates every block of it, and
 * its list names the data of every table whose rows were counted in the same snapshot.
 */
#include "base/fault.h"
#include "base/file.h"
#include "base/text.h"
#include "care/backup/internal.h"

static hd_error *not_proved(const char *what)
{
    return hd_error_hint(
        hd_error_new(HD_IO, "the dump was made, but is not good: %s", what),
        "It was removed. Look at the disk that it was written to, then try again.");
}

/* ---- archives ---- */

static hd_error *read_archive(const hd_backup_run *run, const char *path)
{
    HD_SCRATCH(scratch);
    hd_strings arguments = {0};

    hd_vec_push(scratch, &arguments, "--file=/dev/null");
    hd_vec_push(scratch, &arguments, path);
    return hd_error_wrap(hd_tools_run(&run->tools, "pg_restore", &arguments, NULL, NULL),
                         "while reading the dump back");
}

/* Lines such as "3312; 0 16385 TABLE DATA public users postgres". */
static bool has_data(const char *list, int64_t oid)
{
    HD_SCRATCH(scratch);
    const char *mark = hd_printf(scratch, "; 0 %lld TABLE DATA ", (long long)oid);

    return strstr(list, mark) != NULL;
}

static hd_error *list_check(const hd_backup_run *run, const char *path)
{
    HD_SCRATCH(scratch);
    const hd_manifest *manifest = run->manifest;
    const char *arguments[] = {hd_program_path(scratch, run->tools.programs.folder, "pg_restore"),
                               path};
    char *list = NULL;

    HD_TRY(hd_tools_shell(scratch, &run->tools, "\"$1\" --list \"$2\"", arguments,
                          HD_COUNT(arguments), NULL, &list));
    for (size_t i = 0; i < manifest->tables.count; i++) {
        const hd_manifest_table *table = &manifest->tables.items[i];
        if (!has_data(list, table->oid))
            return not_proved(
                hd_printf(scratch, "it has no data of \"%s.%s\"", table->schema, table->name));
    }
    return NULL;
}

/* ---- SQL text ---- */

static hd_error *plain_check(const hd_backup_run *run, const char *path)
{
    HD_SCRATCH(scratch);
    const char *arguments[] = {path};
    bool gzip = run->request->form == HD_BACKUP_PLAIN_GZIP;
    char *end = NULL;

    if (gzip)
        HD_TRY(hd_error_wrap(
            hd_tools_shell(scratch, &run->tools, "gzip -t -- \"$1\"", arguments, 1, NULL, NULL),
            "while reading the dump back"));
    HD_TRY(hd_tools_shell(scratch, &run->tools,
                          gzip ? "gzip -dc -- \"$1\" | tail -c 1000" : "tail -c 1000 -- \"$1\"",
                          arguments, 1, NULL, &end));
    if (strstr(end, "PostgreSQL database dump complete") == NULL)
        return not_proved("its end is missing");
    return NULL;
}

/* ---- encryption ---- */

/* Decrypting gives the same bytes again, and only then the clear file goes. */
static hd_error *encrypt_file(const hd_backup_run *run, const char *file)
{
    HD_SCRATCH(scratch);
    const char *clear = hd_path_join(scratch, run->partial, file);
    const char *sealed = hd_printf(scratch, "%s.enc", clear);
    const char *again = hd_printf(scratch, "%s.again", clear);
    const char *arguments[] = {clear, again};

    HD_TRY(hd_tools_filter(&run->tools, run->request->encrypt, clear, sealed));
    HD_TRY(hd_tools_filter(&run->tools, run->request->decrypt, sealed, again));
    hd_error *err = hd_tools_shell(scratch, &run->tools, "cmp -- \"$1\" \"$2\"", arguments,
                                   HD_COUNT(arguments), NULL, NULL);
    if (err != NULL && err->code == HD_IO) {
        hd_error_free(err);
        return not_proved("what backup.decrypt makes of what backup.encrypt wrote is not the same");
    }
    HD_TRY(err);
    /* The clear text may not stay in the folder that is copied elsewhere. */
    return hd_tools_shell(scratch, &run->tools, "rm -- \"$1\" \"$2\"", arguments,
                          HD_COUNT(arguments), NULL, NULL);
}

static hd_error *encrypt_all(const hd_backup_run *run)
{
    HD_SCRATCH(scratch);
    hd_strings names = {0};

    HD_TRY(hd_dir_list(scratch, run->partial, &names));
    for (size_t i = 0; i < names.count; i++)
        HD_TRY(encrypt_file(run, names.items[i]));
    return NULL;
}

hd_error *hd_backup_prove(hd_backup_run *run)
{
    HD_SCRATCH(scratch);
    hd_digest *digest = NULL;
    const char *path = hd_path_join(scratch, run->partial, hd_backup_data_name(run->request->form));
    bool plain = run->request->form == HD_BACKUP_PLAIN ||
                 run->request->form == HD_BACKUP_PLAIN_GZIP;
    bool encrypted = run->request->encrypt != NULL;

    hd_talk_say(run->talk, HD_TALK_LIVE, "reading the dump back");
    if (!encrypted)
        digest = hd_digest_start(scratch, run->loop, run->partial, run->stop);
    HD_TRY(plain ? plain_check(run, path) : read_archive(run, path));
    if (!plain)
        HD_TRY(list_check(run, path));
    if (encrypted) {
        HD_TRY(encrypt_all(run));
        digest = hd_digest_start(scratch, run->loop, run->partial, run->stop);
    }
    HD_TRY(hd_digest_finish(run->manifest, digest, run->manifest));
    hd_talk_say(run->talk, HD_TALK_LIVE, "%s", "");
    hd_fault_point("backup-read");
    return NULL;
}
