/*
 * Sqitch: sqitch.plan lists changes and tags in order; a change "users" has the
 * scripts deploy/users.sql and revert/users.sql. When a later line has the same name (a
 * rework), the scripts of the earlier one are called users@TAG.sql, TAG being the
 * first tag behind it.
 * Source: sqitchchanges, sqitch-configuration and App::Sqitch::Plan, "Format".
 */
#include <ctype.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/text.h"
#include "config/ini.h"
#include "migrate/import/source.h"

/* One change of the plan. */
struct change {
    const char *name;
    const char *date; /* "2024-01-31T10:00:00Z", or NULL */
    const char *note;
    const char *tag; /* the first one behind the change, without "@", or NULL */
    hd_strings tags; /* those that stand right behind it */
    bool reworked;   /* the name comes again */
};

typedef HD_VEC(struct change) changes;

struct layout {
    const char *plan;
    const char *deploy;
    const char *revert;
};

/* ---- the plan ---- */

/* Takes the next word of a line; "" at its end. */
static const char *next_word(TALLOC_CTX *ctx, const char **line)
{
    const char *start = *line + strspn(*line, " \t");
    size_t len = strcspn(start, " \t");

    *line = start + len;
    return hd_strndup(ctx, start, len);
}

/* "name [dependencies] date planner <address> # note"; the sign + may stand in front. */
static struct change read_change(TALLOC_CTX *ctx, const char *line, hd_strings *foreign)
{
    struct change change = {.name = next_word(ctx, &line)};
    const char *note = strstr(line, "# ");

    if (*change.name == '+')
        change.name++;
    line += strspn(line, " \t");
    if (*line == '[') {
        hd_strings needs = {0};
        size_t len = strcspn(line, "]");
        hd_text_split(ctx, hd_strndup(ctx, line + 1, len - 1), " \t", &needs);
        for (size_t i = 0; i < needs.count; i++)
            if (strchr(needs.items[i], ':') != NULL)
                hd_vec_push(ctx, foreign, needs.items[i]);
        line += len + (line[len] == ']');
    }
    const char *date = next_word(ctx, &line);
    change.date = isdigit((unsigned char)*date) ? date : NULL;
    change.note = note == NULL ? "" : hd_text_trim(ctx, note + 2, strlen(note + 2));
    return change;
}

/* A tag names the state behind the last change. */
static void take_tag(TALLOC_CTX *ctx, const char *line, changes *all)
{
    const char *tag = next_word(ctx, &line) + 1;

    if (all->count > 0)
        hd_vec_push(ctx, &all->items[all->count - 1].tags, tag);
    for (size_t i = all->count; i > 0 && all->items[i - 1].tag == NULL; i--)
        all->items[i - 1].tag = tag;
}

static void mark_reworked(changes *all, const char *name)
{
    for (size_t i = 0; i < all->count; i++)
        if (strcmp(all->items[i].name, name) == 0)
            all->items[i].reworked = true;
}

static void read_plan(TALLOC_CTX *ctx, const char *text, changes *all, hd_strings *foreign)
{
    hd_strings lines = {0};

    hd_text_split(ctx, text, "\n", &lines);
    for (size_t i = 0; i < lines.count; i++) {
        const char *line = lines.items[i];
        if (*line == '%' || *line == '#' || *line == '-')
            continue;
        if (*line == '@') {
            take_tag(ctx, line, all);
            continue;
        }
        struct change change = read_change(ctx, line, foreign);
        mark_reworked(all, change.name);
        hd_vec_push(ctx, all, change);
    }
}

/* ---- the folders ---- */

static const char *setting(TALLOC_CTX *ctx, const hd_ini *ini, const char *section, const char *key,
                           const char *standard)
{
    const hd_ini_entry *entry = ini == NULL ? NULL : hd_ini_find_own(ini, section, key);

    return entry == NULL ? standard : hd_strdup(ctx, entry->value);
}

static hd_error *read_layout(TALLOC_CTX *ctx, const char *folder, struct layout *ret)
{
    const char *conf = hd_path_join(ctx, folder, "sqitch.conf");
    hd_ini *ini = NULL;
    char *text = NULL;

    if (hd_file_exists(conf)) {
        HD_TRY(hd_file_read(ctx, conf, HD_IMPORT_MAX_FILE_BYTES, &text, NULL));
        HD_TRY(hd_ini_parse(ctx, conf, folder, text, &ini));
    }
    const char *engine = setting(ctx, ini, "core", "engine", "pg");
    if (strcmp(engine, "pg") != 0)
        return hd_error_new(HD_CONFIG, "the Sqitch project is for the engine \"%s\"", engine);
    const char *top = hd_path_join(ctx, folder, setting(ctx, ini, "core", "top_dir", "."));
    const char *plan = setting(ctx, ini, "core", "plan_file", NULL);
    ret->plan = plan == NULL ? hd_path_join(ctx, top, "sqitch.plan")
                             : hd_path_join(ctx, folder, plan);
    const char *deploy = setting(ctx, ini, "core", "deploy_dir", NULL);
    const char *revert = setting(ctx, ini, "core", "revert_dir", NULL);
    ret->deploy = deploy == NULL ? hd_path_join(ctx, top, "deploy")
                                 : hd_path_join(ctx, folder, deploy);
    ret->revert = revert == NULL ? hd_path_join(ctx, top, "revert")
                                 : hd_path_join(ctx, folder, revert);
    return NULL;
}

