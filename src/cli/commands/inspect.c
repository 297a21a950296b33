#include "base/file.h"
#include "base/text.h"
#include "base/utf8.h"
#include "catalog/ddl.h"
#include "cli/command.h"
#include "cli/side.h"
#include "parse/quote.h"

static const hd_option option_sql = {
    "sql", 0, NULL, "print the statements that make it again in an empty database", false};
static const hd_option option_split = {
    "split", 0, "FOLDER", "with --sql: write one file for each object into the folder", false};
static const hd_option option_schema = {"schema", 's', "PATTERN",
                                        "only schemas whose names match the shell pattern", true};
static const hd_option option_no_owner = {"no-owner", 0, NULL,
                                          "with --sql: leave out who owns the objects", false};
static const hd_option *const options[] = {
    &hd_option_json, &option_sql, &option_split, &option_schema, &option_no_owner, NULL,
};

/* ---- as SQL ---- */

/* A name that every file system takes: other characters become underscores. */
static void file_name_add(hd_buf *out, const char *name)
{
    for (; *name != '\0'; name++)
        hd_buf_add_char(out, strchr("/\\:*?\"<>|\n\r\t ", *name) != NULL ? '_' : *name);
}

/*
 * FOLDER/schema/kind/name.sql, for what is in no schema FOLDER/kind/name.sql; overloads
 * of a function share a file.
 */
static char *unit_path(TALLOC_CTX *ctx, const char *folder, const hd_fact *fact)
{
    HD_SCRATCH(scratch);
    const hd_fact *root = hd_fact_root(fact);
    hd_buf *path = hd_buf_new(scratch);

    hd_buf_addf(path, "%s/", folder);
    if (root->schema != NULL) {
        file_name_add(path, root->schema);
        hd_buf_add_char(path, '/');
    }
    hd_buf_addf(path, "%s/", root->kind->name);
    file_name_add(path, root->name == NULL ? root->identity : root->name);
    hd_buf_add(path, ".sql");
    return hd_buf_take(ctx, path);
}

struct split_file {
    const char *path;
    hd_buf *text;
};

static int file_order(const void *a, const void *b)
{
    const struct split_file *left = a;
    const struct split_file *right = b;

    return strcmp(left->path, right->path);
}

/* Files of one path are put together; qsort must not change the order of the statements. */
static size_t files_collect(TALLOC_CTX *ctx, const hd_ddl_script *script, const char *folder,
                            struct split_file **ret)
{
    struct split_file *keys = hd_new_array(ctx, struct split_file, script->count + 1);
    size_t count = 0;

    for (size_t i = 0; i < script->count; i++)
        keys[i].path = unit_path(ctx, folder, script->units[i].fact);
    struct split_file *files = hd_new_array(ctx, struct split_file, script->count + 1);
    memcpy(files, keys, script->count * sizeof(*files));
    qsort(files, script->count, sizeof(*files), file_order);
    for (size_t i = 0; i < script->count; i++)
        if (i == 0 || strcmp(files[count - 1].path, files[i].path) != 0)
            files[count++] = (struct split_file){files[i].path, hd_buf_new(ctx)};
    for (size_t i = 0; i < script->count; i++) {
        struct split_file *file = bsearch(&keys[i], files, count, sizeof(*files), file_order);
        if (file == NULL)
            continue; /* each key is among the files */
        if (file->text->len > 0)
            hd_buf_add_char(file->text, '\n');
        hd_buf_add(file->text, script->units[i].sql);
    }
    *ret = files;
    return count;
}

static hd_error *split_write(hd_app *app, const hd_ddl_script *script, const char *folder)
{
    HD_SCRATCH(scratch);
    struct split_file *files = NULL;
    size_t count = files_collect(scratch, script, folder, &files);

    for (size_t i = 0; i < count; i++)
        HD_TRY(hd_file_write(files[i].path, files[i].text->data, files[i].text->len));
    hd_say(app, "%zu file%s written into \"%s\"", count, count == 1 ? "" : "s", folder);
    return NULL;
}

static hd_error *print_sql(hd_app *app, const hd_snapshot *snapshot)
{
    HD_SCRATCH(scratch);
    const char *folder = hd_value(app, "split");
    hd_ddl_script script = {0};

    HD_TRY(hd_ddl_script_make(scratch, snapshot, hd_flag(app, "no-owner"), &script));
    for (size_t i = 0; i < script.count; i++)
        if (script.units[i].incomplete)
            hd_warn(app, "%s %s cannot be written as SQL", script.units[i].fact->kind->name,
                    script.units[i].fact->identity);
    if (folder != NULL)
        return split_write(app, &script, folder);
    hd_buf *out = hd_buf_new(scratch);
    hd_ddl_script_print(out, &script);
    fwrite(out->data, 1, out->len, stdout);
    return NULL;
}

/* ---- summary ---- */

