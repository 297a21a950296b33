/*
 * Starts a project. Everything is checked before the first file is made, so that a
 * refusal leaves nothing behind.
 */
#include "base/buf.h"
#include "base/file.h"
#include "base/text.h"
#include "cli/project.h"
#include "config/secret.h"
#include "config/url.h"

static const hd_option opt_template = {"template", 't',
                                       "NAME",     "accepted for Alembic's sake: generic or async",
                                       false,      "generic async"};
static const hd_option opt_package = {"package", 0, NULL,
                                      "accepted for Alembic's sake, without effect", false};

/* What differs between a howdah.ini and an alembic.ini. */
struct flavor {
    const char *section;
    const char *url; /* name of the setting */
};

static const char ini_text[] =
    "# Settings of this project. \"howdah config show\" prints each with its value and where\n"
    "# that comes from. %%(here)s is the folder of this file; a percent sign is written twice.\n"
    "\n"
    "[%s]\n"
    "# Folder of the migrations.\n"
    "script_location = %s\n"
    "\n"
    "# The database, as a URL. The environment variables HOWDAH_URL and DATABASE_URL win over\n"
    "# it. Without any of them howdah runs a PostgreSQL of its own under .howdah/.\n"
    "%s = %s\n"
    "\n"
    "# Names of new revision files, from rev, slug, epoch, year, month, day, hour, minute and\n"
    "# second. Files are read in the order of their names.\n"
    "# file_template = %%%%(year)d_%%%%(month).2d_%%%%(day).2d_%%%%(hour).2d%%%%(minute).2d-"
    "%%%%(rev)s_%%%%(slug)s\n"
    "\n"
    "# Characters of the message that go into the name.\n"
    "# truncate_slug_length = 40\n"
    "\n"
    "# Time zone of the dates in new files; local time when it is not set.\n"
    "# timezone = UTC\n"
    "\n"
    "# Folders of revision files, separated as path_separator says, and whether the folders in\n"
    "# them are read as well.\n"
    "# version_locations = %s/versions:%%(here)s/shop/versions\n"
    "# recursive_version_locations = false\n"
    "path_separator = os\n"
    "\n"
    "# Where the database keeps the revisions it is at.\n"
    "# version_table = alembic_version\n"
    "# version_table_schema = public\n"
    "\n"
    "# Programs that run on each new revision file.\n"
    "[post_write_hooks]\n"
    "# hooks = format\n"
    "# format.type = exec\n"
    "# format.executable = sqlfluff\n"
    "# format.options = fix --dialect postgres REVISION_SCRIPT_FILENAME\n";

static const char migrations_text[] =
    "The migrations of this project: one SQL file for each revision in versions/.\n"
    "\n"
    "    howdah revision -m \"add users\"   make a file, then fill its two sections\n"
    "    howdah upgrade head              apply what is not applied yet\n"
    "    howdah downgrade -1              go one step back\n"
    "    howdah history                   list all revisions\n";

static const char models_text[] =
    "What the database should look like: .sql files with CREATE statements, in any order.\n";

static const char example_url[] = "postgresql://user@localhost/app";

/* A file that init makes. */
struct file {
    const char *path;
    const char *text;
};

static hd_error *check_template(hd_app *app)
{
    static const char *const known[] = {"generic", "async", "multidb", "pyproject",
                                        "pyproject_async"};
    const char *name = hd_value(app, "template");
    bool found = name == NULL;

    for (size_t i = 0; i < HD_COUNT(known); i++)
        found = found || strcmp(name, known[i]) == 0;
    if (!found)
        return hd_error_new(HD_MISSING, "No such template '%s'", name);
    if (name != NULL && strcmp(name, "generic") != 0 && strcmp(name, "async") != 0)
        hd_remark(app, "template \"%s\" is not different from \"generic\" here", name);
    return NULL;
}

static char *doubled_percent(TALLOC_CTX *ctx, const char *text)
{
    HD_SCRATCH(scratch);
    hd_buf *buf = hd_buf_new(scratch);

    for (; *text != '\0'; text++) {
        hd_buf_add(buf, *text == '%' ? "%" : "");
        hd_buf_add_char(buf, *text);
    }
    return hd_buf_take(ctx, buf);
}

/*
 * The database of --url as the file shall have it: a percent sign doubled, no password. NULL
 * when none is given.
 *
 *   had_password  whether one was left out
 */
static hd_error *url_text(TALLOC_CTX *ctx, const hd_app *app, char **ret, bool *had_password)
{
    HD_SCRATCH(scratch);
    const char *given = hd_value(app, "url");
    hd_url url = {0};

    if (given == NULL)
        return NULL;
    hd_error *err = hd_url_reduce(scratch, given, &url);
    if (err != NULL)
        return hd_error_wrap(err, "while reading option \"--url\"");
    if (url.conninfo == NULL || given[strcspn(given, "\n\r")] != '\0')
        return hd_error_new(HD_USAGE, "option \"--url\" names no database");
    /* With a second "@" it is not certain where the password ends; reduced, it has one only. */
    bool plain = strchr(given, '@') == strrchr(given, '@');
    char *clear = hd_strdup(scratch, plain ? given : url.conninfo);
    *had_password = hd_secret_remove(clear);
    *ret = doubled_percent(ctx, clear);
    return NULL;
}

