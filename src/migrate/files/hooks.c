#include "migrate/files/hooks.h"

#include <strings.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/text.h"
#include "proc/process.h"

static const char token[] = "REVISION_SCRIPT_FILENAME";

/* A type of hook: which key names what it runs, and what goes in front of that. */
static const struct hook_type {
    const char *name;
    const char *key;
    const char *const before[3];
} types[] = {
    {"exec", "executable", {NULL}},
    {"console_scripts", "entrypoint", {NULL}},
    {"module", "module", {"python3", "-m", NULL}},
};

/* The value of "<hook>.<key>", or NULL. */
static const char *hook_value(const hd_config_pairs *section, const char *hook, const char *key)
{
    size_t len = strlen(hook);

    for (size_t i = 0; i < section->count; i++) {
        const char *name = section->items[i].key;
        if (strncasecmp(name, hook, len) == 0 && name[len] == '.' &&
            strcasecmp(name + len + 1, key) == 0)
            return section->items[i].value;
    }
    return NULL;
}

static hd_error *require(const hd_config_pairs *section, const char *hook, const char *key,
                         const char **ret)
{
    const char *value = hook_value(section, hook, key);

    if (value == NULL || *value == '\0')
        return hd_error_new(HD_CONFIG, "Key %s.%s is required for post write hook '%s'", hook, key,
                            hook);
    *ret = value;
    return NULL;
}

static const struct hook_type *find_type(const char *name)
{
    for (size_t i = 0; i < HD_COUNT(types); i++)
        if (strcmp(types[i].name, name) == 0)
            return &types[i];
    return NULL;
}

/* An option with the file's name in the place of each token. */
static const char *put_path_in(TALLOC_CTX *ctx, const char *option, const char *path)
{
    HD_SCRATCH(scratch);
    hd_buf *buf = hd_buf_new(scratch);

    for (const char *at = strstr(option, token); at != NULL; at = strstr(option, token)) {
        hd_buf_add_n(buf, option, (size_t)(at - option));
        hd_buf_add(buf, path);
        option = at + strlen(token);
    }
    hd_buf_add(buf, option);
    return hd_buf_take(ctx, buf);
}

static hd_error *add_options(TALLOC_CTX *ctx, const char *options, const char *path,
                             hd_strings *argv)
{
    HD_SCRATCH(scratch);
    hd_strings words = {0};

    if (options == NULL || strstr(options, token) == NULL)
        hd_vec_push(ctx, argv, hd_strdup(ctx, path));
    HD_TRY(hd_process_words(scratch, options == NULL ? "" : options, &words));
    for (size_t i = 0; i < words.count; i++)
        hd_vec_push(ctx, argv, put_path_in(ctx, words.items[i], path));
    return NULL;
}

static hd_error *hook_load(TALLOC_CTX *ctx, const hd_config *config, const hd_config_pairs *section,
                           const char *name, const char *path, hd_hook *ret)
{
    const struct hook_type *type = NULL;
    const char *type_name = NULL;
    const char *program = NULL;
    const char *folder = hook_value(section, name, "cwd");

    HD_TRY(require(section, name, "type", &type_name));
    type = find_type(type_name);
    if (type == NULL)
        return hd_error_hint(
            hd_error_new(HD_CONFIG, "No writer named '%s' registered", type_name),
            "A post write hook has one of the types: exec, console_scripts, module.");
    HD_TRY(require(section, name, type->key, &program));
    ret->name = hd_strdup(ctx, name);
    for (size_t i = 0; type->before[i] != NULL; i++)
        hd_vec_push(ctx, &ret->argv, type->before[i]);
    hd_vec_push(ctx, &ret->argv, hd_strdup(ctx, program));
    HD_TRY(add_options(ctx, hook_value(section, name, "options"), path, &ret->argv));
    if (folder != NULL)
        ret->folder = hd_path_join(ctx, hd_config_folder(config), folder);
    return NULL;
}

hd_error *hd_hooks_load(TALLOC_CTX *ctx, const hd_config *config, const char *path, hd_hooks *ret)
{
    HD_SCRATCH(scratch);
    hd_config_pairs section = {0};
    hd_strings names = {0};

    HD_TRY(hd_config_section(scratch, config, "post_write_hooks", &section));
    for (size_t i = 0; i < section.count; i++)
        if (strcmp(section.items[i].key, "hooks") == 0)
            hd_text_split(scratch, section.items[i].value, ", \t\n", &names);
    for (size_t i = 0; i < names.count; i++) {
        hd_hook hook = {0};
        hd_error *err = hook_load(ctx, config, &section, names.items[i], path, &hook);
        if (err != NULL)
            return hd_error_wrap(err, "while reading [post_write_hooks]");
        hd_vec_push(ctx, ret, hook);
    }
    return NULL;
}
