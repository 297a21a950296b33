#include "migrate/import/import.h"

#include <ctype.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/text.h"
#include "migrate/files/body.h"
#include "migrate/files/directory.h"
#include "migrate/import/source.h"
#include "parse/quote.h"

const hd_import_kind hd_import_kinds[] = {
    {"alembic",
     "Databases that Alembic has brought somewhere are there for howdah as well: the version "
     "table is the same.",
     hd_import_load_alembic},
    {"dbmate",
     "A database that dbmate has migrated is stamped once: its newest version is what \"SELECT "
     "max(version) FROM schema_migrations\" gives, and \"howdah stamp VERSION\" says so to howdah.",
     hd_import_load_dbmate},
    {"flyway",
     "A database that Flyway has migrated is stamped once: its newest version is in "
     "flyway_schema_history, and \"howdah stamp VERSION\" says so to howdah.",
     hd_import_load_flyway},
    {"golang-migrate",
     "A database that migrate has migrated is stamped once: \"SELECT version, dirty FROM "
     "schema_migrations\" gives its version, and \"howdah stamp VERSION\" (with the leading zeros "
     "of the file's name) says so to howdah.",
     hd_import_load_golang_migrate},
    {"sqitch",
     "A database that Sqitch has deployed to is stamped once: \"sqitch status\" gives its last "
     "change, and \"howdah stamp CHANGE\" says so to howdah.",
     hd_import_load_sqitch},
};
const size_t hd_import_kind_count = HD_COUNT(hd_import_kinds);

/* In a file that needs a hand; nobody writes it by chance. */
static const char stub_mark[] = "$howdah_import$";

/* ---- load ---- */

static hd_error *kind_find(const char *name, const hd_import_kind **ret)
{
    HD_SCRATCH(scratch);
    hd_strings known = {0};

    for (size_t i = 0; i < hd_import_kind_count; i++) {
        hd_vec_push(scratch, &known, hd_import_kinds[i].name);
        if (strcmp(hd_import_kinds[i].name, name) == 0) {
            *ret = &hd_import_kinds[i];
            return NULL;
        }
    }
    return hd_error_hint(hd_error_new(HD_USAGE, "howdah cannot import from \"%s\"", name),
                         "It knows %s.", hd_text_join(scratch, &known, ", "));
}

/* Two files of one id would make a project that cannot be read. */
static hd_error *check_ids(const hd_import *import)
{
    HD_SCRATCH(scratch);
    hd_revisions revisions = {0};
    hd_graph *graph = NULL;

    for (size_t i = 0; i < import->steps.count; i++) {
        /* Places are not known yet; errors name files, so give them those that they are from. */
        hd_revision *copy = talloc_memdup(scratch, &import->steps.items[i]->revision,
                                          sizeof(hd_revision));
        hd_nonnull(copy, __func__);
        copy->path = import->steps.items[i]->source;
        hd_vec_push(scratch, &revisions, copy);
    }
    return hd_graph_build(scratch, revisions.items, revisions.count, &graph);
}

hd_error *hd_import_load(TALLOC_CTX *ctx, const char *kind, const hd_import_request *request,
                         hd_import **ret)
{
    HD_SCRATCH(scratch);
    hd_import *import = hd_new(scratch, hd_import);

    HD_TRY(kind_find(kind, &import->kind));
    if (!hd_dir_exists(request->folder) && !hd_file_exists(request->folder))
        return hd_error_new(HD_MISSING, "folder \"%s\" does not exist", request->folder);
    HD_TRY(import->kind->load(import, request));
    if (import->steps.count == 0)
        return hd_error_new(HD_MISSING, "there are no migrations of %s in \"%s\"", kind,
                            request->folder);
    HD_TRY(check_ids(import));
    *ret = talloc_steal(ctx, import);
    return NULL;
}

/* ---- place ---- */