/* An answer that init would not write down is not taken. */
static hd_error *check_options(const hd_app *app, const char *ini)
{
    const char *env = hd_value(app, "env");

    if (env != NULL)
        return hd_error_hint(hd_error_new(HD_USAGE, "init writes no environments"),
                             "Write a section [env %s] with its url into the file.", env);
    if (hd_value(app, "url") != NULL && hd_file_exists(ini))
        return hd_error_hint(
            hd_error_new(HD_CONFLICT, "\"%s\" exists already, and init does not change it", ini),
            "Write the url into the file, or leave --url out.");
    return NULL;
}

static hd_error *check_folder(const char *path)
{
    HD_SCRATCH(scratch);
    hd_strings names = {0};

    if (hd_file_exists(path))
        return hd_error_new(HD_CONFLICT, "\"%s\" is a file", path);
    if (!hd_dir_exists(path))
        return NULL;
    HD_TRY(hd_dir_list(scratch, path, &names));
    if (names.count > 0)
        return hd_error_hint(
            hd_error_new(HD_CONFLICT, "Directory %s already exists and is not empty", path),
            "Name another folder: \"howdah init FOLDER\".");
    return NULL;
}

static hd_error *make_folder(hd_app *app, const char *path)
{
    if (hd_dir_exists(path))
        return NULL;
    hd_error *err = hd_dir_make(path);
    hd_app_status(app, "Creating directory", path, err == NULL);
    return err;
}

static hd_error *make_file(hd_app *app, const struct file *file)
{
    if (hd_file_exists(file->path)) {
        if (!app->quiet)
            printf("File %s already exists, skipping\n", file->path);
        return NULL;
    }
    hd_error *err = hd_file_write(file->path, file->text, strlen(file->text));
    hd_app_status(app, "Generating", file->path, err == NULL);
    return err;
}

/* An alembic.ini when that is asked for, by the name of the file or of the program. */
static const char *ini_path(TALLOC_CTX *ctx, const hd_app *app)
{
    const char *asked = hd_value(app, "config");

    if (asked == NULL)
        asked = strcmp(app->program, "alembic") == 0 ? "alembic.ini" : "howdah.ini";
    return hd_path_absolute(ctx, asked);
}

/* The folder as the file names it: from its own folder when it is in there. */
static char *location_text(TALLOC_CTX *ctx, const char *ini, const char *folder)
{
    HD_SCRATCH(scratch);
    const char *here = hd_path_folder(scratch, ini);
    size_t len = strlen(here);
    bool inside = hd_text_starts(folder, here) && folder[len] == '/';

    return hd_printf(ctx, "%s%s", inside ? "%(here)s" : "",
                     doubled_percent(scratch, folder + (inside ? len : 0)));
}

static char *ini_content(TALLOC_CTX *ctx, const char *path, const char *folder, const char *url)
{
    const struct flavor howdah = {"howdah", "url"};
    const struct flavor alembic = {"alembic", "sqlalchemy.url"};
    const struct flavor *flavor = strcmp(hd_path_name(path), "alembic.ini") == 0 ? &alembic
                                                                                 : &howdah;
    const char *location = location_text(ctx, path, folder);
    const char *name = url == NULL ? hd_printf(ctx, "# %s", flavor->url) : flavor->url;

    return hd_printf(ctx, ini_text, flavor->section, location, name,
                     url == NULL ? example_url : url, location);
}

static hd_error *run(hd_app *app)
{
    HD_SCRATCH(scratch);
    const char *asked = hd_argument(app, 0) == NULL ? "migrations" : hd_argument(app, 0);
    const char *folder = hd_path_absolute(scratch, asked);
    const char *ini = ini_path(scratch, app);
    const char *models = hd_path_join(scratch, hd_path_folder(scratch, ini), "models");
    char *url = NULL;
    bool had_password = false;

    HD_TRY(check_template(app));
    HD_TRY(check_options(app, ini));
    HD_TRY(check_folder(folder));
    HD_TRY(url_text(scratch, app, &url, &had_password));
    const struct file files[] = {
        {hd_path_join(scratch, folder, "README"), migrations_text},
        {hd_path_join(scratch, models, "README"), models_text},
        {ini, ini_content(scratch, ini, folder, url)},
    };

    HD_TRY(make_folder(app, folder));
    HD_TRY(make_folder(app, hd_path_join(scratch, folder, "versions")));
    HD_TRY(make_folder(app, models));
    for (size_t i = 0; i < HD_COUNT(files); i++)
        HD_TRY(make_file(app, &files[i]));
    if (had_password)
        hd_warn(app, "the password of the url is not written; give it with PGPASSWORD, in "
                     "~/.pgpass, or with the whole url in HOWDAH_URL");
    if (!app->quiet)
        printf("Please edit the settings in '%s' before proceeding.\n", ini);
    return NULL;
}

const hd_cli_command hd_command_init = {
    .name = "init",
    .group = "Project",
    .summary = "Start a project: settings, folders for migrations and models",
    .text = "Makes howdah.ini (or the file that --config names), the folder of the migrations with "
            "versions/ in it, and models/. A folder that has something in it is refused, a "
            "file that exists is left as it is. --url is written into the file, without its "
            "password.",
    .positionals = (const hd_positional[]){{"[FOLDER]", "of the migrations; default: migrations"},
                                           {0}},
    .options = (const hd_option *const[]){&opt_template, &opt_package, NULL},
    .examples = (const char *const[]){"howdah init", "howdah init db/migrations",
                                      "howdah init --url postgresql://app@db.example.com/shop",
                                      NULL},
    .needs = HD_NEEDS_NOTHING,
    .run = run,
};
