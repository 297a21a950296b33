/*
 * A configuration file of any bytes is read or refused with a place in it; entries stand where
 * they say, and each value is interpolated or refused.
 */
#include "config/ini.h"
#include "fuzz.h"

static void check_entry(TALLOC_CTX *ctx, const hd_ini *ini, const hd_ini_entry *entry)
{
    char *value = NULL;
    hd_error *err = hd_ini_value(ctx, ini, entry->section, entry, NULL, NULL, &value);

    FUZZ_CHECK(entry->offset < strlen(ini->text));
    FUZZ_CHECK(hd_ini_has_section(ini, entry->section));
    FUZZ_CHECK(hd_ini_find(ini, entry->section, entry->key) == entry);
    if (err == NULL)
        FUZZ_CHECK(strchr(entry->value, '%') != NULL || strcmp(value, entry->value) == 0);
    else
        FUZZ_CHECK(err->place->line == entry->line && value == NULL);
    hd_error_free(err);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    HD_SCRATCH(scratch);
    char *text = hd_strndup(scratch, (const char *)data, size);
    hd_ini *ini = NULL;
    hd_error *err = hd_ini_parse(scratch, "fuzz.ini", "/fuzz", text, &ini);

    if (err == NULL)
        for (size_t i = 0; i < ini->entries.count; i++)
            check_entry(scratch, ini, &ini->entries.items[i]);
    else
        FUZZ_CHECK(ini == NULL && err->place->line > 0);
    hd_error_free(err);
    return 0;
}
