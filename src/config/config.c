/*
 * Loading goes through the table of settings once. For each, the sources are asked in order
 * of precedence, and what the first one says is interpolated, checked and kept
 * together with where it was found.
 */
#include "config/config.h"

#include <assert.h>
#include <strings.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/text.h"
#include "config/find.h"
#include "config/ini.h"
#include "config/secret.h"
#include "config/url.h"

enum { MAX_CONFIG_BYTES = 1 << 20 };

/* A section that settings are read from. */
struct main_section {
    const char *name;
    bool own;     /* keys are names of settings */
    bool alembic; /* keys are those of Alembic */
};

struct hd_config {
    const char *file;   /* absolute, or NULL */
    const char *folder; /* absolute */
    const hd_ini *ini;  /* NULL without a file */
    struct main_section sections[2];
    size_t section_count;
    const char *env_section; /* "env production", or NULL */
    hd_config_value *values; /* parallel to hd_settings */
    bool url_names_database;
    bool quiet;
    hd_strings remarks;
};

/* What the first source that knew a setting said. */
struct found {
    const char *text; /* NULL: nothing did */
    enum hd_config_source kind;
    const char *source;
    const hd_ini_entry *entry; /* when it is in the file */
    const char *section;       /* that interpolation looks in */
    bool by_alembic_key;
};

static void add_remark(hd_config *config, char *remark)
{
    hd_vec_push(config, &config->remarks, talloc_steal(config, remark));
}

static const char *entry_source(TALLOC_CTX *ctx, const hd_config *config, const hd_ini_entry *entry)
{
    return hd_printf(ctx, "%s:%zu", config->ini->path, entry->line);
}

static void found_entry(const hd_config *config, const hd_ini_entry *entry, const char *section,
                        enum hd_config_source kind, struct found *ret)
{
    /* An empty value is as if the key were not there. */
    if (entry == NULL || *entry->value == '\0')
        return;
    *ret = (struct found){.text = entry->value,
                          .kind = kind,
                          .source = entry_source(config->values, config, entry),
                          .entry = entry,
                          .section = section};
}

static void find_in_variables(const hd_setting *setting, struct found *ret)
{
    static const char *const libpq[] = {"PGHOST", "PGHOSTADDR", "PGSERVICE", "PGDATABASE"};
    const char *const names[] = {setting->variable, setting->second_variable};

    for (size_t i = 0; i < HD_COUNT(names) && ret->text == NULL; i++) {
        const char *value = names[i] == NULL ? NULL : getenv(names[i]);
        if (value != NULL && *value != '\0')
            *ret = (struct found){value, HD_SOURCE_VARIABLE, names[i], NULL, NULL, false};
    }
    for (size_t i = 0; i < HD_COUNT(libpq) && strcmp(setting->name, "url") == 0; i++) {
        const char *value = getenv(libpq[i]);
        if (ret->text == NULL && value != NULL && *value != '\0')
            *ret = (struct found){"", HD_SOURCE_VARIABLE, libpq[i], NULL, NULL, false};
    }
}

/* [howdah] has the key as it is called; "models.source" is key source of [models], too. */
static void find_own_key(const hd_config *config, const char *section, const hd_setting *setting,
                         struct found *ret)
{
    HD_SCRATCH(scratch);
    const char *dot = strchr(setting->name, '.');

    found_entry(config, hd_ini_find(config->ini, section, setting->name), section, HD_SOURCE_FILE,
                ret);
    if (ret->text != NULL || dot == NULL)
        return;
    const char *group = hd_strndup(scratch, setting->name, (size_t)(dot - setting->name));
    const hd_ini_entry *entry = hd_ini_find_own(config->ini, group, dot + 1);
    if (entry != NULL)
        found_entry(config, entry, entry->section, HD_SOURCE_FILE, ret);
}

static void find_in_file(const hd_config *config, const hd_setting *setting, struct found *ret)
{
    if (config->env_section != NULL)
        found_entry(config, hd_ini_find_own(config->ini, config->env_section, setting->name),
                    config->env_section, HD_SOURCE_ENV, ret);
    for (size_t i = 0; i < config->section_count && ret->text == NULL; i++) {
        const struct main_section *section = &config->sections[i];

        for (size_t k = 0; k < HD_COUNT(setting->alembic) && section->alembic; k++) {
            if (ret->text != NULL || setting->alembic[k] == NULL)
                break;
            found_entry(config, hd_ini_find(config->ini, section->name, setting->alembic[k]),
                        section->name, HD_SOURCE_FILE, ret);
            ret->by_alembic_key = ret->text != NULL;
        }
        if (section->own && ret->text == NULL)
            find_own_key(config, section->name, setting, ret);
    }
}

