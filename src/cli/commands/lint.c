#include <unistd.h>

#include "base/file.h"
#include "base/text.h"
#include "base/utf8.h"
#include "cli/lint_files.h"
#include "migrate/lint/rule.h"

static const hd_option option_sarif = {"sarif", 0, NULL, "print SARIF 2.1.0, for code scanning",
                                       false};
static const hd_option option_github = {
    "github", 0, NULL, "print annotations, as workflows of GitHub read them", false};
static const hd_option option_fix = {"fix", 0, NULL, "rewrite what can be rewritten mechanically",
                                     false};
static const hd_option option_force = {
    "force", 0, NULL, "with --fix: rewrite revisions that the database has applied, too", false};
static const hd_option option_strict = {"strict", 0, NULL, "warnings make the status 1 as well",
                                        false};
static const hd_option option_fail_on = {
    "fail-on",  0,
    "SEVERITY", "the least severity that makes the status 1: error, warning or note",
    false,      "error warning note"};
static const hd_option option_no_database = {"no-database", 0, NULL, "look at the files only",
                                             false};
static const hd_option option_single = {
    "single-transaction", '1', NULL, "plain files run in one transaction, as with psql -1", false};
static const hd_option option_rules = {"rules", 0, NULL, "list the rules", false};
static const hd_option option_explain = {"explain", 0, "RULE",
                                         "say why a rule exists and what the safe way is", false};
static const hd_option *const options[] = {
    &option_fix,
    &option_force,
    &option_strict,
    &option_fail_on,
    &option_no_database,
    &option_single,
    &hd_option_verbose,
    &hd_option_json,
    &option_sarif,
    &option_github,
    &option_rules,
    &option_explain,
    NULL,
};

/* ---- paths ---- */

static const char *shown(TALLOC_CTX *ctx, const char *path)
{
    char *here = hd_path_absolute(ctx, ".");
    size_t len = strlen(here);

    return strncmp(path, here, len) == 0 && path[len] == '/' ? path + len + 1 : path;
}

/* ---- fixing ---- */

/* One of the lines of a text; len without its end. */
struct lines {
    HD_VEC(const char *) items;
    const char *end;
};

static struct lines lines_of(TALLOC_CTX *ctx, const char *text)
{
    struct lines lines = {.end = text + strlen(text)};

    for (const char *at = text; *at != '\0';) {
        hd_vec_push(ctx, &lines.items, at);
        at += strcspn(at, "\n");
        at += *at == '\n';
    }
    return lines;
}

static size_t line_length(const struct lines *lines, size_t i)
{
    const char *next = i + 1 < lines->items.count ? lines->items.items[i + 1] : lines->end;

    return (size_t)(next - lines->items.items[i]);
}

static bool same_line(const struct lines *a, size_t i, const struct lines *b, size_t k)
{
    size_t len = line_length(a, i);

    return len == line_length(b, k) && memcmp(a->items.items[i], b->items.items[k], len) == 0;
}

static void add_line(hd_buf *out, char sign, const struct lines *lines, size_t i)
{
    HD_SCRATCH(scratch);
    const char *line = lines->items.items[i];

    hd_buf_addf(out, "%c ", sign);
    hd_utf8_add_safe(out, hd_strndup(scratch, line, strcspn(line, "\r\n")));
    hd_buf_add_char(out, '\n');
}

/* How many lines of old and new are passed over to where both go on alike. */
static void resync(const struct lines *old, size_t i, const struct lines *new, size_t k,
                   size_t *ret_old, size_t *ret_new)
{
    enum { AHEAD = 40 };

    for (size_t sum = 1; sum <= AHEAD; sum++)
        for (size_t skip = 0; skip <= sum; skip++)
            if (i + skip < old->items.count &&
                k + sum - skip < new->items.count &&same_line(old, i + skip, new, k + sum - skip)) {
                *ret_old = skip;
                *ret_new = sum - skip;
                return;
            }
    *ret_old = old->items.count - i;
    *ret_new = new->items.count - k;
}

static void print_changes(const char *before, const char *after)
{
    HD_SCRATCH(scratch);
    struct lines old = lines_of(scratch, before);
    struct lines new = lines_of(scratch, after);
    hd_buf *out = hd_buf_new(scratch);
    size_t i = 0;
    size_t k = 0;

    while (i < old.items.count || k < new.items.count) {
        size_t gone = 0;
        size_t come = 0;
        if (i < old.items.count && k < new.items.count &&same_line(&old, i, &new, k)) {
            i++;
            k++;
            continue;
        }
        resync(&old, i, &new, k, &gone, &come);
        for (; gone > 0; gone--)
            add_line(out, '-', &old, i++);
        for (; come > 0; come--)
            add_line(out, '+', &new, k++);
    }
    fputs(out->data, stdout);
}

static hd_error *check_applied(const hd_app *app, const hd_lint_request *request,
                               const hd_lint_script *script)
{
    if (script->revision == NULL || hd_flag(app, "force") ||
        !hd_strings_contain(&request->applied, script->revision->id))
        return NULL;
    return hd_error_hint(
        hd_error_new(HD_REFUSED, "revision %s has been applied already", script->revision->id),
        "Its file would no longer be what the database has run. --force rewrites "
        "it all the same; \"howdah repair\" accepts the new file then.");
}

