/* What a fact needs before it can be made. */
#pragma once

#include "catalog/kinds.h"

typedef void hd_need_found(const hd_fact *needed, void *arg);

/*
 * Calls found for each fact that this one needs: its parent, what its edges lead to, and what
 * neither pg_depend nor the tree of parents says (needs.c). The same one may come twice.
 */
void hd_fact_needs(const hd_fact *fact, hd_need_found *found, void *arg);