/* "foreign_table" as people write it. */
static void kind_print(hd_buf *out, const hd_kind *kind)
{
    for (const char *c = kind->name; *c != '\0'; c++)
        hd_buf_add_char(out, *c == '_' ? ' ' : *c);
}

/* Names are shown where there are few, and always where howdah does not know all of a kind. */
static void names_print(hd_buf *out, const hd_snapshot *snapshot, size_t first, size_t count)
{
    enum { FEW = 8 };

    if (snapshot->facts[first]->kind->tier < 3 &&
        (count > FEW || snapshot->facts[first]->kind->needs_parent ||
         snapshot->facts[first]->kind == &hd_kind_owner))
        return;
    hd_buf_add(out, "  ");
    for (size_t i = first; i < first + count; i++) {
        hd_buf_add(out, i == first ? "" : ", ");
        hd_utf8_add_safe(out, snapshot->facts[i]->identity);
    }
}

static void print_summary(const hd_snapshot *snapshot)
{
    enum { COLUMNS = 28 };
    HD_SCRATCH(scratch);
    hd_buf *out = hd_buf_new(scratch);

    for (size_t first = 0, next = 0; first < snapshot->count; first = next) {
        const hd_kind *kind = snapshot->facts[first]->kind;
        while (next < snapshot->count && snapshot->facts[next]->kind == kind)
            next++;
        size_t start = out->len;
        kind_print(out, kind);
        hd_buf_addf(out, "%*zu", (int)(COLUMNS - (out->len - start)) + 6, next - first);
        names_print(out, snapshot, first, next - first);
        hd_buf_add_char(out, '\n');
    }
    hd_buf_addf(out, "%zu facts, hash %016llx, PostgreSQL %d\n", snapshot->count,
                (unsigned long long)snapshot->hash, snapshot->server_version / 10000);
    fputs(out->data, stdout);
}

static void say_rename(const hd_app *app, const hd_rename *rename)
{
    HD_SCRATCH(scratch);

    hd_say(app, "%s:%zu: %s %s is renamed from %s", rename->path, rename->line,
           rename->fact->kind->name, rename->fact->identity,
           hd_sql_qualified(scratch, rename->old_schema, rename->old_name));
}

static hd_error *check_options(hd_app *app)
{
    if (hd_flag(app, "json") && hd_flag(app, "sql"))
        return hd_error_new(HD_USAGE, "--json and --sql exclude each other");
    if (hd_flag(app, "split") && !hd_flag(app, "sql"))
        return hd_error_new(HD_USAGE, "--split needs --sql");
    return NULL;
}

static hd_error *run(hd_app *app)
{
    HD_SCRATCH(scratch);
    hd_side side = {0};
    hd_buf *out = hd_buf_new(scratch);

    HD_TRY(check_options(app));
    HD_TRY(hd_side_read(scratch, app, hd_argument(app, 0), "inspect", 0, &side));
    const hd_snapshot *snapshot = side.snapshot;
    for (size_t i = 0; i < side.renames.count; i++)
        say_rename(app, &side.renames.items[i]);
    if (hd_flag(app, "schema"))
        snapshot = hd_snapshot_filter(scratch, snapshot, hd_values(app, "schema"));
    if (hd_flag(app, "sql"))
        return print_sql(app, snapshot);
    if (!hd_flag(app, "json")) {
        print_summary(snapshot);
        return NULL;
    }
    hd_snapshot_print(out, snapshot);
    fwrite(out->data, 1, out->len, stdout);
    return NULL;
}

const hd_cli_command hd_command_inspect = {
    .name = "inspect",
    .group = "Inspect",
    .summary = "Show what a database or the models contain: tables, types, functions ...",
    .text =
        "Without an argument it is the project's database; a name is another database of the "
        "same server; a URL or connection string is any; a file is a snapshot that --json "
        "wrote. What the server and extensions made is left out.\n\n"
        "The word \"models\" stands for the declared models (setting models.source); a folder, "
        "an .sql file or \"command: PROGRAM\" are models as well. They are loaded into a scratch "
        "database, unless nothing has changed since the last time.\n\n"
        "\"migrations\" or a revision is what the revisions up to there make, run on a scratch "
        "database.\n\n"
        "--sql prints statements in an order in which psql can run them; materialized views "
        "are made without rows, and values of secret options are not read. With --split each "
        "object gets a file of its own, with its indexes, triggers, comments and grants: the "
        "way from a database to a models folder.",
    .positionals = (const hd_positional[]){{"[SOURCE]",
                                            "a database's name or URL, a snapshot's file, "
                                            "models, migrations or a revision"},
                                           {0}},
    .options = options,
    .examples = (const char *const[]){"howdah inspect", "howdah inspect --json >before.json",
                                      "howdah inspect models",
                                      "howdah inspect postgresql://app@db/app --sql --split models",
                                      NULL},
    .needs = HD_NEEDS_CONFIG,
    .run = run,
};
