#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/text.h"
#include "care/backup/compare.h"
#include "care/backup/internal.h"
#include "care/backup/naming.h"
#include "care/backup/restore_impl.h"
#include "care/backup/watch.h"
#include "sql.h"

enum { MS_PER_S = 1000 };

static void on_size(const hd_rows *rows, void *arg)
{
    HD_SCRATCH(scratch);
    const hd_restore_run *restore = arg;
    uint64_t ms = hd_clock_ms() - restore->began_ms;
    int64_t is = hd_rows_count(rows) > 0 ? hd_rows_int(rows, 0, 2) : 0;
    int64_t builds = hd_rows_count(rows) > 0 ? hd_rows_int(rows, 0, 3) : 0;
    const char *of = "";

    if (restore->stored != NULL && restore->stored->manifest->whole)
        of = hd_printf(scratch, " of at most %s",
                       hd_backup_size(scratch, restore->stored->manifest->database_bytes));
    hd_talk_say(restore->request->talk, HD_TALK_LIVE,
                "restoring: the database has %s%s, %s/s, %" PRId64 " index build%s under way",
                hd_backup_size(scratch, is), of,
                hd_backup_size(scratch, ms > 0 ? (int64_t)((double)is / (double)ms * MS_PER_S) : 0),
                builds, builds == 1 ? "" : "s");
}

bool hd_restore_lacks_keys(const hd_restore_run *restore)
{
    if (restore->stored == NULL || restore->form >= HD_BACKUP_PLAIN)
        return false;
    return restore->request->tables.count > 0 || restore->stored->manifest->only_tables.count > 0;
}

/* "; 0 16385 TABLE DATA public users postgres": what is left out becomes a comment. */
static bool is_left_out(const hd_restore_run *restore, const char *line)
{
    static const char *const not_single[] = {" SEQUENCE SET ", " BLOB ", " BLOBS ",
                                             " BLOB METADATA ", " MATERIALIZED VIEW DATA "};
    const hd_manifest *manifest = restore->stored->manifest;
    HD_SCRATCH(scratch);

    if (strstr(line, " FK CONSTRAINT ") != NULL)
        return true;
    if (restore->request->tables.count == 0)
        return false;
    for (size_t i = 0; i < HD_COUNT(not_single); i++)
        if (strstr(line, not_single[i]) != NULL)
            return true;
    if (strstr(line, " TABLE DATA ") == NULL)
        return false;
    for (size_t i = 0; i < manifest->tables.count; i++)
        if (strstr(line, hd_printf(scratch, "; 0 %" PRId64 " TABLE DATA ",
                                   manifest->tables.items[i].oid)) != NULL)
            return !hd_counting_wants(&restore->request->tables, &manifest->tables.items[i]);
    return true;
}

/* Definitions of everything, since a table may need any of them; data of what was asked for. */
static hd_error *list_make(const hd_restore_run *restore, const char *path)
{
    HD_SCRATCH(scratch);
    const char *arguments[] = {
        hd_program_path(scratch, restore->tools.programs.folder, "pg_restore"), restore->data};
    hd_buf *out = hd_buf_new(scratch);
    hd_strings lines = {0};
    char *list = NULL;

    HD_TRY(hd_tools_shell(scratch, &restore->tools, "\"$1\" --list \"$2\"", arguments,
                          HD_COUNT(arguments), NULL, &list));
    hd_text_split(scratch, list, "\n", &lines);
    for (size_t i = 0; i < lines.count; i++)
        hd_buf_addf(out, "%s%s\n", is_left_out(restore, lines.items[i]) ? ";" : "", lines.items[i]);
    return hd_file_write(path, out->data, out->len);
}

/*
 * Nothing waits for the log to be written: the ANALYZE and the rename that come after do, and
 * before them the database is nobody's. Every job builds indexes: where jobs occupy all
 * processors, parallel workers of an index build cost more than they give.
 */
static hd_error *options_choose(hd_restore_run *restore)
{
    HD_SCRATCH(scratch);
    hd_rows *rows = NULL;

    HD_TRY(hd_query(scratch, restore->admin, "SELECT pg_catalog.inet_server_addr() IS NULL", 0,
                    NULL, &rows));
    bool occupied = hd_rows_bool(rows, 0, 0) &&
                    restore->request->jobs >= sysconf(_SC_NPROCESSORS_ONLN);
    restore->tools.options = occupied ? "-c synchronous_commit=off "
                                        "-c max_parallel_maintenance_workers=0"
                                      : "-c synchronous_commit=off";
    return NULL;
}

