/*
 * Alembic: its own API is asked (alembic_ask.py, run by the Python that has Alembic) for
 * the header of each revision and for the SQL that its offline mode writes, one
 * direction of one revision at a time, so that neither transactions nor statements of
 * the version table are mixed in.
 */
#include "migrate/import/alembic.h"

#include "base/buf.h"
#include "base/file.h"
#include "base/text.h"
#include "config/secret.h"
#include "migrate/import/source.h"
#include "parse/lex.h"
#include "texts.h"

/* ---- the interpreter ---- */

static const char *const environments[] = {".venv/bin/alembic", "venv/bin/alembic",
                                           "env/bin/alembic"};

/* Files of that name in the folders of PATH, or the file itself when the name has a "/". */
static hd_strings find_programs(TALLOC_CTX *ctx, const char *name)
{
    hd_strings folders = {0};
    hd_strings found = {0};
    const char *path = getenv("PATH");

    if (strchr(name, '/') == NULL)
        hd_text_split(ctx, path == NULL ? "" : path, ":", &folders);
    else if (hd_file_exists(name))
        hd_vec_push(ctx, &found, hd_path_absolute(ctx, name));
    for (size_t i = 0; i < folders.count; i++) {
        const char *candidate = hd_path_join(ctx, folders.items[i], name);
        if (hd_file_exists(candidate))
            hd_vec_push(ctx, &found, candidate);
    }
    return found;
}

/* The program of a "#!" line; pip writes long ones as "'''exec' PATH "$0" "$@"" in the second. */
static const char *shebang_program(TALLOC_CTX *ctx, const char *text)
{
    static const char exec[] = "'''exec' ";
    const char *second = text + strcspn(text, "\n");

    if (!hd_text_starts(text, "#!"))
        return NULL;
    if (*second == '\n' && hd_text_starts(second + 1, exec))
        text = second + 1 + strlen(exec);
    else
        text += strlen("#!");
    text += strspn(text, " \"");
    const char *program = hd_strndup(ctx, text, strcspn(text, " \"\n"));
    if (strcmp(hd_path_name(program), "env") == 0) { /* "#!/usr/bin/env python3" */
        text += strlen(program);
        text += strspn(text, " ");
        program = hd_strndup(ctx, text, strcspn(text, " \n"));
    }
    return hd_text_starts(hd_path_name(program), "python") ? program : NULL;
}

/*
 * The Python that runs a program, which may be a Python itself; NULL when it is no
 * Python script (howdah under the name alembic, for one).
 */
static const char *interpreter_of(TALLOC_CTX *ctx, const char *program)
{
    HD_SCRATCH(scratch);
    char *text = NULL;

    if (hd_text_starts(hd_path_name(program), "python"))
        return hd_strdup(ctx, program);
    hd_error *err = hd_file_read(scratch, program, HD_IMPORT_MAX_FILE_BYTES, &text, NULL);
    hd_error_free(err);
    return text == NULL ? NULL : shebang_program(ctx, text);
}

/* What --alembic says, else that of a virtual environment in the project, else what PATH has. */
static hd_strings find_alembics(TALLOC_CTX *ctx, const char *given, const char *folder)
{
    if (given != NULL)
        return find_programs(ctx, given);
    for (size_t i = 0; i < HD_COUNT(environments); i++) {
        hd_strings one = find_programs(ctx, hd_path_join(ctx, folder, environments[i]));
        if (one.count > 0)
            return one;
    }
    return find_programs(ctx, "alembic");
}

static hd_error *find_interpreter(TALLOC_CTX *ctx, const hd_import_request *request,
                                  const char *folder, const char **ret)
{
    HD_SCRATCH(scratch);
    const char *name = request->alembic == NULL ? "alembic" : request->alembic;
    hd_strings programs = find_alembics(scratch, request->alembic, folder);

    for (size_t i = 0; i < programs.count; i++) {
        *ret = interpreter_of(ctx, programs.items[i]);
        if (*ret != NULL)
            return NULL;
    }
    if (programs.count > 0)
        return hd_error_hint(
            hd_error_new(HD_CONFIG, "\"%s\" is no Python program", programs.items[0]),
            "Name the Python that has Alembic: --alembic PATH/python.");
    return hd_error_hint(hd_error_new(HD_MISSING, "program \"%s\" was not found", name),
                         "Name the project's own with --alembic, such as "
                         "--alembic .venv/bin/alembic.");
}

/* ---- asking ---- */

/* A record of the answer. */
struct record {
    const char *name;
    const char *value;
};

typedef HD_VEC(struct record) records;

