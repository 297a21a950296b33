#include "base/json.h"
#include "base/utf8.h"
#include "cli/command.h"

static const char *const source_names[] = {
    [HD_SOURCE_DEFAULT] = "default",   [HD_SOURCE_FILE] = "file", [HD_SOURCE_ENV] = "env",
    [HD_SOURCE_VARIABLE] = "variable", [HD_SOURCE_FLAG] = "flag",
};

/* What stands in the column of values. */
static const char *shown(const hd_config_value *value)
{
    if (value->shown != NULL && *value->shown != '\0')
        return value->shown;
    if (value->shown != NULL)
        return "(libpq's own variables)";
    return "-";
}

static void add_padded(hd_buf *out, const char *text, size_t width)
{
    size_t start = out->len;

    hd_utf8_add_safe(out, text);
    size_t columns = hd_utf8_columns(out->data + start);
    hd_buf_addf(out, "%*s", (int)(columns < width ? width - columns : 0) + 2, "");
}

static void print_table(const hd_config *config)
{
    enum { MAX_VALUE_COLUMNS = 50 };
    HD_SCRATCH(scratch);
    hd_buf *out = hd_buf_new(scratch);
    size_t name_width = 0;
    size_t value_width = 0;

    for (size_t i = 0; i < hd_setting_count; i++) {
        const char *text = shown(hd_config_value_of(config, hd_settings[i].name));
        size_t name = hd_utf8_columns(hd_settings[i].name);
        size_t value = hd_utf8_columns(text);

        name_width = name > name_width ? name : name_width;
        value_width = value > value_width && value <= MAX_VALUE_COLUMNS ? value : value_width;
    }
    for (size_t i = 0; i < hd_setting_count; i++) {
        const hd_config_value *value = hd_config_value_of(config, hd_settings[i].name);

        add_padded(out, hd_settings[i].name, name_width);
        add_padded(out, shown(value), value_width);
        hd_utf8_add_safe(out, value->source);
        hd_buf_add_char(out, '\n');
    }
    fputs(out->data, stdout);
}

static void print_json(const hd_config *config)
{
    HD_SCRATCH(scratch);
    hd_buf *out = hd_buf_new(scratch);
    hd_json json = hd_json_into(out);

    hd_json_begin(&json, '{');
    hd_json_put_string(&json, "file", hd_config_file(config));
    hd_json_put_string(&json, "folder", hd_config_folder(config));
    hd_json_key(&json, "settings");
    hd_json_begin(&json, '{');
    for (size_t i = 0; i < hd_setting_count; i++) {
        const hd_config_value *value = hd_config_value_of(config, hd_settings[i].name);

        hd_json_key(&json, hd_settings[i].name);
        hd_json_begin(&json, '{');
        hd_json_put_string(&json, "value", value->shown);
        hd_json_put_string(&json, "kind", source_names[value->kind]);
        hd_json_put_string(&json, "source", value->source);
        hd_json_end(&json);
    }
    hd_json_end(&json);
    hd_json_put_strings(&json, "remarks", hd_config_remarks(config));
    hd_json_end(&json);
    fputs(out->data, stdout);
}

static hd_error *run(hd_app *app)
{
    if (hd_flag(app, "json"))
        print_json(app->config);
    else
        print_table(app->config);
    return NULL;
}

const hd_cli_command hd_command_config_show = {
    .name = "config show",
    .group = "Project",
    .summary = "Show each setting with its value and where it comes from",
    .text = "Passwords are shown as \"***\". A setting is taken from the command line, else from "
            "its environment variable, else from the section of the named environment, else from "
            "the configuration file, else it has its default.",
    .options = (const hd_option *const[]){&hd_option_json, NULL},
    .examples = (const char *const[]){"howdah config show", "howdah --env production config show",
                                      NULL},
    .needs = HD_NEEDS_CONFIG,
    .run = run,
};
