#include "migrate/run/table_dump.h"

#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "pg/conninfo.h"
#include "pg/programs.h"
#include "proc/process.h"
#include "sql.h"

enum { VERSION_PER_MAJOR = 10000 };

/* pg_dump refuses servers newer than itself, so that is said before, and in our words. */
static hd_error *find_programs(TALLOC_CTX *ctx, uv_loop_t *loop, hd_conn *conn,
                               const hd_config *config, hd_programs *ret)
{
    int major = hd_conn_server_version(conn) / VERSION_PER_MAJOR;

    HD_TRY(hd_programs_find(ctx, loop, hd_config_get(config, "bin_dir"), 0, ret));
    if (ret->major >= major)
        return NULL;
    return hd_error_hint(hd_error_new(HD_MISSING,
                                      "pg_dump of PostgreSQL %d cannot dump this server of version "
                                      "%d",
                                      ret->major, major),
                         "Install postgresql-client-%d, or set bin_dir to where it is.", major);
}

static hd_error *run_program(uv_loop_t *loop, const hd_target *target, const hd_strings *arguments)
{
    HD_SCRATCH(scratch);
    hd_strings environment = {0};
    hd_strings argv = *arguments;
    hd_process_result result = {0};

    HD_TRY(hd_conninfo_environment(scratch, target, &environment));
    const char **variables = hd_new_array(scratch, const char *, environment.count + 1);
    const char **words = hd_new_array(scratch, const char *, argv.count + 1);
    for (size_t i = 0; i < environment.count; i++)
        variables[i] = environment.items[i];
    for (size_t i = 0; i < argv.count; i++)
        words[i] = argv.items[i];
    const hd_process process = {.argv = words, .environment = variables};
    HD_TRY(hd_process_run(scratch, loop, &process, &result));
    return hd_process_check(&process, &result);
}

static void add_filters(TALLOC_CTX *ctx, const char *option, const hd_strings *names,
                        hd_strings *arguments)
{
    for (size_t i = 0; i < names->count; i++)
        hd_vec_push(ctx, arguments, hd_printf(ctx, "--%s=%s", option, names->items[i]));
}

/* The tables with their partitions, as pg_dump has to be told them. */
static hd_error *expand(TALLOC_CTX *ctx, hd_conn *conn, const hd_strings *tables, hd_strings *ret)
{
    HD_SCRATCH(scratch);

    for (size_t i = 0; i < tables->count; i++) {
        hd_rows *rows = NULL;
        HD_TRY(hd_query(scratch, conn, hd_sql_migrate_partitions, 1, &tables->items[i], &rows));
        for (size_t row = 0; row < hd_rows_count(rows); row++)
            hd_vec_push(ctx, ret, hd_strdup(ctx, hd_rows_text(rows, row, 0)));
    }
    return NULL;
}

static hd_error *dump(uv_loop_t *loop, const hd_target *target, const char *folder,
                      const hd_strings *tables, const hd_strings *schemas, const char *path)
{
    HD_SCRATCH(scratch);
    hd_strings arguments = {0};

    hd_vec_push(scratch, &arguments, hd_program_path(scratch, folder, "pg_dump"));
    hd_vec_push(scratch, &arguments, "--format=custom");
    hd_vec_push(scratch, &arguments, hd_printf(scratch, "--file=%s", path));
    if (target->role != NULL)
        hd_vec_push(scratch, &arguments, hd_printf(scratch, "--role=%s", target->role));
    add_filters(scratch, "table", tables, &arguments);
    add_filters(scratch, "schema", schemas, &arguments);
    return run_program(loop, target, &arguments);
}

/* Reads and inflates every block: a dump that was cut does not pass. */
static hd_error *read_back(uv_loop_t *loop, const hd_target *target, const char *folder,
                           const char *path)
{
    HD_SCRATCH(scratch);
    hd_strings arguments = {0};

    hd_vec_push(scratch, &arguments, hd_program_path(scratch, folder, "pg_restore"));
    hd_vec_push(scratch, &arguments, "--file=/dev/null");
    hd_vec_push(scratch, &arguments, path);
    return run_program(loop, target, &arguments);
}

hd_error *hd_table_dump(uv_loop_t *loop, hd_conn *conn, const hd_config *config,
                        const hd_target *target, const hd_strings *tables,
                        const hd_strings *schemas, const char *name, const hd_talk *talk)
{
    HD_SCRATCH(scratch);
    hd_programs programs = {0};
    char *folder = hd_path_join(scratch, hd_config_folder(config), ".howdah/backups");
    char *path = hd_printf(scratch, "%s/%s.dump", folder, name);
    char *partial = hd_printf(scratch, "%s.partial", path);

    hd_strings all = {0};

    HD_TRY(find_programs(scratch, loop, conn, config, &programs));
    HD_TRY(expand(scratch, conn, tables, &all));
    HD_TRY(hd_dir_make(folder));
    if (chmod(folder, S_IRWXU) != 0) /* it holds data that its owner alone should read */
        return hd_file_error("set the mode of", folder);
    hd_error *err = dump(loop, target, programs.folder, &all, schemas, partial);
    if (err == NULL)
        err = read_back(loop, target, programs.folder, partial);
    if (err == NULL && rename(partial, path) != 0)
        err = hd_file_error("rename", partial);
    if (err != NULL) {
        unlink(partial);
        return hd_error_wrap(err, "while dumping what the revisions take away");
    }
    hd_talk_say(talk, HD_TALK_NOTE, "dumped to %s (pg_restore puts it back)", path);
    return NULL;
}
