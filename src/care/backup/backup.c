/*
 *   lock folder -> programs -> tables locked -> snapshot -> dump + count -> read back -> digests
 *   -> manifest -> [restored for a test] -> flushed -> named
 *
 * Until the last step there is only NAME.partial, locked as long as its maker, or a pg_dump that
 * outlives it, lives.
 */
#include "care/backup/backup.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <pwd.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/fault.h"
#include "base/file.h"
#include "base/text.h"
#include "care/backup/internal.h"
#include "care/backup/naming.h"
#include "care/backup/sign.h"
#include "catalog/read.h"
#include "parse/quote.h"
#include "pg/cluster.h"
#include "sql.h"

enum { VERSION_PER_MAJOR = 10000, HOST_BYTES = 256 };

/* ---- before anything is made ---- */

/* What backups of this form in the folder took for each byte of their tables; else a careful guess.
 */
static double observed_ratio(const hd_backup_run *run)
{
    HD_SCRATCH(scratch);
    const hd_backup_request *request = run->request;
    hd_stored_list all = {0};

    hd_error_free(hd_store_list(scratch, request->folder, &all));
    for (size_t i = 0; i < all.count; i++) {
        const hd_manifest *manifest = all.items[i].manifest;
        if (manifest == NULL || manifest->form != request->form ||
            manifest->whole != run->manifest->whole || hd_manifest_table_bytes(manifest) == 0)
            continue;
        return (double)hd_manifest_file_bytes(manifest) / (double)hd_manifest_table_bytes(manifest);
    }
    return request->form == HD_BACKUP_PLAIN ? 1.0 : 0.5;
}

static hd_error *check_space(const hd_backup_run *run)
{
    HD_SCRATCH(scratch);
    struct statvfs disk;
    double needed = (double)run->total_bytes * observed_ratio(run);

    if (run->request->encrypt != NULL)
        needed *= 3; /* clear, encrypted, and decrypted again for the proof */
    if (statvfs(run->request->folder, &disk) != 0)
        return hd_file_error("ask for the free space of", run->request->folder);
    double free_bytes = (double)disk.f_bavail * (double)disk.f_frsize;
    if (needed <= free_bytes || run->request->force)
        return NULL;
    return hd_error_hint(
        hd_error_new(HD_REFUSED, "the backup needs about %s, and \"%s\" has %s free",
                     hd_backup_size(scratch, (int64_t)needed), run->request->folder,
                     hd_backup_size(scratch, (int64_t)free_bytes)),
        "Make room (\"howdah backup prune\"), name another folder with --to, or say --force.");
}

static hd_error *check_request(const hd_backup_request *request)
{
    if (request->tables.count > 0 && request->schemas.count > 0)
        return hd_error_hint(hd_error_new(HD_USAGE, "--table and --schema exclude each other"),
                             "A pattern names the tables of a schema: -t 'schema.*'.");
    if ((request->encrypt == NULL) != (request->decrypt == NULL))
        return hd_error_hint(hd_error_new(HD_CONFIG, "only one of backup.encrypt and "
                                                     "backup.decrypt is set"),
                             "A backup that nobody can decrypt here cannot be proved: set both.");
    return NULL;
}

/* ---- the parts ---- */

static hd_error *open_snapshot(hd_backup_run *run)
{
    HD_SCRATCH(scratch);
    hd_rows *rows = NULL;

    HD_TRY(hd_backup_scope(run));
    HD_TRY(check_space(run));
    HD_TRY(hd_query(scratch, run->conn, "SELECT pg_catalog.pg_export_snapshot()", 0, NULL, &rows));
    run->snapshot = hd_rows_copy(run, rows, 0, 0);
    HD_TRY(hd_backup_describe(run));
    return hd_backup_sequences(run, false);
}

