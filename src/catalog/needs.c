#include "catalog/needs.h"

#include "base/text.h"
#include "catalog/attached.h"

struct search {
    hd_need_found *found;
    void *arg;
};

/*
 * A partition is attached when all indexes of both are there, so that they find each other; but for
 * those that are not to find one.
 */
static void indexes_need(const struct search *search, const hd_fact *table)
{
    for (size_t i = 0; i < table->child_count; i++) {
        const hd_fact *child = table->children[i];
        if ((child->kind == &hd_kind_index ||
             (child->kind == &hd_kind_constraint && !hd_is_foreign_key(child))) &&
            !hd_lacks_attached(child))
            search->found(child, search->arg);
    }
}

static void attachment_needs(const struct search *search, const hd_fact *attachment)
{
    indexes_need(search, attachment->parent);
    for (size_t i = 0; i < attachment->edge_count; i++)
        indexes_need(search, attachment->edges[i].to);
}

/* What is made with ONLY. */
static void only_needs(const struct search *search, const hd_fact *index)
{
    const hd_fact *table = index->parent;

    if (!hd_lacks_attached(index))
        return;
    for (size_t i = 0; i < table->user_count; i++) {
        const hd_fact *partition = table->users[i]->parent;
        const hd_fact *below = partition == NULL ? NULL : hd_attached_below(index, partition);
        if (table->users[i]->kind == &hd_kind_attachment && partition != table)
            search->found(table->users[i], search->arg);
        if (below != NULL)
            search->found(below, search->arg);
    }
}

static void child_need(const struct search *search, const hd_fact *of, const hd_kind *kind)
{
    const hd_fact *child = of == NULL ? NULL : hd_fact_child(of, kind, NULL);

    if (child != NULL)
        search->found(child, search->arg);
}

static void trigger_needs(const struct search *search, const hd_fact *trigger)
{
    if (hd_fact_bool(trigger, "cloned"))
        child_need(search, trigger->parent, &hd_kind_attachment);
}

/* Whether it lets its grantee grant something of the list. */
static bool lets_grant(const hd_fact *privilege, const hd_strings *list)
{
    HD_SCRATCH(scratch);
    hd_strings held = hd_fact_list(scratch, privilege, "privileges");

    for (size_t i = 0; i < list->count; i++) {
        const char *item = list->items[i];
        if (hd_strings_contain(&held, item) && hd_text_ends(item, "*"))
            return true;
        if (hd_strings_contain(&held, hd_printf(scratch, "%s*", item)))
            return true;
    }
    return false;
}

static bool is_grantee(const hd_fact *privilege, const char *role)
{
    const char *grantee = hd_fact_text(privilege, "grantee");

    return hd_text_equal(grantee == NULL ? privilege->name : grantee, role);
}

/* Who grants must have been granted it, on what is above too, and reach it through its schema. */
static void grantor_needs(const struct search *search, const hd_fact *privilege,
                          const char *grantor)
{
    HD_SCRATCH(scratch);
    hd_strings list = hd_fact_list(scratch, privilege, "privileges");

    for (const hd_fact *above = privilege->parent; grantor != NULL && above != NULL;
         above = above->parent)
        for (size_t i = 0; i < above->child_count; i++) {
            const hd_fact *other = above->children[i];
            if (other->kind == &hd_kind_privilege && other != privilege &&
                is_grantee(other, grantor) &&
                (lets_grant(other, &list) ||
                 (above->kind == &hd_kind_schema && privilege->parent != above)))
                search->found(other, search->arg);
        }
}

static void privilege_needs(const struct search *search, const hd_fact *privilege)
{
    child_need(search, privilege->parent, &hd_kind_owner);
    grantor_needs(search, privilege, hd_fact_text(privilege, "grantor"));
}

/* Both must have the same owner, and the sequence cannot change its own afterwards. */
static void owned_by_needs(const struct search *search, const hd_fact *owned_by)
{
    child_need(search, owned_by->parent, &hd_kind_owner);
    for (size_t i = 0; i < owned_by->edge_count; i++)
        child_need(search, hd_fact_root(owned_by->edges[i].to), &hd_kind_owner);
}

static void constraints_need(const struct search *search, const hd_fact *domain)
{
    for (size_t i = 0; i < domain->child_count; i++)
        if (domain->children[i]->kind == &hd_kind_domain_constraint)
            search->found(domain->children[i], search->arg);
}

/* The constraints of the domains that values of the fact are made of. */
static void contents_need(const struct search *search, const hd_fact *fact, int depth)
{
    for (size_t i = 0; i < fact->edge_count && depth > 0; i++) {
        const hd_fact *type = fact->edges[i].to;
        if (type->kind == &hd_kind_domain)
            constraints_need(search, type);
        if (type->kind == &hd_kind_domain || type->kind == &hd_kind_range_type)
            contents_need(search, type, depth - 1);
        for (size_t j = 0; type->kind == &hd_kind_composite_type && j < type->child_count; j++)
            if (type->children[j]->kind == &hd_kind_attribute)
                contents_need(search, type->children[j], depth - 1);
    }
}

/*
 * A domain gets no constraints when columns hold arrays, records or ranges of it: the server would
 * not look into them.
 */
static void column_needs(const struct search *search, const hd_fact *column)
{
    enum { DEEPEST = 8 };
    const char *type = hd_fact_text(column, "type");

    for (size_t i = 0; i < column->edge_count; i++)
        if (column->edges[i].to->kind == &hd_kind_domain &&
            hd_text_equal(type, column->edges[i].to->identity))
            return;
    contents_need(search, column, DEEPEST);
}

/*
 * The server takes operators and functions that an index could do without for members of the
 * family, even if they are said with the class; an exclusion constraint does ask for them.
 */
static void class_needs(const struct search *search, const hd_fact *user)
{
    for (size_t i = 0; i < user->edge_count; i++) {
        const hd_fact *class = user->edges[i].to;
        for (size_t j = 0; class->kind == &hd_kind_operator_class && j < class->edge_count; j++) {
            const hd_fact *family = class->edges[j].to;
            for (size_t k = 0; family->kind == &hd_kind_operator_family && k < family->child_count;
                 k++)
                if (family->children[k]->kind == &hd_kind_family_operator ||
                    family->children[k]->kind == &hd_kind_family_function)
                    search->found(family->children[k], search->arg);
        }
    }
}

void hd_fact_needs(const hd_fact *fact, hd_need_found *found, void *arg)
{
    static const struct {
        const hd_kind *kind;
        void (*needs)(const struct search *search, const hd_fact *fact);
    } rows[] = {
        {&hd_kind_attachment, attachment_needs}, {&hd_kind_trigger, trigger_needs},
        {&hd_kind_privilege, privilege_needs},   {&hd_kind_owned_by, owned_by_needs},
        {&hd_kind_column, column_needs},         {&hd_kind_index, class_needs},
        {&hd_kind_constraint, class_needs},      {&hd_kind_index, only_needs},
        {&hd_kind_constraint, only_needs},
    };
    struct search search = {found, arg};

    if (fact->parent != NULL)
        found(fact->parent, arg);
    for (size_t i = 0; i < fact->edge_count; i++)
        found(fact->edges[i].to, arg);
    for (size_t i = 0; i < HD_COUNT(rows); i++)
        if (rows[i].kind == fact->kind)
            rows[i].needs(&search, fact);
}