static hd_error *refuse_answer(void)
{
    return hd_error_new(HD_IO, "the answer of Alembic's Python cannot be understood");
}

/* "NAME LENGTH\nBYTES\n" */
static hd_error *read_records(TALLOC_CTX *ctx, char *out, size_t len, records *ret)
{
    char *at = out;
    const char *end = out + len;

    while (at < end) {
        char *blank = memchr(at, ' ', (size_t)(end - at));
        char *value = blank == NULL ? NULL : memchr(blank, '\n', (size_t)(end - blank));
        if (value == NULL)
            return refuse_answer();
        *blank = *value = '\0';
        value++;
        int64_t count = 0;
        if (!hd_text_to_int(blank + 1, &count) || count < 0 || count >= end - value)
            return refuse_answer();
        value[count] = '\0';
        hd_vec_push(ctx, ret, (struct record){at, value});
        at = value + count + 1;
    }
    return NULL;
}

/* Its last line, which in a traceback is the reason. */
static const char *last_line(TALLOC_CTX *ctx, const char *text)
{
    hd_strings lines = {0};

    hd_text_split(ctx, text, "\n", &lines);
    return lines.count == 0 ? "" : lines.items[lines.count - 1];
}

/* The last value of that name, or "". */
static const char *record_value(const records *answer, const char *name)
{
    const char *value = "";

    for (size_t i = 0; i < answer->count; i++)
        if (strcmp(answer->items[i].name, name) == 0)
            value = answer->items[i].value;
    return value;
}

/* Offset of the first character of a line (from 1) that is no blank. */
static size_t line_offset(const char *text, int64_t line)
{
    size_t offset = 0;

    for (; line > 1 && text[offset] != '\0'; line--) {
        offset += strcspn(text + offset, "\n");
        offset += text[offset] == '\n';
    }
    return offset + strspn(text + offset, " \t");
}

/* Puts the line of the project's own file to the error; the path alone when it cannot be read. */
static hd_error *add_place(hd_error *err, const char *path, int64_t line)
{
    HD_SCRATCH(scratch);
    char *text = NULL;
    hd_error *unreadable = hd_file_read(scratch, path, HD_IMPORT_MAX_FILE_BYTES, &text, NULL);

    hd_error_free(unreadable);
    return hd_error_place(err, path, text, text == NULL ? 0 : line_offset(text, line));
}

static hd_error *failure(TALLOC_CTX *ctx, const records *answer)
{
    const char *reason = hd_secret_mask(ctx, record_value(answer, "failure"));
    const char *revision = record_value(answer, "failure_revision");
    const char *path = record_value(answer, "failure_path");
    int64_t line = 0;
    hd_error *err = *revision == '\0'
                        ? hd_error_new(HD_CONFIG, "Alembic failed: %s", reason)
                        : hd_error_new(HD_CONFIG, "Alembic failed in revision \"%s\": %s", revision,
                                       reason);

    if (*path == '\0')
        return err;
    (void)hd_text_to_int(record_value(answer, "failure_line"), &line);
    return add_place(err, path, line);
}

static hd_error *check_end(TALLOC_CTX *ctx, const records *answer, const hd_process_result *result)
{
    const struct record *last = answer->count == 0 ? NULL : &answer->items[answer->count - 1];

    if (last != NULL && strcmp(last->name, "end") == 0)
        return NULL;
    bool failed = last != NULL && strcmp(last->name, "failure") == 0;
    /* What drivers say may have a connection string in it. */
    const char *said = hd_secret_mask(ctx, hd_text_trim(ctx, result->err, strlen(result->err)));
    const char *hint = record_value(answer, "failure_hint");
    hd_error *err = failed ? failure(ctx, answer)
                           : hd_error_new(HD_CONFIG, "Alembic failed: %s", last_line(ctx, said));

    if (*said != '\0')
        err = hd_error_detail(err, "%s", said);
    if (*hint != '\0')
        return hd_error_hint(err, "%s", hint);
    return hd_error_hint(
        err, "env.py has to work as it does for \"alembic upgrade head --sql\": check its "
             "environment variables, or name the project's own Alembic with --alembic.");
}

static hd_error *ask(TALLOC_CTX *ctx, const struct hd_alembic *alembic, const char *what,
                     records *ret)
{
    HD_SCRATCH(scratch);
    const char *section = alembic->section == NULL ? "alembic" : alembic->section;
    const char *const argv[] = {alembic->interpreter, "-", what, alembic->ini, section, NULL};
    hd_process process = {.argv = argv,
                          .folder = hd_path_folder(scratch, alembic->ini),
                          .environment = alembic->environment,
                          .input = hd_text_alembic_ask};
    hd_process_result result = {0};

    HD_TRY(hd_process_run(ctx, alembic->loop, &process, &result));
    HD_TRY(read_records(ctx, result.out, result.out_len, ret));
    return check_end(scratch, ret, &result);
}