static hd_error *fill_archive(hd_restore_run *restore)
{
    HD_SCRATCH(scratch);
    const hd_restore_request *request = restore->request;
    hd_strings arguments = {0};
    char list[] = "/tmp/howdah-list-XXXXXX";

    HD_TRY(options_choose(restore));
    hd_vec_push(scratch, &arguments, "--exit-on-error");
    hd_vec_push(scratch, &arguments, hd_printf(scratch, "--jobs=%" PRId64, request->jobs));
    hd_vec_push(scratch, &arguments, hd_printf(scratch, "--dbname=%s", restore->side));
    if (request->no_owner) {
        hd_vec_push(scratch, &arguments, "--no-owner");
        hd_vec_push(scratch, &arguments, "--no-acl");
    }
    if (!hd_restore_lacks_keys(restore)) {
        hd_vec_push(scratch, &arguments, restore->data);
        return hd_tools_run(&restore->tools, "pg_restore", &arguments, &restore->target,
                            restore->application);
    }
    int fd = mkstemp(list);
    if (fd < 0)
        return hd_error_new(HD_IO, "could not make a temporary file: %s", strerror(errno));
    close(fd);
    hd_vec_push(scratch, &arguments, hd_printf(scratch, "--use-list=%s", list));
    hd_vec_push(scratch, &arguments, restore->data);
    hd_error *err = list_make(restore, list);
    if (err == NULL)
        err = hd_tools_run(&restore->tools, "pg_restore", &arguments, &restore->target,
                           restore->application);
    unlink(list);
    return err;
}

/*
 * Text that connects elsewhere by itself (pg_dump --create, pg_dumpall) would leave the side
 * database. A line of data never begins with \c: COPY knows no such escape.
 */
static hd_error *check_text(const hd_restore_run *restore, const char *reader)
{
    HD_SCRATCH(scratch);
    const char *arguments[] = {restore->data};
    char *found = NULL;

    HD_TRY(
        hd_tools_shell(scratch, &restore->tools,
                       hd_printf(scratch, "%s \"$1\" | LC_ALL=C sed -n '/^\\\\c/{p;q;}'", reader),
                       arguments, 1, NULL, &found));
    if (*found == '\0')
        return NULL;
    return hd_error_hint(
        hd_error_new(HD_REFUSED, "\"%s\" connects to a database itself: %s", restore->data, found),
        "It was made by pg_dump --create or by pg_dumpall; give it to psql.");
}

static hd_error *fill_plain(const hd_restore_run *restore)
{
    HD_SCRATCH(scratch);
    bool gzip = restore->form == HD_BACKUP_PLAIN_GZIP;
    const char *reader = gzip ? "gzip -dc --" : "cat --";
    const char *arguments[] = {restore->data,
                               hd_program_path(scratch, restore->tools.programs.folder, "psql")};
    char *end = NULL;

    if (gzip)
        HD_TRY(hd_error_hint(
            hd_tools_shell(scratch, &restore->tools, "gzip -t -- \"$1\"", arguments, 1, NULL, NULL),
            "The file is damaged; nothing was restored."));
    HD_TRY(check_text(restore, reader));
    HD_TRY(hd_tools_shell(scratch, &restore->tools,
                          hd_printf(scratch, "%s \"$1\" | tail -c 1000", reader), arguments, 1,
                          NULL, &end));
    if (strstr(end, "PostgreSQL database dump complete") == NULL)
        return hd_error_hint(hd_error_new(HD_IO, "\"%s\" is not a complete dump", restore->data),
                             "Its last lines do not say \"PostgreSQL database dump complete\": it "
                             "was cut off, or is not by pg_dump. Nothing was restored.");
    hd_error *err = hd_tools_shell(
        scratch, &restore->tools,
        hd_printf(scratch, "%s \"$1\" | \"$2\" -X -q -o /dev/null -v ON_ERROR_STOP=1 -f -", reader),
        arguments, HD_COUNT(arguments), &restore->target, NULL);
    if (err == NULL || err->code != HD_IO)
        return err;
    const char *said = err->detail == NULL ? err->message : err->detail;
    hd_error *told = hd_error_detail(
        hd_error_new(HD_IO, "\"%s\" could not be restored", restore->data), "%s", said);
    hd_error_free(err);
    return told;
}

static hd_error *explained(const hd_restore_run *restore, hd_error *err)
{
    if (err == NULL || err->detail == NULL)
        return err;
    bool missing = strstr(err->detail, "does not exist") != NULL;
    if (missing && strstr(err->detail, "role \"") != NULL)
        return hd_error_hint(err, "Make the role, or restore without owners: --no-owner (of a "
                                  "backup), pg_dump --no-owner (of a file).");
    if (missing && restore->stored != NULL && !restore->stored->manifest->whole)
        return hd_error_hint(err, "The backup is a part of a database and needs what is not in it. "
                                  "Back up the whole; \"howdah restore -t\" takes single tables "
                                  "out of that.");
    if (err->hint == NULL)
        return hd_error_hint(err, "It stopped at the first error; the half filled database is "
                                  "dropped.");
    return err;
}

hd_error *hd_restore_fill(hd_restore_run *restore)
{
    HD_SCRATCH(scratch);
    bool plain = restore->form == HD_BACKUP_PLAIN || restore->form == HD_BACKUP_PLAIN_GZIP;
    const char *params[] = {restore->application, restore->side};
    hd_target admin = restore->target;

    admin.dbname = hd_conn_dbname(restore->admin);
    hd_progress *watch = hd_progress_start(scratch, restore->loop, &admin, hd_sql_care_restore_size,
                                           HD_COUNT(params), params, on_size, restore);
    hd_error *err = explained(restore, plain ? fill_plain(restore) : fill_archive(restore));
    talloc_free(watch);
    hd_talk_say(restore->request->talk, HD_TALK_LIVE, "%s", "");
    return hd_error_wrap(hd_stop_check(restore->request->stop, err), "while restoring");
}