static const hd_revision *find_existing(const hd_revisions *existing, const char *id)
{
    for (size_t i = 0; i < existing->count; i++)
        if (strcmp(existing->items[i]->id, id) == 0)
            return existing->items[i];
    return NULL;
}

/* A source that lies in one of the folders stays there; all others go to the first. */
static const char *folder_for(TALLOC_CTX *ctx, const hd_import_step *step,
                              const hd_strings *folders)
{
    const char *own = hd_path_folder(ctx, step->source);

    return hd_strings_contain(folders, own) ? own : folders->items[0];
}

hd_error *hd_import_place(hd_import *import, const hd_strings *folders)
{
    HD_SCRATCH(scratch);
    hd_directory_request request = {.locations = *folders};
    hd_revisions existing = {0};
    hd_strings remarks = {0};

    HD_TRY(hd_directory_read(scratch, &request, &existing, &remarks));
    for (size_t i = 0; i < import->steps.count; i++) {
        hd_import_step *step = import->steps.items[i];
        const hd_revision *same = find_existing(&existing, step->revision.id);

        step->kept = same != NULL;
        step->revision.path = same != NULL ? hd_strdup(step, same->path)
                                           : hd_path_join(step, folder_for(scratch, step, folders),
                                                          step->file_name);
        if (same == NULL && hd_file_exists(step->revision.path))
            return hd_error_hint(
                hd_error_new(HD_CONFLICT, "file \"%s\" is there already", step->revision.path),
                "It is no revision \"%s\". Import into another folder with --to.",
                step->revision.id);
    }
    return NULL;
}

/* ---- text ---- */

static void add_comment_lines(hd_buf *buf, const char *prefix, const char *text)
{
    while (*text != '\0') {
        size_t len = strcspn(text, "\n");
        hd_buf_addf(buf, "%s%.*s\n", prefix, (int)len, text);
        text += len + (text[len] == '\n');
    }
}

/* "QueryError: ... (versions/b2.py, line 9)" */
static const char *problem_text(TALLOC_CTX *ctx, const hd_error *problem)
{
    if (problem->place == NULL || problem->place->line == 0)
        return problem->message;
    return hd_printf(ctx, "%s (%s, line %zu)", problem->message, hd_path_name(problem->place->path),
                     problem->place->line);
}

/* One line: what is quoted in a comment must not end it. */
static char *one_line(TALLOC_CTX *ctx, const char *text)
{
    char *line = hd_strdup(ctx, text);

    for (char *p = line; *p != '\0'; p++)
        if (iscntrl((unsigned char)*p))
            *p = ' ';
    return line;
}

static void add_remains(hd_buf *buf, const hd_import_part *part)
{
    if (part->sql == NULL || *part->sql == '\0')
        return;
    hd_buf_add(buf, "-- What could be read of it:\n");
    /* The bar keeps a line of the text from being taken for a directive. */
    add_comment_lines(buf, "-- | ", part->sql);
}

static char *stub_text(TALLOC_CTX *ctx, const hd_import *import, const hd_import_step *step)
{
    HD_SCRATCH(scratch);
    hd_buf *buf = hd_buf_new(scratch);
    const char *message = hd_printf(scratch, "revision \"%s\" could not be taken over from %s",
                                    step->revision.id, import->kind->name);

    hd_buf_addf(buf, "-- This could not be taken over from %s:\n", import->kind->name);
    add_comment_lines(buf, "-- | ", problem_text(scratch, step->upgrade.problem));
    hd_buf_add(buf, "-- Write the statements here, in the place of this one:\n");
    hd_buf_addf(buf, "DO %s BEGIN RAISE EXCEPTION USING MESSAGE = %s,\n", stub_mark,
                hd_sql_literal(scratch, message));
    hd_buf_addf(buf, "    HINT = 'Write its statements into the file.'; END %s;\n", stub_mark);
    add_remains(buf, &step->upgrade);
    return hd_buf_take(ctx, buf);
}