static struct found find_setting(const hd_config *config, const hd_config_request *request,
                                 const hd_setting *setting)
{
    struct found found = {0};

    if (strcmp(setting->name, "url") == 0 && request->url != NULL)
        return (struct found){request->url, HD_SOURCE_FLAG, "--url", NULL, NULL, false};
    if (strcmp(setting->name, "environment") == 0 && request->env != NULL)
        return (struct found){request->env, HD_SOURCE_FLAG, "--env", NULL, NULL, false};
    find_in_variables(setting, &found);
    if (found.text == NULL && config->ini != NULL)
        find_in_file(config, setting, &found);
    return found;
}

/* %(name)s may be the name of a setting that the file does not give; those above it are known. */
static const char *lookup_setting(const char *key, const void *arg)
{
    const hd_config *config = arg;
    const hd_setting *setting = hd_setting_find(key);

    return setting == NULL ? NULL : config->values[setting - hd_settings].value;
}

/*
 * Alembic reads booleans strictly, its template has a comment after a choice, and
 * "package.module:folder" is a folder inside a Python package.
 */
static const char *read_as_alembic(TALLOC_CTX *ctx, const hd_setting *setting, const char *text)
{
    const char *colon = strchr(text, ':');

    if (setting->type == HD_SETTING_BOOL)
        return strcmp(text, "true") == 0 ? "true" : "false";
    if (setting->type == HD_SETTING_CHOICE)
        return hd_strndup(ctx, text, strcspn(text, " \t\n"));
    if (strcmp(setting->name, "script_location") == 0 && colon != NULL && *text != '/') {
        char *path = hd_strdup(ctx, text);
        for (char *c = path; c <= path + (colon - text); c++)
            if (*c == '.' || *c == ':')
                *c = '/';
        return path;
    }
    return text;
}

static hd_error *blame(const hd_config *config, const struct found *found, hd_error *err)
{
    if (err == NULL)
        return NULL;
    if (found->entry == NULL)
        return hd_error_detail(err, "The value comes from %s.", found->source);
    return hd_ini_error(config->ini, found->entry->offset, err);
}

static hd_error *take_url(hd_config *config, const hd_setting *setting, const char *text,
                          hd_config_value *value)
{
    HD_SCRATCH(scratch);
    hd_url url = {0};

    HD_TRY(hd_url_reduce(config, text, &url));
    value->value = url.conninfo;
    value->shown = hd_secret_mask(config, text);
    if (url.conninfo == NULL) {
        add_remark(config,
                   hd_printf(scratch,
                             "%s: the URL is still the placeholder that \"alembic init\" wrote, "
                             "so it is as if none were set",
                             value->source));
        value->shown = NULL;
    }
    if (url.dropped.count > 0)
        add_remark(config,
                   hd_printf(scratch, "%s: parameters that only a driver knows are left out: %s",
                             value->source, hd_text_join(scratch, &url.dropped, ", ")));
    if (strcmp(setting->name, "url") == 0)
        config->url_names_database = url.names_database;
    return NULL;
}

static hd_error *take_text(hd_config *config, const hd_setting *setting, const struct found *found,
                           hd_config_value *value)
{
    const char *text = found->text;

    if (setting->type == HD_SETTING_URL)
        return take_url(config, setting, text, value);
    if (found->by_alembic_key)
        text = read_as_alembic(config->values, setting, text);
    HD_TRY(hd_setting_check(setting, text));
    value->value = hd_strdup(config, text);
    value->shown = value->value;
    return NULL;
}