hd_error *hd_alembic_move(const struct hd_alembic *alembic, const char *direction)
{
    HD_SCRATCH(scratch);
    records answer = {0};

    return ask(scratch, alembic, direction, &answer);
}

/* ---- revisions ---- */

/* The lines of a docstring that only repeat what the header says. */
static bool repeats_header(const char *line)
{
    static const char *const names[] = {
        "Revision ID:", "Revises:", "Create Date:", "Branch Labels:", "Depends On:"};

    for (size_t i = 0; i < HD_COUNT(names); i++)
        if (strncasecmp(line, names[i], strlen(names[i])) == 0)
            return true;
    return false;
}

/* The docstring without those lines; the date is kept. */
static void take_doc(hd_import_step *step, const char *doc)
{
    HD_SCRATCH(scratch);
    static const char date[] = "Create Date:";
    hd_buf *buf = hd_buf_new(scratch);

    while (*doc != '\0') {
        size_t len = strcspn(doc, "\n");
        if (strncasecmp(doc, date, strlen(date)) == 0)
            step->revision.create_date = hd_text_trim(step, doc + strlen(date), len - strlen(date));
        else if (!repeats_header(doc))
            hd_buf_addf(buf, "%.*s\n", (int)len, doc);
        doc += len + (doc[len] == '\n');
    }
    step->revision.doc = hd_text_trim(step, buf->data, buf->len);
    step->revision.message = hd_strndup(step, step->revision.doc,
                                        strcspn(step->revision.doc, "\n"));
}

/* "add_users.py" becomes "add_users.sql": the order of names decides between branches. */
static void take_path(hd_import_step *step, const char *path)
{
    const char *name = hd_path_name(path);
    const char *dot = strrchr(name, '.');
    size_t stem = dot == NULL ? strlen(name) : (size_t)(dot - name);

    step->source = hd_strdup(step, path);
    step->file_name = hd_printf(step, "%.*s.sql", (int)stem, name);
}

/* A statement that op.execute() got may end in its own semicolon, or in a line comment. */
static void add_statement(hd_buf *buf, const char *sql)
{
    hd_lexer lexer = hd_lex(sql, strlen(sql));
    hd_token last = {0};
    bool terminated = true;

    for (hd_token token = hd_lex_next(&lexer); token.kind != HD_TOKEN_END;
         token = hd_lex_next(&lexer)) {
        last = token;
        if (token.kind != HD_TOKEN_COMMENT)
            terminated = hd_token_is_symbol(&lexer, &token, ";");
    }
    bool in_comment = last.kind == HD_TOKEN_COMMENT && sql[last.start] == '-';
    hd_buf_addf(buf, "%s%s%s\n\n", sql, terminated || !in_comment ? "" : "\n",
                terminated ? "" : ";");
}

/* The statements of one direction, and what went wrong with it. */
struct heard {
    hd_buf *sql;
    const char *error;
    const char *hint; /* or "" */
    int64_t line;
    bool stated; /* the revision itself refuses: raise NotImplementedError */
};

static void fill_part(hd_import_step *step, const struct heard *heard, hd_import_part *part)
{
    if (heard->error == NULL) {
        hd_import_take_sql(step, step->source, heard->sql->data, 0, heard->sql->len, part);
        return;
    }
    if (heard->stated) {
        part->irreversible = hd_strdup(step, heard->error);
        return;
    }
    hd_error *problem = add_place(hd_error_new(HD_CONFIG, "%s", heard->error), step->source,
                                  heard->line);
    if (*heard->hint != '\0')
        problem = hd_error_hint(problem, "%s", heard->hint);
    part->problem = talloc_steal(step, problem);
    part->sql = hd_strdup(step, heard->sql->data); /* what came before it */
}

/* What is known of a revision while its records are read. */
struct hearing {
    hd_import *import;
    hd_import_step *step;
    struct heard up;
    struct heard down;
    int64_t line;       /* of the next error */
    const char *hint;   /* of the next error */
    const char *raised; /* the direction that refuses by itself */
};