/* The catalog as the snapshot sees it, so that a restored database can be compared fact by fact. */
static hd_error *save_schema(hd_backup_run *run)
{
    HD_SCRATCH(scratch);
    hd_buf *out = hd_buf_new(scratch);
    hd_conn *conn = NULL;
    hd_snapshot *snapshot = NULL;

    if (!run->manifest->whole)
        return NULL;
    HD_TRY(hd_conn_open(scratch, run->loop, &run->request->target, &conn));
    HD_TRY(hd_exec(conn,
                   hd_printf(scratch, "SET lock_timeout = %" PRIu64, run->request->lock_wait_ms)));
    HD_TRY(hd_snapshot_read_exported(scratch, conn, run->snapshot, &snapshot));
    hd_snapshot_print(out, snapshot);
    run->manifest->schema_hash = hd_printf(run->manifest, "%016" PRIx64, snapshot->hash);
    return hd_file_write(hd_path_join(scratch, run->partial, "schema.json"), out->data, out->len);
}

/* A database without its roles is hard to restore elsewhere; but it is no worse a backup. */
static hd_error *save_roles(hd_backup_run *run)
{
    HD_SCRATCH(scratch);
    const char *path = hd_path_join(scratch, run->partial, "roles.sql");
    hd_strings arguments = {0};

    hd_vec_push(scratch, &arguments, "--globals-only");
    hd_vec_push(scratch, &arguments, "--no-role-passwords");
    hd_vec_push(scratch, &arguments, hd_printf(scratch, "--database=%s", run->manifest->database));
    hd_vec_push(scratch, &arguments, hd_printf(scratch, "--file=%s", path));
    hd_error *err = hd_tools_run(&run->tools, "pg_dumpall", &arguments, &run->request->target,
                                 run->application);
    if (err == NULL || err->code == HD_CANCELLED)
        return err;
    hd_talk_say(run->talk, HD_TALK_WARN, "the roles were not saved: %s",
                err->detail == NULL ? err->message : err->detail);
    hd_error_free(err);
    unlink(path);
    return NULL;
}

static hd_error *fill(hd_backup_run *run)
{
    hd_manifest *manifest = run->manifest;

    HD_TRY(save_schema(run));
    hd_fault_point("backup-begun");
    HD_TRY(hd_backup_dump(run));
    HD_TRY(hd_backup_sequences(run, true));
    if (manifest->whole)
        HD_TRY(hd_tally_large_objects(manifest, run->conn, run->request->checksums,
                                      &manifest->large_objects, &manifest->large_objects_checksum));
    HD_TRY(hd_exec(run->conn, "COMMIT"));
    HD_TRY(save_roles(run));
    return hd_backup_prove(run);
}

/* ---- around them ---- */

static hd_error *partial_make(hd_backup_run *run, hd_store_lock **lock)
{
    const char *folder = run->request->folder;
    const char *name = hd_backup_name(run, run->manifest->database,
                                      hd_backup_time_parse(run->manifest->created_at));

    run->manifest->name = name;
    for (int i = 2; hd_dir_exists(hd_path_join(run, folder, run->manifest->name)); i++)
        run->manifest->name = hd_printf(run->manifest, "%s_%d", name, i);
    const char *path = hd_printf(run, "%s%s", hd_path_join(run, folder, run->manifest->name),
                                 HD_BACKUP_PARTIAL);
    if (mkdir(path, S_IRWXU) != 0)
        return hd_file_error("make folder", path);
    run->partial = path; /* from now on it is ours to remove */
    HD_TRY(hd_store_lock_path(run, run->partial, false, lock));
    /* pg_dump keeps the lock: what it writes is nobody's to remove, though we were killed. */
    fcntl((*lock)->fd, F_SETFD, 0);
    return NULL;
}

