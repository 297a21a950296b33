#include "diff/kinds/routine.h"

#include "base/text.h"

/* The end of an argument: a comma outside of parentheses and quotes, or the text's end. */
static const char *argument_end(const char *text)
{
    int depth = 0;
    char quote = '\0';

    for (; *text != '\0'; text++) {
        if (quote != '\0')
            quote = *text == quote ? '\0' : quote;
        else if (*text == '\'' || *text == '"')
            quote = *text;
        else if (*text == '(' || *text == '[')
            depth++;
        else if (*text == ')' || *text == ']')
            depth--;
        else if (*text == ',' && depth == 0)
            break;
    }
    return text;
}

/* An argument without its default: "a integer" of "a integer DEFAULT 1". */
static char *argument_head(TALLOC_CTX *ctx, const char *text, const char *end, bool *has_default)
{
    char *argument = hd_strndup(ctx, text, (size_t)(end - text));
    char *word = strstr(argument, " DEFAULT ");

    *has_default = word != NULL;
    if (word != NULL)
        *word = '\0';
    return argument;
}

/* Types are equal, as the identities are; a name may be given to an argument that had none. */
static bool heads_agree(const char *old, const char *new)
{
    size_t name = strcspn(new, " ");
    bool mode = hd_text_starts(new, "OUT ") || hd_text_starts(new, "INOUT ") ||
                hd_text_starts(new, "VARIADIC ");

    return strcmp(old, new) == 0 || (!mode && new[name] == ' ' && strcmp(new + name + 1, old) == 0);
}

static bool arguments_agree(const char *old, const char *new)
{
    HD_SCRATCH(scratch);

    for (;;) {
        bool old_default = false;
        bool new_default = false;
        const char *old_end = argument_end(old);
        const char *new_end = argument_end(new);
        const char *old_head = argument_head(scratch, old, old_end, &old_default);
        const char *new_head = argument_head(scratch, new, new_end, &new_default);
        if (!heads_agree(old_head, new_head) || (old_default && !new_default) ||
            *old_end != *new_end)
            return false;
        if (*old_end == '\0')
            return true;
        old = old_end + strspn(old_end, ", ");
        new = new_end + strspn(new_end, ", ");
    }
}

static bool is_window(const hd_fact *fact)
{
    return strstr(hd_fact_text(fact, "definition"), "\n WINDOW") != NULL;
}

static const char *text_of(const hd_fact *fact, const char *attribute)
{
    const char *text = hd_fact_text(fact, attribute);

    return text == NULL ? "" : text;
}

hd_verdict hd_routine_judge(const hd_change *change)
{
    if (!hd_text_equal(text_of(change->old, "result"), text_of(change->new, "result")) ||
        is_window(change->old) != is_window(change->new) ||
        !arguments_agree(text_of(change->old, "arguments"), text_of(change->new, "arguments")))
        return HD_REPLACE;
    return HD_ALTER;
}

void hd_routine_alter(hd_buf *out, const hd_change *change)
{
    hd_buf_addf(out, "%s;\n", hd_fact_text(change->new, "definition"));
}

hd_verdict hd_routine_on_loss(const hd_change *change, const hd_fact *lost)
{
    bool differs = change->old->hash != change->new->hash;

    return differs && change->diff->old_verdict[lost->index] == HD_DROP ? hd_routine_judge(change)
                                                                        : HD_REPLACE;
}
