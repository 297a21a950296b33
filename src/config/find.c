#include "config/find.h"

#include "base/file.h"
#include "base/text.h"

enum { MAX_PYPROJECT_BYTES = 1 << 20 };

/* In one folder the first that is there is read. */
static const char *const file_names[] = {"howdah.ini", "alembic.ini"};
static const char pyproject[] = "pyproject.toml";

bool hd_config_has_pyproject(const char *folder)
{
    HD_SCRATCH(scratch);
    char *text = NULL;
    hd_error *err = hd_file_read(scratch, hd_path_join(scratch, folder, pyproject),
                                 MAX_PYPROJECT_BYTES, &text, NULL);

    /* This is for a remark only: a file that cannot be read is as good as none. */
    if (err != NULL) {
        hd_error_free(err);
        return false;
    }
    return strstr(text, "[tool.alembic]") != NULL;
}

static hd_error *find_named(TALLOC_CTX *ctx, const char *path, const char *named_by,
                            hd_config_place *ret)
{
    if (strcmp(hd_path_name(path), pyproject) == 0)
        return hd_error_hint(
            hd_error_new(HD_CONFIG, "configuration in \"%s\" is not read", path),
            "Name an ini file, such as the alembic.ini beside it; settings of [tool.alembic] go "
            "into its section [howdah].");
    ret->path = hd_path_absolute(ctx, path);
    ret->shown = hd_strdup(ctx, path);
    ret->named_by = named_by;
    return NULL;
}

static void find_upwards(TALLOC_CTX *ctx, hd_config_place *ret)
{
    HD_SCRATCH(scratch);
    const char *here = hd_path_absolute(scratch, ".");
    const char *folder = here;

    for (;;) {
        for (size_t i = 0; i < HD_COUNT(file_names); i++) {
            const char *path = hd_path_join(scratch, folder, file_names[i]);
            if (!hd_file_exists(path))
                continue;
            ret->path = hd_strdup(ctx, path);
            ret->shown = folder == here ? file_names[i] : ret->path;
            return;
        }
        if (strcmp(folder, "/") == 0)
            return;
        folder = hd_path_folder(scratch, folder);
    }
}

hd_error *hd_config_find(TALLOC_CTX *ctx, const char *named, hd_config_place *ret)
{
    static const char *const variables[] = {"HOWDAH_CONFIG", "ALEMBIC_CONFIG"};

    *ret = (hd_config_place){0};
    if (named != NULL)
        return find_named(ctx, named, "--config", ret);
    for (size_t i = 0; i < HD_COUNT(variables); i++) {
        const char *path = getenv(variables[i]);
        /* Alembic takes ALEMBIC_CONFIG=pyproject.toml beside an alembic.ini: no reason to stop. */
        if (path != NULL && *path != '\0' && strcmp(hd_path_name(path), pyproject) != 0)
            return find_named(ctx, path, variables[i], ret);
    }
    find_upwards(ctx, ret);
    return NULL;
}
