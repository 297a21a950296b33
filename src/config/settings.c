#include "config/settings.h"

#include <strings.h>

#include "base/clock.h"
#include "base/text.h"
#include "base/vec.h"

static const char *const separators[] = {"os", "space", "newline", ":", ";", NULL};
static const char *const severities[] = {"error", "warning", "note", NULL};
static const char *const transactions[] = {"each", "all", "none", NULL};

const hd_setting hd_settings[] = {
    {.name = "url",
     .alembic = {"sqlalchemy.url"},
     .variable = "HOWDAH_URL",
     .second_variable = "DATABASE_URL",
     .type = HD_SETTING_URL,
     .standard_text = "libpq's variables when PGHOST, PGHOSTADDR, PGSERVICE or PGDATABASE is set; "
                      "else the embedded PostgreSQL",
     .help = "database to work on, as URL or as \"host=... dbname=...\""},
    {.name = "database",
     .variable = "HOWDAH_DATABASE",
     .standard = "postgres",
     .help = "name of the database, unless a URL from nearer by (flag, variable) names one"},
    {.name = "environment",
     .variable = "HOWDAH_ENV",
     .help = "named environment: the settings of section [env NAME] win over those of [howdah]"},
    {.name = "script_location",
     .alembic = {"script_location"},
     .variable = "HOWDAH_SCRIPT_LOCATION",
     .standard = "migrations",
     .help = "folder of the migrations, from the folder of the configuration file"},
    {.name = "version_locations",
     .alembic = {"version_locations"},
     .variable = "HOWDAH_VERSION_LOCATIONS",
     .standard_text = "versions in script_location",
     .help = "folders of the revision files, separated as path_separator says"},
    {.name = "recursive_version_locations",
     .alembic = {"recursive_version_locations"},
     .variable = "HOWDAH_RECURSIVE_VERSION_LOCATIONS",
     .type = HD_SETTING_BOOL,
     .standard = "false",
     .help = "read revision files in folders inside the version locations too"},
    {.name = "path_separator",
     .alembic = {"path_separator", "version_path_separator"},
     .variable = "HOWDAH_PATH_SEPARATOR",
     .type = HD_SETTING_CHOICE,
     .choices = separators,
     .standard_text = "blanks and commas",
     .help = "what separates version_locations; \"os\" is a colon"},
    {.name = "file_template",
     .alembic = {"file_template"},
     .variable = "HOWDAH_FILE_TEMPLATE",
     .standard = "%(rev)s_%(slug)s",
     .help = "name of a new revision file, made of rev, slug, epoch, year, month, day, hour, "
             "minute, second (in a file each % is written twice)"},
    {.name = "truncate_slug_length",
     .alembic = {"truncate_slug_length"},
     .variable = "HOWDAH_TRUNCATE_SLUG_LENGTH",
     .type = HD_SETTING_INT,
     .standard = "40",
     .help = "characters of the message that go into the file name"},
    {.name = "timezone",
     .alembic = {"timezone"},
     .variable = "HOWDAH_TIMEZONE",
     .standard_text = "local time",
     .help = "time zone of the dates in new revision files, such as UTC or Europe/Berlin"},
    {.name = "version_table",
     .alembic = {"version_table"},
     .variable = "HOWDAH_VERSION_TABLE",
     .standard = "alembic_version",
     .help = "table that says which revisions the database is at"},
    {.name = "version_table_schema",
     .alembic = {"version_table_schema"},
     .variable = "HOWDAH_VERSION_TABLE_SCHEMA",
     .standard_text = "the first schema of the search path",
     .help = "schema of the version table"},
    {.name = "search_path",
     .variable = "HOWDAH_SEARCH_PATH",
     .standard_text = "that of the role and database",
     .help = "search_path of every session"},
    {.name = "role",
     .variable = "HOWDAH_ROLE",
     .standard_text = "the user that connects",
     .help = "role that every session takes with SET ROLE, so that it owns what is made"},
    {.name = "transaction",
     .variable = "HOWDAH_TRANSACTION",
     .type = HD_SETTING_CHOICE,
     .choices = transactions,
     .standard = "each",
     .help = "one transaction for each revision, for all of a run, or none"},
    {.name = "lock_timeout",
     .variable = "HOWDAH_LOCK_TIMEOUT",
     .type = HD_SETTING_DURATION,
     .standard = "2s",
     .help = "how long one try of a statement waits for its lock"},
    {.name = "lock_budget",
     .variable = "HOWDAH_LOCK_BUDGET",
     .type = HD_SETTING_DURATION,
     .standard = "10min",
     .help = "how long a statement is tried again when it does not get its lock"},
    {.name = "statement_timeout",
     .variable = "HOWDAH_STATEMENT_TIMEOUT",
     .type = HD_SETTING_DURATION,
     .standard = "0",
     .help = "how long a statement may run; 0 for no limit"},
    {.name = "max_lag",
     .variable = "HOWDAH_MAX_LAG",
     .type = HD_SETTING_DURATION,
     .standard = "0",
     .help = "batches wait while a standby is farther behind; 0: they do not"},
    {.name = "connect_budget",
     .variable = "HOWDAH_CONNECT_BUDGET",
     .type = HD_SETTING_DURATION,
     .standard = "10s",
     .help = "how long to keep trying while the server starts or fails over"},
    {.name = "reconnect_budget",
     .variable = "HOWDAH_RECONNECT_BUDGET",
     .type = HD_SETTING_DURATION,
     .standard = "2min",
     .help = "how long a run that lost its connection tries to get it back"},
    {.name = "scratch_url",
     .variable = "HOWDAH_SCRATCH_URL",
     .type = HD_SETTING_URL,
     .standard_text = "the server of url, or the embedded PostgreSQL",
     .help = "server on which scratch databases may be made and dropped"},
    {.name = "bin_dir",
     .variable = "HOWDAH_BIN_DIR",
     .standard_text = "the newest that is found",
     .help = "folder of the PostgreSQL programs for the embedded cluster"},
    {.name = "embedded_dir",
     .variable = "HOWDAH_EMBEDDED_DIR",
     .standard = ".howdah",
     .help = "folder of the embedded cluster, from the folder of the configuration file"},
    {.name = "models.source",
     .variable = "HOWDAH_MODELS_SOURCE",
     .standard = "models",
     .help =
         "where the wanted schema comes from: folders and files, \"command: ...\", a database's "
         "URL"},
    {.name = "models.actor",
     .variable = "HOWDAH_MODELS_ACTOR",
     .help = "table that created_by and updated_by of the base model refer to"},
    {.name = "diff.schemas",
     .variable = "HOWDAH_DIFF_SCHEMAS",
     .standard_text = "all",
     .help = "shell patterns, separated by commas: only what is in these schemas is compared"},
    {.name = "diff.exclude",
     .variable = "HOWDAH_DIFF_EXCLUDE",
     .help = "shell patterns, separated by commas, of what is not compared: \"public.tmp_*\", "
             "\"index public.old_*\""},
    {.name = "diff.exclude_kinds",
     .variable = "HOWDAH_DIFF_EXCLUDE_KINDS",
     .help = "kinds, separated by commas, that are not compared: \"privilege, comment\""},
    {.name = "verify.seed",
     .variable = "HOWDAH_VERIFY_SEED",
     .help = "SQL file whose rows have to survive \"howdah verify\", from the folder of the "
             "configuration file"},
    {.name = "verify.seed_at",
     .variable = "HOWDAH_VERIFY_SEED_AT",
     .standard = "heads",
     .help = "the revision whose schema the rows fit: they are put in when it is reached"},
    {.name = "lint.ignore",
     .variable = "HOWDAH_LINT_IGNORE",
     .help = "lint rules that are switched off, separated by commas"},
    {.name = "lint.errors",
     .variable = "HOWDAH_LINT_ERRORS",
     .help = "lint rules whose findings are errors, whatever they are by themselves"},
    {.name = "lint.warnings",
     .variable = "HOWDAH_LINT_WARNINGS",
     .help = "lint rules whose findings are warnings"},
    {.name = "lint.notes",
     .variable = "HOWDAH_LINT_NOTES",
     .help = "lint rules whose findings are notes"},
    {.name = "lint.fail_on",
     .variable = "HOWDAH_LINT_FAIL_ON",
     .type = HD_SETTING_CHOICE,
     .choices = severities,
     .standard = "error",
     .help = "the least severity with which \"howdah lint\" ends with status 1"},
    {.name = "lint.small_table",
     .variable = "HOWDAH_LINT_SMALL_TABLE",
     .type = HD_SETTING_INT,
     .standard = "1024",
     .help = "size in kB up to which no lock on a table matters to lint; the sizes of the embedded "
             "PostgreSQL are never believed"},
    {.name = "lint.lock_timeout",
     .variable = "HOWDAH_LINT_LOCK_TIMEOUT",
     .type = HD_SETTING_DURATION,
     .standard = "10s",
     .help = "the longest lock_timeout that lint puts up with"},
    {.name = "lint.index_columns",
     .variable = "HOWDAH_LINT_INDEX_COLUMNS",
     .type = HD_SETTING_INT,
     .standard = "3",
     .help = "the most columns of an index that lint puts up with"},
    {.name = "backup.folder",
     .variable = "HOWDAH_BACKUP_FOLDER",
     .standard = ".howdah/backups",
     .help = "where backups are, from the folder of the configuration file"},
    {.name = "backup.jobs",
     .variable = "HOWDAH_BACKUP_JOBS",
     .type = HD_SETTING_INT,
     .standard = "2",
     .help = "how many tables are dumped and restored at once"},
    {.name = "backup.lock_wait",
     .variable = "HOWDAH_BACKUP_LOCK_WAIT",
     .type = HD_SETTING_DURATION,
     .standard = "1min",
     .help = "how long a backup waits for a table that a schema change has locked"},
    {.name = "backup.encrypt",
     .variable = "HOWDAH_BACKUP_ENCRYPT",
     .help = "shell command that encrypts its input, such as \"age -r age1...\""},
    {.name = "backup.decrypt",
     .variable = "HOWDAH_BACKUP_DECRYPT",
     .help = "shell command that decrypts it, such as \"age -d -i key.txt\""},
    {.name = "backup.sign_key",
     .variable = "HOWDAH_BACKUP_SIGN_KEY",
     .help = "file with a key: backups are signed with it, and others are not restored"},
    {.name = "backup.offsite",
     .variable = "HOWDAH_BACKUP_OFFSITE",
     .help = "shell command that copies a proved backup elsewhere: folder $1, name $2"},
    {.name = "backup.offsite_read",
     .variable = "HOWDAH_BACKUP_OFFSITE_READ",
     .help = "shell command that prints file $3 of the copy, to compare it: folder $1, name $2"},
    {.name = "backup.assertions",
     .variable = "HOWDAH_BACKUP_ASSERTIONS",
     .help =
         "file of SQL, or folder of such files, each statement of which a drill must find true"},
    {.name = "backup.max_age",
     .variable = "HOWDAH_BACKUP_MAX_AGE",
     .type = HD_SETTING_DURATION,
     .standard = "7d",
     .help = "age of the newest backup from which the doctor complains"},
    {.name = "backup.keep_last",
     .variable = "HOWDAH_BACKUP_KEEP_LAST",
     .type = HD_SETTING_INT,
     .standard = "3",
     .help = "how many of the newest backups prune keeps"},
    {.name = "backup.keep_daily",
     .variable = "HOWDAH_BACKUP_KEEP_DAILY",
     .type = HD_SETTING_INT,
     .standard = "7",
     .help = "for how many days prune keeps the newest backup of the day"},
    {.name = "backup.keep_weekly",
     .variable = "HOWDAH_BACKUP_KEEP_WEEKLY",
     .type = HD_SETTING_INT,
     .standard = "4",
     .help = "for how many weeks prune keeps the newest backup of the week"},
    {.name = "backup.keep_monthly",
     .variable = "HOWDAH_BACKUP_KEEP_MONTHLY",
     .type = HD_SETTING_INT,
     .standard = "12",
     .help = "for how many months prune keeps the newest backup of the month"},
    {.name = "backup.keep_yearly",
     .variable = "HOWDAH_BACKUP_KEEP_YEARLY",
     .type = HD_SETTING_INT,
     .standard = "3",
     .help = "for how many years prune keeps the newest backup of the year"},
};
const size_t hd_setting_count = HD_COUNT(hd_settings);

