/*
 * The table of settings: one row for each, from which the parser, "config show",
 * "help settings" and docs/configuration.md are made.
 */
#pragma once

#include "base/error.h"

enum hd_setting_type {
    HD_SETTING_TEXT,
    HD_SETTING_URL, /* reduced to what libpq takes; passwords are masked when shown */
    HD_SETTING_BOOL,
    HD_SETTING_INT,      /* from 0 */
    HD_SETTING_DURATION, /* as PostgreSQL writes it: "2s" */
    HD_SETTING_CHOICE,
};

typedef struct hd_setting {
    const char *name;            /* key in [howdah]; "models.source": key source of [models] */
    const char *alembic[2];      /* keys in the section of an Alembic file; NULL when it has none */
    const char *variable;        /* environment variable */
    const char *second_variable; /* one that is asked after the first, or NULL */
    enum hd_setting_type type;
    const char *const *choices; /* for HD_SETTING_CHOICE; ends with NULL */
    const char *standard;       /* default value, or NULL */
    const char *standard_text;  /* what help says of the default when standard does not say it */
    const char *help;           /* a sentence without full stop */
} hd_setting;

extern const hd_setting hd_settings[];
extern const size_t hd_setting_count;

/* The row of that name, or NULL. */
const hd_setting *hd_setting_find(const char *name);

/*
 * Checks a value against the type of the setting.
 *
 * Errors: HD_CONFIG without a place; the hint says what is allowed.
 */
hd_error *hd_setting_check(const hd_setting *setting, const char *value) HD_MUST_USE;

/* true, yes, on, 1 and false, no, off, 0 in any case; false (ret untouched) for anything else. */
bool hd_setting_parse_bool(const char *value, bool *ret);

/* Keys of an Alembic file that cannot be honoured, and when that matters. */
typedef struct hd_unhonoured {
    const char *key;
    const char *harmless; /* a value (in any case) that needs no remark, or NULL */
    const char *remark;
} hd_unhonoured;

extern const hd_unhonoured hd_unhonoured_keys[];
extern const size_t hd_unhonoured_count;
