/* Domains. */
#include "base/text.h"
#include "diff/rule.h"

static void alter(hd_buf *out, const hd_change *change)
{
    const char *value = hd_fact_text(change->new, "default");
    const char *domain = change->new->identity;

    if (hd_change_differs(change, "default") && value != NULL)
        hd_buf_addf(out, "ALTER DOMAIN %s SET DEFAULT %s;\n", domain, value);
    else if (hd_change_differs(change, "default"))
        hd_buf_addf(out, "ALTER DOMAIN %s DROP DEFAULT;\n", domain);
    if (hd_change_differs(change, "not_null"))
        hd_buf_addf(out, "ALTER DOMAIN %s %s NOT NULL;\n", domain,
                    hd_fact_bool(change->new, "not_null") ? "SET" : "DROP");
}

static void set_aside(hd_buf *out, const hd_change *change, const char *name)
{
    hd_buf_addf(out, "ALTER DOMAIN %s RENAME TO %s;\n", change->old->identity, name);
}

/* Its default may need something else from now on; its type is another domain then. */
static hd_verdict on_loss(const hd_change *change, const hd_fact *lost)
{
    return lost->kind->classid != hd_kind_domain.classid && hd_change_differs(change, "default")
               ? HD_ALTER
               : HD_REPLACE;
}

/* Whether columns hold arrays, records or ranges of the type: more than it, or a domain over it. */
static bool is_contained(const hd_fact *type, const hd_fact *domain)
{
    for (size_t i = 0; i < type->user_count; i++) {
        const hd_fact *user = type->users[i];
        bool stored = user->kind == &hd_kind_column &&
                      (user->parent->kind == &hd_kind_table ||
                       user->parent->kind == &hd_kind_materialized_view);
        if (stored &&
            (type != domain || !hd_text_equal(hd_fact_text(user, "type"), domain->identity)))
            return true;
        if (user->kind == &hd_kind_attribute && is_contained(user->parent, domain))
            return true;
        if (user->kind == &hd_kind_range_type && is_contained(user, domain))
            return true;
        if (user->kind == &hd_kind_domain &&
            (is_contained(
                user, hd_text_equal(hd_fact_text(user, "type"), domain->identity) ? user : domain)))
            return true;
    }
    return false;
}

/* Whether the server would read what is stored of the domain. */
static bool is_checked(const hd_change *change)
{
    if (hd_change_differs(change, "not_null") && hd_fact_bool(change->new, "not_null"))
        return true;
    for (size_t i = 0; i < change->new->child_count; i++) {
        const hd_fact *child = change->new->children[i];
        if (child->kind == &hd_kind_domain_constraint &&
            change->diff->new_verdict[child->index] != HD_SAME && !hd_fact_bool(child, "not_valid"))
            return true;
    }
    return false;
}

/* It does not look into arrays and records, and refuses: what is stored goes over to a new one. */
static hd_verdict afterwards(const hd_change *change)
{
    return is_checked(change) && is_contained(change->old, change->old) ? HD_REPLACE : HD_SAME;
}

const hd_rule hd_rule_domain = {
    .in_place = (const char *const[]){"default", "not_null", NULL},
    .alter = alter,
    .set_aside = set_aside,
    .on_loss = on_loss,
    .afterwards = afterwards,
};
