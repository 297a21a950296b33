#include "base/fault.h"

#include <signal.h>

#include "base/base.h"

void hd_fault_point(const char *name)
{
    static unsigned long seen;
    const char *wanted = getenv("HOWDAH_FAULT_AT");
    size_t len = strlen(name);

    if (wanted == NULL || strncmp(wanted, name, len) != 0 || wanted[len] != ':')
        return;
    if (++seen == strtoul(wanted + len + 1, NULL, 10))
        raise(SIGSTOP);
}