static hd_error *fix(hd_app *app, const hd_lint_request *request, hd_lint_file *file)
{
    HD_SCRATCH(scratch);
    hd_strings fixed = {0};
    hd_strings assumed = {0};
    const hd_lint_script *script = file->script;
    bool talks = !app->quiet && !app->json && !hd_flag(app, "sarif") && !hd_flag(app, "github");
    const char *text = hd_lint_fix_script(scratch, script, &request->reading, &request->options,
                                          &fixed, &assumed);

    if (text == NULL)
        return NULL;
    HD_TRY(check_applied(app, request, script));
    HD_TRY(hd_file_write(script->path, text, strlen(text)));
    if (talks) {
        printf("fixed %s\n", file->shown);
        print_changes(script->text, text);
        if (assumed.count > 0)
            printf("%s: nothing tells whether it is partitioned; if it is, PostgreSQL refuses what "
                   "was made of this.\n",
                   hd_text_join(scratch, &assumed, ", "));
        putchar('\n');
    }
    file->script = hd_lint_script_parse(talloc_parent(script), script->path, text, strlen(text),
                                        &request->reading);
    return NULL;
}

/* ---- the command ---- */

static hd_error *lint_file(TALLOC_CTX *ctx, hd_app *app, const hd_lint_request *request,
                           const char *path, hd_lint_files *ret, hd_strings *spared)
{
    hd_lint_file file = {.shown = shown(ctx, path)};
    hd_lint_script *script = NULL;

    HD_TRY(hd_lint_script_load(ctx, path, &request->reading, &script));
    file.script = script;
    if (hd_flag(app, "fix"))
        HD_TRY(fix(app, request, &file));
    hd_lint_run(ctx, file.script, &request->options, &file.findings, spared);
    hd_vec_push(ctx, ret, file);
    return NULL;
}

static void print(hd_app *app, const hd_lint_request *request, const hd_lint_files *files,
                  const hd_strings *spared)
{
    if (app->json)
        hd_lint_print_json(files, spared);
    else if (hd_flag(app, "sarif"))
        hd_lint_print_sarif(files, request->severities);
    else if (hd_flag(app, "github"))
        hd_lint_print_github(files);
    else
        hd_lint_print_people(files, spared, hd_flag(app, "verbose"), app->color_out);
}

static bool fails(const hd_lint_files *files, hd_lint_severity least)
{
    for (hd_lint_severity s = least; s <= HD_LINT_ERROR; s++)
        if (hd_lint_count(files, s) > 0)
            return true;
    return false;
}

static hd_error *explain(const hd_lint_request *request, const char *id)
{
    HD_SCRATCH(scratch);
    hd_strings ids = {0};
    const hd_lint_rule *rule = hd_lint_rule_find(id);

    if (rule != NULL) {
        hd_lint_print_rule(rule, request->severities[hd_lint_rule_index(rule)]);
        return NULL;
    }
    for (size_t i = 0; i < hd_lint_rule_count; i++)
        hd_vec_push(scratch, &ids, hd_lint_rules[i]->id);
    const char *nearest = hd_text_nearest(id, ids.items, ids.count);
    hd_error *err = hd_error_new(HD_MISSING, "there is no lint rule \"%s\"", id);
    return nearest != NULL ? hd_error_hint(err, "Did you mean \"%s\"?", nearest)
                           : hd_error_hint(err, "\"howdah lint --rules\" lists them.");
}

static hd_error *check_options(const hd_app *app)
{
    int formats = app->json + hd_flag(app, "sarif") + hd_flag(app, "github");

    if (formats > 1)
        return hd_error_new(HD_USAGE, "--json, --sarif and --github exclude each other");
    if (hd_flag(app, "force") && !hd_flag(app, "fix"))
        return hd_error_new(HD_USAGE, "--force needs --fix");
    return NULL;
}

static hd_error *run(hd_app *app)
{
    HD_SCRATCH(scratch);
    hd_lint_request request = {0};
    hd_lint_files files = {0};
    hd_strings spared = {0};

    HD_TRY(check_options(app));
    HD_TRY(hd_lint_settings(scratch, app, &request));
    if (hd_value(app, "explain") != NULL)
        return explain(&request, hd_value(app, "explain"));
    if (hd_flag(app, "rules")) {
        if (app->json)
            hd_lint_print_rules_json(request.severities);
        else
            hd_lint_print_rules(request.severities);
        return NULL;
    }
    HD_TRY(hd_lint_paths(scratch, app, &request));
    for (size_t i = 0; i < request.paths.count; i++)
        HD_TRY(lint_file(scratch, app, &request, request.paths.items[i], &files, &spared));
    print(app, &request, &files, &spared);
    if (fails(&files, request.fail_on))
        app->exit_status = 1;
    return NULL;
}

const hd_cli_command hd_command_lint = {
    .name = "lint",
    .group = "Migrations",
    .summary = "Find what is dangerous in migrations before they run",
    .text =
        "Without an argument: all revisions that the database has not applied; all of them when "
        "no database can be asked. A file may be a revision or any other SQL, a dump of pg_dump "
        "too; a folder stands for its .sql files.\n\n"
        "A database is never needed. When one can be reached, sizes and columns count: small "
        "tables, types that change without a rewrite and checks that are there already give no "
        "findings.\n\n"
        "A comment \"-- howdah: lint-ignore RULE REASON\" above a statement silences a rule for "
        "it. --fix writes concurrent indexes, NOT VALID and VALIDATE, and constraints by index; "
        "revisions that have been applied are left alone without --force.\n\n"
        "The status is 1 when there are errors (with --strict: warnings).",
    .positionals = (const hd_positional[]){{"[REVISION|FILE]...", "what to look at; see above"},
                                           {0}},
    .options = options,
    .examples = (const char *const[]){"howdah lint", "howdah lint head --fix",
                                      "howdah lint schema.sql --no-database",
                                      "howdah lint --sarif >lint.sarif",
                                      "howdah lint --explain not-null-scans", NULL},
    .needs = HD_NEEDS_CONFIG,
    .run = run,
};
