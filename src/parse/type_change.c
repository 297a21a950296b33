#include "parse/type_change.h"

#include <strings.h>

#include "base/text.h"

enum { FINEST_SECONDS = 6 }; /* digits of a second that are stored */

/* "numeric(10,2)" in parts. */
struct type {
    char *name; /* without modifier, array brackets and the fields of interval */
    bool array;
    long first; /* of the modifier; -1: none */
    long second;
    int least; /* interval: the least field, 0 is second; -1: not limited to fields */
};

/* ---- reading ---- */

/* Takes "day to second" from an interval: only the last field counts. */
static int take_fields(char *name)
{
    static const char *const fields[] = {"second", "minute", "hour", "day", "month", "year"};

    if (!hd_text_starts(name, "interval "))
        return -1;
    for (size_t i = 0; i < HD_COUNT(fields); i++)
        if (hd_text_ends(name, fields[i])) {
            name[strlen("interval")] = '\0';
            return (int)i;
        }
    return -1;
}

static struct type type_read(TALLOC_CTX *ctx, const char *text)
{
    struct type type = {.name = hd_strdup(ctx, text), .first = -1};
    char *open = strchr(type.name, '(');

    if (open != NULL) {
        char *rest = NULL;
        type.first = strtol(open + 1, &rest, 10);
        type.second = *rest == ',' ? strtol(rest + 1, &rest, 10) : 0;
        rest += *rest == ')';
        memmove(open, rest, strlen(rest) + 1);
    }
    type.array = hd_text_ends(type.name, "[]");
    if (type.array)
        *strchr(type.name, '[') = '\0';
    type.least = take_fields(type.name);
    /* Extensions are installed in any schema. */
    if (hd_text_ends(type.name, ".citext"))
        type.name = hd_strdup(ctx, "citext");
    return type;
}

/* ---- types of the same bytes ---- */

/* Binary coercible, and whether an operator class of indexes serves both. */
static const struct {
    const char *from;
    const char *to; /* without a modifier */
    bool same_class;
} alike[] = {
    {"character varying", "text", true},
    {"character varying", "bpchar", false},
    {"character varying", "citext", false},
    {"text", "character varying", true},
    {"text", "bpchar", false},
    {"text", "citext", false},
    {"citext", "text", false},
    {"citext", "character varying", false},
    {"citext", "bpchar", false},
    {"character", "bpchar", true},
    {"xml", "text", true},
    {"xml", "character varying", true},
    {"xml", "bpchar", true},
    {"bit", "bit varying", false},
    {"cidr", "inet", true},
};

static bool is_object_number(const char *name)
{
    static const char *const names[] = {
        "integer",       "oid",          "regclass", "regcollation", "regconfig",
        "regdictionary", "regnamespace", "regoper",  "regoperator",  "regproc",
        "regprocedure",  "regrole",      "regtype",
    };

    for (size_t i = 0; i < HD_COUNT(names); i++)
        if (strcmp(names[i], name) == 0)
            return true;
    return false;
}

/* integer, oid and the names of objects; two kinds of names want a cast. */
static bool is_number_alike(const char *from, const char *to)
{
    return is_object_number(from) && is_object_number(to) &&
           (!hd_text_starts(from, "reg") || !hd_text_starts(to, "reg"));
}

static hd_type_change number_change(const char *from, const char *to)
{
    bool classes_differ = strcmp(from, "integer") == 0 || strcmp(to, "integer") == 0;

    return classes_differ ? HD_TYPE_REINDEXES : HD_TYPE_KEEPS;
}

/* Times with and without a zone, when the zone adds nothing and no digits are cut off. */
static bool is_zone_change(const struct type *from, const struct type *to)
{
    static const char with[] = "timestamp with time zone";
    static const char without[] = "timestamp without time zone";

    return ((strcmp(from->name, with) == 0 && strcmp(to->name, without) == 0) ||
            (strcmp(from->name, without) == 0 && strcmp(to->name, with) == 0)) &&
           (to->first < 0 || to->first >= FINEST_SECONDS);
}

static hd_type_change other_change(const struct type *from, const struct type *to, bool utc)
{
    if (utc && is_zone_change(from, to))
        return HD_TYPE_REINDEXES;
    if (to->first >= 0)
        return HD_TYPE_REWRITES;
    if (is_number_alike(from->name, to->name))
        return number_change(from->name, to->name);
    for (size_t i = 0; i < HD_COUNT(alike); i++)
        if (strcmp(alike[i].from, from->name) == 0 && strcmp(alike[i].to, to->name) == 0)
            return alike[i].same_class ? HD_TYPE_KEEPS : HD_TYPE_REINDEXES;
    return HD_TYPE_REWRITES;
}