static hd_error *load_setting(hd_config *config, const hd_config_request *request,
                              const hd_setting *setting)
{
    HD_SCRATCH(scratch);
    hd_config_value *value = &config->values[setting - hd_settings];
    struct found found = find_setting(config, request, setting);

    if (found.kind == HD_SOURCE_FLAG && *found.text == '\0')
        return hd_error_hint(hd_error_new(HD_USAGE, "value of \"%s\" is empty", found.source),
                             "Is a shell variable not set?");
    if (found.entry != NULL) {
        char *text = NULL;
        HD_TRY(hd_ini_value(scratch, config->ini, found.section, found.entry, lookup_setting,
                            config, &text));
        found.text = hd_text_trim(scratch, text, strlen(text));
        if (*found.text == '\0')
            found = (struct found){0};
    }
    value->kind = found.kind;
    value->source = found.text == NULL ? "default" : found.source;
    if (found.text != NULL)
        return blame(config, &found, take_text(config, setting, &found, value));
    value->value = value->shown = setting->standard;
    return NULL;
}

/* Name of the environment of a section "env NAME", or NULL. */
static const char *env_name(const char *section)
{
    return hd_text_starts(section, "env ") ? section + 4 + strspn(section + 4, " ") : NULL;
}

void hd_config_environments(TALLOC_CTX *ctx, const hd_config *config, hd_strings *ret)
{
    for (size_t i = 0; config->ini != NULL && i < config->ini->sections.count; i++)
        if (env_name(config->ini->sections.items[i].name) != NULL)
            hd_vec_push(ctx, ret, env_name(config->ini->sections.items[i].name));
}

static hd_error *unknown_environment(const hd_config *config, const char *name)
{
    HD_SCRATCH(scratch);
    hd_strings names = {0};
    hd_error *err = NULL;

    if (config->ini == NULL)
        return hd_error_hint(hd_error_new(HD_CONFIG, "environment \"%s\" is not configured", name),
                             "There is no configuration file; write a howdah.ini with a section "
                             "\"[env %s]\".",
                             name);
    hd_config_environments(scratch, config, &names);
    const char *nearest = hd_text_nearest(name, names.items, names.count);
    err = hd_error_new(HD_CONFIG, "environment \"%s\" is not in \"%s\"", name, config->ini->path);
    if (nearest != NULL)
        return hd_error_hint(err, "Did you mean \"%s\"?", nearest);
    if (names.count > 0)
        return hd_error_hint(err, "It has these: %s.", hd_text_join(scratch, &names, ", "));
    return hd_error_hint(err, "Write a section \"[env %s]\".", name);
}

static hd_error *choose_environment(hd_config *config)
{
    const char *name = hd_config_get(config, "environment");

    if (name == NULL)
        return NULL;
    for (size_t i = 0; config->ini != NULL && i < config->ini->sections.count; i++) {
        const char *section = config->ini->sections.items[i].name;
        if (hd_text_equal(env_name(section), name))
            config->env_section = section;
    }
    return config->env_section != NULL ? NULL : unknown_environment(config, name);
}

/* Whether the key is one of [howdah], [models] (group is "models."), ... or [env NAME]. */
static void remark_unknown_key(hd_config *config, const hd_ini_entry *entry, const char *group)
{
    HD_SCRATCH(scratch);
    hd_strings names = {0};
    const char *full = hd_printf(scratch, "%s%s", group, entry->key);
    const char *nearest = NULL;

    for (size_t i = 0; i < hd_setting_count; i++) {
        if (strcmp(hd_settings[i].name, full) == 0)
            return;
        if (hd_text_starts(hd_settings[i].name, group))
            hd_vec_push(scratch, &names, hd_settings[i].name + strlen(group));
        if (hd_text_equal(hd_settings[i].alembic[0], full) ||
            hd_text_equal(hd_settings[i].alembic[1], full))
            nearest = hd_settings[i].name;
    }
    if (nearest == NULL)
        nearest = hd_text_nearest(entry->key, names.items, names.count);
    add_remark(config, hd_printf(scratch, "%s: there is no setting \"%s\"%s%s%s",
                                 entry_source(scratch, config, entry), entry->key,
                                 nearest == NULL ? "" : "; did you mean \"",
                                 nearest == NULL ? "" : nearest, nearest == NULL ? "" : "\"?"));
}

static void remark_unhonoured(hd_config *config, const hd_ini_entry *entry)
{
    HD_SCRATCH(scratch);

    for (size_t i = 0; i < hd_unhonoured_count; i++) {
        const hd_unhonoured *row = &hd_unhonoured_keys[i];

        if (strcmp(row->key, entry->key) != 0 || *entry->value == '\0' ||
            (row->harmless != NULL && strcasecmp(row->harmless, entry->value) == 0))
            continue;
        add_remark(config,
                   hd_printf(scratch, "%s: \"%s\" cannot be honoured: %s",
                             entry_source(scratch, config, entry), entry->key, row->remark));
    }
}