static hd_error *give_name(hd_backup_run *run, hd_stored *ret)
{
    HD_SCRATCH(scratch);
    const char *folder = run->request->folder;
    const char *path = hd_path_join(scratch, folder, run->manifest->name);
    hd_stored stored = {
        .name = run->manifest->name, .path = run->partial, .manifest = run->manifest};

    run->manifest->proved_by = run->request->prove == NULL ? "read" : "restore";
    HD_TRY(hd_store_write_manifest(run->partial, run->manifest));
    HD_TRY(hd_sign_manifest(run->partial, run->request->sign_key));
    if (run->request->prove != NULL)
        HD_TRY(hd_error_wrap(run->request->prove(&stored, run->request->prove_arg),
                             "while proving the backup"));
    HD_TRY(hd_store_sync(run->partial));
    HD_TRY(hd_stop_check(run->stop, NULL));
    hd_fault_point("backup-proved");
    if (rename(run->partial, path) != 0)
        return hd_file_error("rename", run->partial);
    hd_fault_point("backup-named");
    int fd = open(folder, O_RDONLY | O_CLOEXEC);
    if (fd >= 0) {
        (void)fsync(fd); /* the name is there or not, the backup is whole either way */
        close(fd);
    }
    stored.path = path;
    return hd_store_find(run->manifest, folder, run->manifest->name, NULL, ret);
}

static hd_error *run_in_folder(hd_backup_run *run, hd_stored *ret)
{
    uint64_t began_ms = hd_clock_ms();
    hd_store_lock *lock = NULL;

    HD_TRY(open_snapshot(run));
    hd_error *err = partial_make(run, &lock);
    if (err == NULL)
        err = fill(run);
    run->manifest->duration_ms = (int64_t)(hd_clock_ms() - began_ms);
    if (err == NULL)
        err = give_name(run, ret);
    if (err == NULL)
        return NULL;
    hd_talk_say(run->talk, HD_TALK_LIVE, "%s", "");
    if (run->partial != NULL)
        hd_error_free(hd_folder_remove(run->partial));
    return err;
}

static void sign(hd_manifest *manifest)
{
    const struct passwd *user = getpwuid(getuid());
    char host[HOST_BYTES] = "";

    manifest->howdah = HOWDAH_VERSION;
    manifest->os_user = user == NULL ? NULL : hd_strdup(manifest, user->pw_name);
    manifest->os_host = gethostname(host, sizeof(host) - 1) == 0 ? hd_strdup(manifest, host) : NULL;
}

static hd_error *connect_and_find(hd_backup_run *run)
{
    const hd_backup_request *request = run->request;

    HD_TRY(hd_conn_open(run, run->loop, &request->target, &run->conn));
    hd_vec_push(run->stop, &run->stop->conns, run->conn);
    HD_TRY(hd_clients_find(run, run->loop, request->bin_dir,
                           hd_conn_server_version(run->conn) / VERSION_PER_MAJOR,
                           &run->tools.programs));
    return hd_tools_version(run->manifest, &run->tools, "pg_dump", &run->manifest->pg_dump);
}

hd_error *hd_backup_make(TALLOC_CTX *ctx, uv_loop_t *loop, const hd_backup_request *request,
                         hd_stored *ret)
{
    HD_SCRATCH(scratch);
    hd_backup_run *run = hd_new(scratch, hd_backup_run);
    hd_store_lock *lock = NULL;

    HD_TRY(check_request(request));
    HD_TRY(hd_sign_check_key(request->sign_key));
    run->loop = loop;
    run->request = request;
    run->talk = request->talk;
    run->stop = request->stop;
    run->manifest = hd_new(run, hd_manifest);
    run->manifest->form = request->form;
    run->manifest->encrypted = request->encrypt != NULL;
    run->manifest->whole = request->tables.count == 0 && request->schemas.count == 0;
    run->manifest->row_hash = request->checksums ? HD_ROW_HASH : NULL;
    run->manifest->only_tables = request->tables;
    run->manifest->only_schemas = request->schemas;
    run->tools = (hd_tools){.loop = loop, .abort = &run->stop->abort, .stop = run->stop};
    run->application = hd_printf(run, "howdah backup %ld", (long)getpid());
    sign(run->manifest);
    HD_TRY(hd_store_lock_folder(scratch, request->folder, request->talk, &lock));
    hd_error *err = connect_and_find(run);
    if (err == NULL)
        err = run_in_folder(run, ret);
    request->stop->conns.count = 0; /* the connection ends here */
    if (err != NULL)
        return hd_stop_check(request->stop, err);
    talloc_steal(ctx, run->manifest);
    return NULL;
}
