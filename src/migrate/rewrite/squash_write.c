/*
 * The files of a squash. Originals go first: when that is cut short, the project
 * misses a revision and every command says so, instead of running some of it twice.
 */
#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "base/file.h"
#include "base/text.h"
#include "migrate/files/directory.h"
#include "migrate/rewrite/squash.h"

enum { MAX_FILE_BYTES = 256 << 20 };

/* From where to where a file goes. */
struct move {
    const char *from;
    const char *to;
    bool stays; /* a copy: the baseline will be put in its place */
};

struct moves {
    HD_VEC(struct move) list;
    hd_strings emptied; /* folders that have nothing left in them afterwards */
};

static void add_move(TALLOC_CTX *ctx, struct moves *moves, const char *from, const char *folder,
                     const char *suffix, bool stays)
{
    char *name = hd_printf(ctx, "%s%s", hd_path_name(from), suffix);

    hd_vec_push(ctx, &moves->list, (struct move){from, hd_path_join(ctx, folder, name), stays});
}

/* A suffix under which the text of a baseline is kept beside those that it replaced itself. */
static const char *free_suffix(TALLOC_CTX *ctx, const char *path, const char *old,
                               const char *folder)
{
    const char *suffix = ".replaced";

    for (unsigned i = 2;; i++) {
        const char *name = hd_printf(ctx, "%s%s", hd_path_name(path), suffix);
        if (!hd_file_exists(hd_path_join(ctx, old, name)) &&
            !hd_file_exists(hd_path_join(ctx, folder, name)))
            return suffix;
        suffix = hd_printf(ctx, ".replaced%u", i);
    }
}

/*
 * A revision that is a baseline itself: its originals are the true ones and come along. Its own
 * file is kept under a name that is not read.
 */
static hd_error *plan_baseline(TALLOC_CTX *ctx, const hd_squash *squash,
                               const hd_revision *revision, const char *folder, bool newest,
                               struct moves *moves)
{
    const char *old = hd_project_squashed_folder(ctx, squash->project, revision->id);
    hd_strings names = {0};

    add_move(ctx, moves, revision->path, folder, free_suffix(ctx, revision->path, old, folder),
             newest);
    if (strcmp(old, folder) == 0)
        return NULL;
    HD_TRY(hd_dir_list(ctx, old, &names));
    for (size_t i = 0; i < names.count; i++)
        add_move(ctx, moves, hd_path_join(ctx, old, names.items[i]), folder, "", false);
    hd_vec_push(ctx, &moves->emptied, old);
    return NULL;
}

static hd_error *plan_moves(TALLOC_CTX *ctx, const hd_squash *squash, struct moves *moves)
{
    const char *folder = hd_project_squashed_folder(ctx, squash->project, squash->baseline.id);

    for (size_t i = 0; i < squash->range.count; i++) {
        const hd_revision *revision = squash->range.items[i]->revision;
        bool newest = i + 1 == squash->range.count;
        bool kept = revision->replaces.count > 0 &&
                    hd_dir_exists(hd_project_squashed_folder(ctx, squash->project, revision->id));
        if (kept)
            HD_TRY(plan_baseline(ctx, squash, revision, folder, newest, moves));
        else
            add_move(ctx, moves, revision->path, folder, "", newest);
    }
    return NULL;
}

static hd_error *check_moves(const struct moves *moves)
{
    for (size_t i = 0; i < moves->list.count; i++) {
        const char *to = moves->list.items[i].to;
        bool twice = hd_file_exists(to);

        for (size_t j = 0; j < i; j++)
            twice = twice || strcmp(moves->list.items[j].to, to) == 0;
        if (twice)
            return hd_error_hint(hd_error_new(HD_CONFLICT, "file \"%s\" would be overwritten", to),
                                 "Rename \"%s\" or move the kept file away.",
                                 moves->list.items[i].from);
    }
    return NULL;
}

static hd_error *move_run(const struct move *move)
{
    HD_SCRATCH(scratch);
    char *text = NULL;
    size_t len = 0;

    if (!move->stays) {
        if (rename(move->from, move->to) == 0)
            return NULL;
        if (errno != EXDEV)
            return hd_error_new(HD_IO, "could not move \"%s\" to \"%s\": %s", move->from, move->to,
                                strerror(errno));
    }
    HD_TRY(hd_file_read(scratch, move->from, MAX_FILE_BYTES, &text, &len));
    HD_TRY(hd_file_write(move->to, text, len));
    if (!move->stays && unlink(move->from) != 0)
        return hd_file_error("remove", move->from);
    return NULL;
}

hd_error *hd_squash_write(const hd_squash *squash)
{
    HD_SCRATCH(scratch);
    const char *folder = hd_project_squashed_folder(scratch, squash->project, squash->baseline.id);
    struct moves moves = {0};

    HD_TRY(plan_moves(scratch, squash, &moves));
    HD_TRY(check_moves(&moves));
    HD_TRY(hd_dir_make(folder));
    for (size_t i = 0; i < moves.list.count; i++)
        HD_TRY(move_run(&moves.list.items[i]));
    HD_TRY(hd_file_write(squash->baseline.path, squash->text, strlen(squash->text)));
    for (size_t i = 0; i < moves.emptied.count; i++)
        (void)rmdir(moves.emptied.items[i]); /* one that still holds something stays */
    return NULL;
}