const hd_unhonoured hd_unhonoured_keys[] = {
    {"sourceless", "false", "revisions are read from .sql files, never from compiled ones"},
    {"revision_environment", "false", "there is no env.py that could run for a new revision"},
    {"output_encoding", "utf-8", "revision files are written in UTF-8"},
    {"databases", NULL, "one run works on one database: name each with --url or --env"},
};
const size_t hd_unhonoured_count = HD_COUNT(hd_unhonoured_keys);

const hd_setting *hd_setting_find(const char *name)
{
    for (size_t i = 0; i < hd_setting_count; i++)
        if (strcmp(hd_settings[i].name, name) == 0)
            return &hd_settings[i];
    return NULL;
}

bool hd_setting_parse_bool(const char *value, bool *ret)
{
    static const struct {
        const char *word;
        bool truth;
    } words[] = {{"true", true},   {"yes", true}, {"on", true},   {"1", true},
                 {"false", false}, {"no", false}, {"off", false}, {"0", false}};

    for (size_t i = 0; i < HD_COUNT(words); i++)
        if (strcasecmp(words[i].word, value) == 0) {
            *ret = words[i].truth;
            return true;
        }
    return false;
}

static hd_error *invalid(const hd_setting *setting, const char *value)
{
    return hd_error_new(HD_CONFIG, "invalid value \"%s\" of setting \"%s\"", value, setting->name);
}