/* A record about the revision itself. */
static bool take_header_record(struct hearing *hearing, const struct record *record)
{
    hd_import_step *step = hearing->step;
    const struct {
        const char *name;
        hd_strings *list;
    } lists[] = {{"down", &step->revision.down},
                 {"depends", &step->revision.depends_on},
                 {"label", &step->revision.labels}};

    for (size_t i = 0; i < HD_COUNT(lists); i++)
        if (strcmp(record->name, lists[i].name) == 0) {
            hd_vec_push(step, lists[i].list, hd_strdup(step, record->value));
            return true;
        }
    if (strcmp(record->name, "path") == 0)
        take_path(step, record->value);
    else if (strcmp(record->name, "doc") == 0)
        take_doc(step, record->value);
    else
        return false;
    return true;
}

/* A record about one of its directions. */
static void take_body_record(struct hearing *hearing, const struct record *record)
{
    hd_import *import = hearing->import;
    const char *value = record->value;

    if (strcmp(record->name, "upgrade") == 0)
        add_statement(hearing->up.sql, value);
    else if (strcmp(record->name, "downgrade") == 0)
        add_statement(hearing->down.sql, value);
    else if (strcmp(record->name, "line") == 0)
        (void)hd_text_to_int(value, &hearing->line);
    else if (strcmp(record->name, "hint") == 0)
        hearing->hint = value;
    else if (strcmp(record->name, "raised") == 0)
        hearing->raised = value;
    else if (strcmp(record->name, "upgrade_error") == 0)
        hearing->up = (struct heard){hearing->up.sql, value, hearing->hint, hearing->line, false};
    else if (strcmp(record->name, "downgrade_error") == 0)
        hearing->down = (struct heard){hearing->down.sql, value, hearing->hint, hearing->line,
                                       strcmp(hearing->raised, "downgrade") == 0};
    else if (strcmp(record->name, "version_table") == 0)
        import->version_table = hd_strdup(import, value);
    else if (strcmp(record->name, "version_table_schema") == 0 && *value != '\0')
        import->version_table = hd_printf(import, "%s.%s", value, import->version_table);
}

/* The records of one revision; returns where the next one begins. */
static size_t take_revision(hd_import *import, const records *answer, size_t at)
{
    HD_SCRATCH(scratch);
    struct hearing hearing = {.import = import,
                              .step = hd_import_add(import),
                              .up = {.sql = hd_buf_new(scratch)},
                              .down = {.sql = hd_buf_new(scratch)},
                              .hint = "",
                              .raised = ""};

    hearing.step->revision.id = hd_strdup(hearing.step, answer->items[at++].value);
    for (; at < answer->count && strcmp(answer->items[at].name, "revision") != 0; at++)
        if (!take_header_record(&hearing, &answer->items[at]))
            take_body_record(&hearing, &answer->items[at]);
    fill_part(hearing.step, &hearing.up, &hearing.step->upgrade);
    fill_part(hearing.step, &hearing.down, &hearing.step->downgrade);
    return at;
}

/* ---- load ---- */

/* The ini file: given itself, in the folder, or beside it when the folder holds env.py. */
static hd_error *find_ini(TALLOC_CTX *ctx, const char *given, const char **ret)
{
    HD_SCRATCH(scratch);
    const char *folder = hd_path_absolute(scratch, given);
    const char *inside = hd_path_join(scratch, folder, "alembic.ini");
    const char *beside = hd_path_join(scratch, hd_path_folder(scratch, folder), "alembic.ini");
    bool is_script_location = hd_file_exists(hd_path_join(scratch, folder, "env.py"));

    if (hd_file_exists(folder))
        *ret = hd_strdup(ctx, folder);
    else if (hd_file_exists(inside))
        *ret = hd_strdup(ctx, inside);
    else if (is_script_location && hd_file_exists(beside))
        *ret = hd_strdup(ctx, beside);
    else
        return hd_error_hint(hd_error_new(HD_MISSING, "there is no alembic.ini in \"%s\"", given),
                             "Name the folder that has it, or the file itself.");
    return NULL;
}

hd_error *hd_import_load_alembic(hd_import *import, const hd_import_request *request)
{
    HD_SCRATCH(scratch);
    struct hd_alembic alembic = {.loop = request->loop, .section = request->section};
    records answer = {0};
    const char *folder = NULL;

    HD_TRY(find_ini(import, request->folder, &import->source));
    folder = hd_path_folder(scratch, import->source);
    HD_TRY(find_interpreter(import, request, folder, &import->interpreter));
    alembic.interpreter = import->interpreter;
    alembic.ini = import->source;
    HD_TRY(ask(scratch, &alembic, "sql", &answer));
    for (size_t at = 0; at < answer.count;)
        if (strcmp(answer.items[at].name, "revision") == 0)
            at = take_revision(import, &answer, at);
        else
            at++;
    return NULL;
}