/* ---- steps ---- */

/* Two changes may have names that become one id ("a-b" and "a_b"): later ones get a number. */
static const char *unique_id(hd_import_step *step, const hd_import *import, const char *wanted)
{
    const char *id = wanted;

    for (int number = 2;; number++) {
        bool taken = false;
        for (size_t i = 0; i + 1 < import->steps.count; i++)
            taken |= strcmp(import->steps.items[i]->revision.id, id) == 0;
        if (!taken)
            return id;
        id = hd_printf(step, "%s_%d", wanted, number);
    }
}

/* "2024-01-31T10:00:00Z" becomes "2024-01-31 10:00:00+00:00". */
static const char *date_text(TALLOC_CTX *ctx, const char *date)
{
    size_t day = strcspn(date, "T");
    size_t len = strlen(date);

    if (date[day] == '\0' || date[len - 1] != 'Z')
        return date;
    return hd_printf(ctx, "%.*s %.*s+00:00", (int)day, date, (int)(len - day - 2), date + day + 1);
}

/* Each '/' of a name is a folder of the scripts, but none of the revision files. */
static char *flat(TALLOC_CTX *ctx, const char *name)
{
    char *text = hd_strdup(ctx, name);

    for (char *p = text; *p != '\0'; p++)
        if (*p == '/')
            *p = '_';
    return text;
}

static const char *doc_text(hd_import_step *step, const struct change *change)
{
    hd_buf *buf = hd_buf_new(step);

    hd_buf_add(buf, *change->note == '\0' ? change->name : change->note);
    hd_buf_addf(buf, "\n\nSqitch change %s.", change->name);
    for (size_t i = 0; i < change->tags.count; i++)
        hd_buf_addf(buf, "\nSqitch tag @%s.", change->tags.items[i]);
    return buf->data;
}

static hd_error *add_change(hd_import *import, const struct layout *layout,
                            const struct change *change)
{
    HD_SCRATCH(scratch);
    hd_import_step *step = hd_import_add(import);
    const char *at = change->reworked && change->tag != NULL
                         ? hd_printf(scratch, "@%s", change->tag)
                         : "";
    const char *script = hd_printf(scratch, "%s%s.sql", change->name, at);
    const char *revert = hd_path_join(scratch, layout->revert, script);
    const char *name = hd_printf(scratch, "%s%s", change->name, at);

    step->revision.id = unique_id(step, import, hd_import_id(step, flat(scratch, name)));
    step->revision.doc = doc_text(step, change);
    step->revision.message = *change->note == '\0' ? hd_strdup(step, change->name)
                                                   : hd_strdup(step, change->note);
    step->revision.create_date = change->date == NULL
                                     ? NULL
                                     : hd_strdup(step, date_text(scratch, change->date));
    step->source = hd_path_join(step, layout->deploy, script);
    step->file_name = hd_printf(step, "%04zu_%s.sql", import->steps.count, step->revision.id);
    HD_TRY(hd_error_wrap(hd_import_take_file(step, step->source, &step->upgrade),
                         "while reading the change \"%s\" of \"%s\"", change->name, layout->plan));
    if (hd_file_exists(revert))
        return hd_import_take_file(step, revert, &step->downgrade);
    step->downgrade.irreversible = "there is no revert script";
    return NULL;
}

hd_error *hd_import_load_sqitch(hd_import *import, const hd_import_request *request)
{
    HD_SCRATCH(scratch);
    struct layout layout = {0};
    changes all = {0};
    hd_strings foreign = {0};
    char *text = NULL;

    import->source = hd_path_absolute(import, request->folder);
    HD_TRY(read_layout(scratch, import->source, &layout));
    if (!hd_file_exists(layout.plan))
        return hd_error_new(HD_MISSING, "there is no plan \"%s\"", layout.plan);
    HD_TRY(hd_file_read(scratch, layout.plan, HD_IMPORT_MAX_FILE_BYTES, &text, NULL));
    read_plan(scratch, text, &all, &foreign);
    for (size_t i = 0; i < all.count; i++)
        HD_TRY(add_change(import, &layout, &all.items[i]));
    for (size_t i = 0; i < foreign.count; i++)
        hd_vec_push(import, &import->remarks,
                    hd_printf(import, "the dependency \"%s\" on another project is left out",
                              foreign.items[i]));
    hd_import_chain(import);
    return NULL;
}