static bool changes_something(const hd_import_step *step)
{
    return step->upgrade.problem != NULL ||
           (step->upgrade.sql != NULL && *step->upgrade.sql != '\0');
}

static char *downgrade_text(TALLOC_CTX *ctx, const hd_import *import, const hd_import_step *step)
{
    HD_SCRATCH(scratch);
    hd_buf *buf = hd_buf_new(scratch);
    const hd_import_part *part = &step->downgrade;

    if (part->irreversible != NULL)
        hd_buf_addf(buf, "-- howdah: irreversible %s\n", one_line(scratch, part->irreversible));
    else if (part->problem != NULL) {
        hd_buf_addf(buf,
                    "-- howdah: irreversible the way back could not be taken over from %s: %s\n",
                    import->kind->name, one_line(scratch, problem_text(scratch, part->problem)));
        add_remains(buf, part);
    } else if (part->sql == NULL || *part->sql == '\0') {
        hd_buf_addf(buf, "-- Nothing is undone here, as in %s.\n", import->kind->name);
        /* A downgrade without any statement counts as forgotten. */
        if (changes_something(step))
            hd_buf_add(buf, "SELECT 1;\n");
    } else
        hd_buf_add(buf, part->sql);
    return hd_buf_take(ctx, buf);
}

static bool reads_back(const char *text, const hd_revision *revision)
{
    HD_SCRATCH(scratch);
    hd_revision *again = NULL;
    hd_error *err = hd_revision_parse(scratch, "", text, strlen(text), &again, NULL);
    bool same = err == NULL && strcmp(again->id, revision->id) == 0 &&
                again->labels.count == revision->labels.count &&
                again->depends_on.count == revision->depends_on.count &&
                again->down.count == revision->down.count &&
                hd_text_equal(again->create_date, revision->create_date);

    hd_error_free(err);
    return same;
}

char *hd_import_text(TALLOC_CTX *ctx, const hd_import *import, const hd_import_step *step)
{
    HD_SCRATCH(scratch);
    bool stub = step->upgrade.problem != NULL;
    const char *sql = stub ? stub_text(scratch, import, step) : step->upgrade.sql;
    hd_revision_section upgrade = {stub ? NULL : step->upgrade.options, sql == NULL ? "" : sql};
    hd_revision_section downgrade = {step->downgrade.problem != NULL ? NULL
                                                                     : step->downgrade.options,
                                     downgrade_text(scratch, import, step)};
    hd_revision header = step->revision;
    char *text = hd_revision_print(scratch, &header, &upgrade, &downgrade);

    if (!reads_back(text, &header)) {
        /* The text of the source looks like lines of a header: leave it out. */
        header.doc = NULL;
        header.message = hd_printf(scratch, "from %s", hd_path_name(step->source));
        text = hd_revision_print(scratch, &header, &upgrade, &downgrade);
    }
    return talloc_steal(ctx, text);
}

/* ---- write ---- */

hd_error *hd_import_write(const hd_import *import, const hd_import_step *step)
{
    HD_SCRATCH(scratch);
    char *text = hd_import_text(scratch, import, step);
    hd_body *body = NULL;

    /* Better told now than by the next command. */
    HD_TRY(hd_error_wrap(
        hd_body_parse(scratch, &step->revision, text, strlen(text), HD_UPGRADE, &body),
        "while importing \"%s\"", step->source));
    return hd_file_write(step->revision.path, text, strlen(text));
}

bool hd_import_is_unfinished(const hd_import_step *step)
{
    HD_SCRATCH(scratch);
    char *text = NULL;

    if (!step->kept)
        return step->upgrade.problem != NULL || step->downgrade.problem != NULL;
    hd_error *err = hd_file_read(scratch, step->revision.path, HD_IMPORT_MAX_FILE_BYTES, &text,
                                 NULL);
    bool unfinished = err != NULL || strstr(text, stub_mark) != NULL;
    hd_error_free(err);
    return unfinished;
}