/* ---- the same type with another modifier ---- */

static bool interval_widens(const struct type *from, const struct type *to)
{
    int from_least = from->least < 0 ? 0 : from->least;
    int to_least = to->least < 0 ? 0 : to->least;
    long from_digits = from->first < 0 ? FINEST_SECONDS : from->first;
    long to_digits = to->first < 0 ? FINEST_SECONDS : to->first;

    /* Digits count where there are seconds. */
    return from_least >= to_least && (from_least > 0 || to_digits >= from_digits);
}

static bool widens(const struct type *from, const struct type *to)
{
    static const char *const lengths[] = {"character varying", "bit varying"};
    bool times = hd_text_starts(from->name, "time");

    if (strcmp(from->name, "interval") == 0)
        return interval_widens(from, to);
    if (to->first < 0)
        return true;
    if (strcmp(from->name, "numeric") == 0)
        return from->first >= 0 && to->second == from->second && to->first >= from->first;
    if (times && to->first >= FINEST_SECONDS)
        return true;
    for (size_t i = 0; i < HD_COUNT(lengths); i++)
        times |= strcmp(lengths[i], from->name) == 0;
    return times && from->first >= 0 && to->first >= from->first;
}

hd_type_change hd_type_change_of(const char *old, const char *new, bool utc)
{
    HD_SCRATCH(scratch);
    struct type from = type_read(scratch, old);
    struct type to = type_read(scratch, new);
    bool same_name = strcmp(from.name, to.name) == 0 && from.array == to.array;

    if (strcmp(old, new) == 0)
        return HD_TYPE_KEEPS;
    if (from.array || to.array)
        return same_name && to.first < 0 && to.least < 0 ? HD_TYPE_KEEPS : HD_TYPE_REWRITES;
    if (same_name)
        return widens(&from, &to) ? HD_TYPE_KEEPS : HD_TYPE_REWRITES;
    return other_change(&from, &to, utc);
}

/* ---- words ---- */

const char *hd_type_change_sources(const char *new)
{
    static const struct {
        const char *type;
        bool modified;
        const char *sources;
    } rows[] = {
        {"text", false, "varchar or citext"},
        {"character varying", false, "a shorter varchar, text or citext"},
        {"character varying", true, "a shorter varchar"},
        {"bpchar", false, "char, varchar, text or citext"},
        {"citext", false, "text or varchar"},
        {"bit varying", false, "bit or a shorter varbit"},
        {"bit varying", true, "a shorter varbit"},
        {"inet", false, "cidr"},
        {"numeric", false, "a shorter numeric"},
        {"numeric", true, "a shorter numeric of the same scale"},
        {"interval", false, "a shorter interval"},
        {"interval", true, "a shorter interval"},
        {"time without time zone", false, "a shorter time"},
        {"time without time zone", true, "a shorter time"},
        {"time with time zone", false, "a shorter timetz"},
        {"time with time zone", true, "a shorter timetz"},
        {"timestamp without time zone", false, "a shorter timestamp, or timestamptz in UTC"},
        {"timestamp without time zone", true, "a shorter timestamp"},
        {"timestamp with time zone", false, "a shorter timestamptz, or timestamp in UTC"},
        {"timestamp with time zone", true, "a shorter timestamptz"},
        {"oid", false, "integer or a regclass"},
    };
    HD_SCRATCH(scratch);
    struct type type = type_read(scratch, new);

    for (size_t i = 0; !type.array && i < HD_COUNT(rows); i++)
        if (strcmp(rows[i].type, type.name) == 0 && rows[i].modified == (type.first >= 0))
            return rows[i].sources;
    return NULL;
}

bool hd_time_zone_is_utc(const char *zone)
{
    static const char *const names[] = {"UTC",      "UCT",       "GMT",      "GMT0", "GMT+0",
                                        "GMT-0",    "Zulu",      "0",        "+00",  "<+00>+00",
                                        "<+00>-00", "Universal", "Greenwich"};

    if (strncasecmp(zone, "etc/", strlen("etc/")) == 0)
        zone += strlen("etc/");
    for (size_t i = 0; i < HD_COUNT(names); i++)
        if (strcasecmp(names[i], zone) == 0)
            return true;
    return false;
}