static void remark_keys(hd_config *config)
{
    static const char *const groups[] = {"models", "diff", "verify", "lint", "backup"};
    HD_SCRATCH(scratch);

    for (size_t i = 0; i < config->ini->entries.count; i++) {
        const hd_ini_entry *entry = &config->ini->entries.items[i];

        if (strcmp(entry->section, "howdah") == 0 || env_name(entry->section) != NULL)
            remark_unknown_key(config, entry, "");
        else
            for (size_t k = 0; k < HD_COUNT(groups); k++)
                if (strcmp(entry->section, groups[k]) == 0)
                    remark_unknown_key(config, entry, hd_printf(scratch, "%s.", groups[k]));
        for (size_t k = 0; k < config->section_count; k++)
            if (config->sections[k].alembic &&
                strcmp(config->sections[k].name, entry->section) == 0)
                remark_unhonoured(config, entry);
    }
}

static hd_error *missing_section(const hd_config *config, const char *name)
{
    HD_SCRATCH(scratch);
    hd_strings names = {0};

    for (size_t i = 0; i < config->ini->sections.count; i++)
        hd_vec_push(scratch, &names, config->ini->sections.items[i].name);
    const char *nearest = hd_text_nearest(name, names.items, names.count);
    hd_error *err = hd_error_new(HD_CONFIG, "section \"%s\" is not in \"%s\"", name,
                                 config->ini->path);
    return nearest == NULL ? err : hd_error_hint(err, "Did you mean \"%s\"?", nearest);
}

/* Which sections hold settings: the named one, or else [howdah] and then [alembic]. */
static hd_error *choose_sections(hd_config *config, const char *named)
{
    bool howdah = hd_ini_has_section(config->ini, "howdah");
    bool alembic = hd_ini_has_section(config->ini, "alembic");

    if (named != NULL && !hd_ini_has_section(config->ini, named))
        return missing_section(config, named);
    if (named == NULL && !howdah && !alembic &&
        strcmp(hd_path_name(config->file), "howdah.ini") != 0)
        return missing_section(config, "alembic");
    if (named != NULL) {
        config->sections[config->section_count++] = (struct main_section){named, true, true};
        return NULL;
    }
    config->sections[config->section_count++] = (struct main_section){"howdah", true, false};
    if (alembic)
        config->sections[config->section_count++] = (struct main_section){"alembic", false, true};
    return NULL;
}

static hd_error *read_file(hd_config *config, const hd_config_place *place, const char *section)
{
    HD_SCRATCH(scratch);
    const char *folder = hd_path_folder(scratch, place->path);
    char *text = NULL;
    hd_ini *ini = NULL;
    hd_error *err = hd_file_read(scratch, place->path, MAX_CONFIG_BYTES, &text, NULL);

    if (err != NULL)
        return place->named_by == NULL
                   ? err
                   : hd_error_detail(err, "The file is named by %s.", place->named_by);
    HD_TRY(hd_ini_parse(config, place->shown, folder, text, &ini));
    config->ini = ini;
    config->file = hd_strdup(config, place->path);
    /* Alembic resolves relative paths against the working directory. */
    if (place->named_by == NULL || hd_ini_has_section(ini, "howdah") ||
        strcmp(hd_path_name(place->path), "howdah.ini") == 0)
        config->folder = hd_strdup(config, folder);
    return choose_sections(config, section);
}

static void remark_pyproject(hd_config *config)
{
    const char *folder = config->folder;
    hd_config_value *script_location =
        &config->values[hd_setting_find("script_location") - hd_settings];

    if (script_location->kind == HD_SOURCE_DEFAULT && hd_config_has_pyproject(folder))
        add_remark(config, hd_printf(config,
                                     "%s/pyproject.toml: section [tool.alembic] is not read; put "
                                     "its settings into section [howdah] of a howdah.ini",
                                     folder));
}

