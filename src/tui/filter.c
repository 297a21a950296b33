#include "tui/filter.h"

#include "base/text.h"

struct thing {
    const char *name;
    const char *value;
};

static bool contains(const char *value, const char *text)
{
    return value != NULL && strcasestr(value, text) != NULL;
}

/* The thing that "name=" names; NULL when none has that name. */
static const struct thing *find(const struct thing things[], size_t count, const char *word)
{
    const char *equals = strchr(word, '=');
    size_t len = equals == NULL ? 0 : (size_t)(equals - word);

    for (size_t i = 0; i < count && len > 0; i++)
        if (strlen(things[i].name) == len && strncasecmp(things[i].name, word, len) == 0)
            return &things[i];
    return NULL;
}

static bool word_matches(const char *word, const struct thing things[], size_t count)
{
    bool wanted = *word != '-' && *word != '!';
    bool any = false;

    word += wanted ? 0 : 1;
    const struct thing *thing = find(things, count, word);
    if (thing != NULL)
        return contains(thing->value, strchr(word, '=') + 1) == wanted;
    for (size_t i = 0; i < count; i++)
        any = any || contains(things[i].value, word);
    return any == wanted;
}

static bool matches(const char *filter, const struct thing things[], size_t count)
{
    HD_SCRATCH(scratch);
    hd_strings words = {0};
    bool all = true;

    hd_text_split(scratch, filter, " \t", &words);
    for (size_t i = 0; i < words.count; i++)
        all = all && word_matches(words.items[i], things, count);
    return all;
}

bool hd_filter_session(const char *filter, const hd_session *session)
{
    HD_SCRATCH(scratch);

    if (*filter == '\0')
        return true;
    const struct thing things[] = {
        {"user", session->user},
        {"db", session->database},
        {"app", session->application},
        {"client", session->client},
        {"state", session->state_text},
        {"wait", hd_printf(scratch, "%s:%s", session->wait_type, session->wait)},
        {"pid", hd_printf(scratch, "%d", session->pid)},
        {"query", session->query},
    };
    return matches(filter, things, HD_COUNT(things));
}

bool hd_filter_row(const char *filter, const hd_rows *rows, size_t row)
{
    HD_SCRATCH(scratch);
    size_t columns = hd_rows_columns(rows);

    if (*filter == '\0')
        return true;
    struct thing *things = hd_new_array(scratch, struct thing, columns + 1);
    for (size_t i = 0; i < columns; i++)
        things[i] = (struct thing){hd_rows_name(rows, i), hd_rows_text(rows, row, i)};
    return matches(filter, things, columns);
}
