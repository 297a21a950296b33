/* What somebody has said of a fact's former name: a comment in a model, an option, an answer. */
#pragma once

#include "catalog/snapshot.h"

typedef struct hd_rename {
    const hd_fact *fact;    /* as it is now */
    const char *old_schema; /* as it was, without quotes; NULL: in the schema that it is in now */
    const char *old_name;   /* without quotes */
    const char *path;       /* the file that says so; NULL: no file */
    size_t line;            /* from 1 */
} hd_rename;

typedef HD_VEC(hd_rename) hd_renames;