hd_error *hd_config_load(TALLOC_CTX *ctx, const hd_config_request *request, hd_config **ret)
{
    HD_SCRATCH(scratch);
    hd_config *config = hd_new(scratch, hd_config);
    hd_config_place place = {0};

    config->values = hd_new_array(config, hd_config_value, hd_setting_count);
    config->folder = hd_path_absolute(config, ".");
    config->quiet = request->quiet;
    HD_TRY(hd_config_find(scratch, request->path, &place));
    if (place.path != NULL)
        HD_TRY(read_file(config, &place, request->section));
    HD_TRY(load_setting(config, request, hd_setting_find("environment")));
    HD_TRY(choose_environment(config));
    for (size_t i = 0; i < hd_setting_count; i++)
        HD_TRY(load_setting(config, request, &hd_settings[i]));
    if (config->ini != NULL)
        remark_keys(config);
    remark_pyproject(config);
    *ret = talloc_steal(ctx, config);
    return NULL;
}

const char *hd_config_file(const hd_config *config)
{
    return config->file;
}

bool hd_config_quiet(const hd_config *config)
{
    return config->quiet;
}

const char *hd_config_folder(const hd_config *config)
{
    return config->folder;
}

const hd_config_value *hd_config_value_of(const hd_config *config, const char *name)
{
    const hd_setting *setting = hd_setting_find(name);

    assert(setting != NULL);
    return &config->values[setting - hd_settings];
}

const char *hd_config_get(const hd_config *config, const char *name)
{
    return hd_config_value_of(config, name)->value;
}

const char *hd_config_source(const hd_config *config, const char *name)
{
    return hd_config_value_of(config, name)->source;
}

bool hd_config_get_bool(const hd_config *config, const char *name)
{
    const char *value = hd_config_get(config, name);
    bool truth = false;

    if (value != NULL)
        (void)hd_setting_parse_bool(value, &truth);
    return truth;
}

uint64_t hd_config_get_ms(const hd_config *config, const char *name)
{
    const char *value = hd_config_get(config, name);
    uint64_t ms = 0;

    if (value != NULL)
        hd_error_free(hd_duration_parse(value, &ms)); /* checked when it was loaded */
    return ms;
}

int64_t hd_config_get_int(const hd_config *config, const char *name)
{
    const char *value = hd_config_get(config, name);
    int64_t number = 0;

    if (value != NULL)
        (void)hd_text_to_int(value, &number);
    return number;
}

/* Whether libpq takes the database from its own variables. */
static bool libpq_names_database(void)
{
    static const char *const variables[] = {"PGDATABASE", "PGSERVICE"};

    for (size_t i = 0; i < HD_COUNT(variables); i++) {
        const char *value = getenv(variables[i]);
        if (value != NULL && *value != '\0')
            return true;
    }
    return false;
}

const char *hd_config_database(const hd_config *config)
{
    const hd_config_value *database = hd_config_value_of(config, "database");
    const hd_config_value *url = hd_config_value_of(config, "url");

    if (url->value == NULL) /* the embedded PostgreSQL */
        return database->value;
    /* What stands nearer to the user names the database: a URL of a variable wins over a file. */
    if (config->url_names_database && url->kind > database->kind)
        return NULL;
    if (libpq_names_database() && database->kind < HD_SOURCE_VARIABLE)
        return NULL;
    return config->url_names_database && database->kind == HD_SOURCE_DEFAULT ? NULL
                                                                             : database->value;
}

const hd_strings *hd_config_remarks(const hd_config *config)
{
    return &config->remarks;
}

hd_error *hd_config_section(TALLOC_CTX *ctx, const hd_config *config, const char *section,
                            hd_config_pairs *ret)
{
    hd_config_pairs pairs = {0};

    for (size_t i = 0; config->ini != NULL && i < config->ini->entries.count; i++) {
        const hd_ini_entry *entry = &config->ini->entries.items[i];
        char *value = NULL;

        if (strcmp(entry->section, section) != 0)
            continue;
        HD_TRY(hd_ini_value(ctx, config->ini, section, entry, lookup_setting, config, &value));
        hd_vec_push(ctx, &pairs,
                    (hd_config_pair){entry->key, value, entry_source(ctx, config, entry)});
    }
    *ret = pairs;
    return NULL;
}

char *hd_config_mask_url(TALLOC_CTX *ctx, const char *text)
{
    return hd_secret_mask(ctx, text);
}