static hd_error *check_choice(const hd_setting *setting, const char *value)
{
    HD_SCRATCH(scratch);
    hd_strings words = {0};

    for (const char *const *word = setting->choices; *word != NULL; word++) {
        if (strcmp(*word, value) == 0)
            return NULL;
        hd_vec_push(scratch, &words, *word);
    }
    return hd_error_hint(invalid(setting, value), "It is one of these: %s",
                         hd_text_join(scratch, &words, " "));
}

static hd_error *check_duration(const hd_setting *setting, const char *value)
{
    uint64_t ms = 0;
    hd_error *err = hd_duration_parse(value, &ms);

    if (err == NULL)
        return NULL;
    hd_error_free(err);
    return hd_error_hint(invalid(setting, value), "Write a number and a unit: ms, s, min, h or d.");
}

hd_error *hd_setting_check(const hd_setting *setting, const char *value)
{
    int64_t number = 0;
    bool truth = false;

    switch (setting->type) {
    case HD_SETTING_TEXT:
    case HD_SETTING_URL: /* checked when it is reduced */
        return NULL;
    case HD_SETTING_BOOL:
        if (hd_setting_parse_bool(value, &truth))
            return NULL;
        return hd_error_hint(invalid(setting, value), "Write true or false.");
    case HD_SETTING_INT:
        if (hd_text_to_int(value, &number) && number >= 0)
            return NULL;
        return hd_error_hint(invalid(setting, value), "Write a whole number, 0 or more.");
    case HD_SETTING_DURATION:
        return check_duration(setting, value);
    case HD_SETTING_CHOICE:
        return check_choice(setting, value);
    }
    return NULL;
}
