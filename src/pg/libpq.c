#include "pg/libpq.h"

#include <dlfcn.h>
#include <libpq-fe.h>

#define LIBRARY "libpq.so.5"

/* A row for each function: RETURNS(type, name, parameters, arguments) or NOTHING(name, ...). */
#define LIBPQ_FUNCTIONS(RETURNS, NOTHING)                                                          \
    RETURNS(PGconn *, PQconnectStartParams,                                                        \
            (const char *const *keywords, const char *const *values, int expand_dbname),           \
            (keywords, values, expand_dbname))                                                     \
    RETURNS(PostgresPollingStatusType, PQconnectPoll, (PGconn * conn), (conn))                     \
    RETURNS(PQconninfoOption *, PQconninfoParse, (const char *conninfo, char **errmsg),            \
            (conninfo, errmsg))                                                                    \
    RETURNS(PQconninfoOption *, PQconninfo, (PGconn * conn), (conn))                               \
    NOTHING(PQconninfoFree, (PQconninfoOption * options), (options))                               \
    NOTHING(PQfreemem, (void *ptr), (ptr))                                                         \
    NOTHING(PQfinish, (PGconn * conn), (conn))                                                     \
    RETURNS(ConnStatusType, PQstatus, (const PGconn *conn), (conn))                                \
    RETURNS(PGTransactionStatusType, PQtransactionStatus, (const PGconn *conn), (conn))            \
    RETURNS(char *, PQerrorMessage, (const PGconn *conn), (conn))                                  \
    RETURNS(int, PQsocket, (const PGconn *conn), (conn))                                           \
    RETURNS(int, PQbackendPID, (const PGconn *conn), (conn))                                       \
    RETURNS(int, PQserverVersion, (const PGconn *conn), (conn))                                    \
    RETURNS(char *, PQdb, (const PGconn *conn), (conn))                                            \
    RETURNS(char *, PQuser, (const PGconn *conn), (conn))                                          \
    RETURNS(char *, PQhost, (const PGconn *conn), (conn))                                          \
    RETURNS(char *, PQhostaddr, (const PGconn *conn), (conn))                                      \
    RETURNS(char *, PQport, (const PGconn *conn), (conn))                                          \
    RETURNS(int, PQsetnonblocking, (PGconn * conn, int arg), (conn, arg))                          \
    RETURNS(PGVerbosity, PQsetErrorVerbosity, (PGconn * conn, PGVerbosity verbosity),              \
            (conn, verbosity))                                                                     \
    RETURNS(PQnoticeReceiver, PQsetNoticeReceiver,                                                 \
            (PGconn * conn, PQnoticeReceiver proc, void *arg), (conn, proc, arg))                  \
    RETURNS(int, PQsendQuery, (PGconn * conn, const char *query), (conn, query))                   \
    RETURNS(int, PQsendQueryParams,                                                                \
            (PGconn * conn, const char *command, int count, const Oid *types,                      \
             const char *const *values, const int *lengths, const int *formats, int format),       \
            (conn, command, count, types, values, lengths, formats, format))                       \
    RETURNS(int, PQsendQueryPrepared,                                                              \
            (PGconn * conn, const char *name, int count, const char *const *values,                \
             const int *lengths, const int *formats, int format),                                  \
            (conn, name, count, values, lengths, formats, format))                                 \
    RETURNS(int, PQflush, (PGconn * conn), (conn))                                                 \
    RETURNS(int, PQconsumeInput, (PGconn * conn), (conn))                                          \
    RETURNS(int, PQisBusy, (PGconn * conn), (conn))                                                \
    RETURNS(PGresult *, PQgetResult, (PGconn * conn), (conn))                                      \
    RETURNS(int, PQenterPipelineMode, (PGconn * conn), (conn))                                     \
    RETURNS(int, PQexitPipelineMode, (PGconn * conn), (conn))                                      \
    RETURNS(int, PQpipelineSync, (PGconn * conn), (conn))                                          \
    RETURNS(PGcancel *, PQgetCancel, (PGconn * conn), (conn))                                      \
    RETURNS(int, PQcancel, (PGcancel * cancel, char *text, int size), (cancel, text, size))        \
    NOTHING(PQfreeCancel, (PGcancel * cancel), (cancel))                                           \
    RETURNS(int, PQputCopyEnd, (PGconn * conn, const char *reason), (conn, reason))                \
    RETURNS(int, PQgetCopyData, (PGconn * conn, char **buffer, int async), (conn, buffer, async))  \
    RETURNS(ExecStatusType, PQresultStatus, (const PGresult *res), (res))                          \
    RETURNS(char *, PQresultErrorField, (const PGresult *res, int field), (res, field))            \
    RETURNS(char *, PQresultErrorMessage, (const PGresult *res), (res))                            \
    RETURNS(int, PQntuples, (const PGresult *res), (res))                                          \
    RETURNS(int, PQnfields, (const PGresult *res), (res))                                          \
    RETURNS(char *, PQfname, (const PGresult *res, int field), (res, field))                       \
    RETURNS(char *, PQgetvalue, (const PGresult *res, int row, int field), (res, row, field))      \
    RETURNS(int, PQgetisnull, (const PGresult *res, int row, int field), (res, row, field))        \
    RETURNS(char *, PQcmdStatus, (PGresult * res), (res))                                          \
    RETURNS(char *, PQcmdTuples, (PGresult * res), (res))                                          \
    NOTHING(PQclear, (PGresult * res), (res))

/* The table of pointers, filled once. Names are those of the functions. */
#define AS_POINTER(type, name, parameters, arguments) type(*name) parameters;
#define AS_VOID_POINTER(name, parameters, arguments)  void(*name) parameters;
static struct {
    void *library;
    LIBPQ_FUNCTIONS(AS_POINTER, AS_VOID_POINTER)
} libpq;

struct symbol {
    const char *name;
    void **slot;
};

#define AS_SYMBOL(type, name, parameters, arguments) {#name, (void **)&libpq.name},
#define AS_VOID_SYMBOL(name, parameters, arguments)  {#name, (void **)&libpq.name},

/*
 * GnuTLS comes along as a part of libldap, which sets it up itself when a service is looked up
 * over LDAP. Its own set-up at loading takes a tenth of the time of all libraries, for nothing.
 */
static void *library_open(void)
{
    const char *variable = "GNUTLS_NO_IMPLICIT_INIT";
    bool is_ours = getenv(variable) == NULL && setenv(variable, "1", 0) == 0;
    void *library = dlopen(LIBRARY, RTLD_LAZY | RTLD_LOCAL);

    if (is_ours)
        unsetenv(variable);
    return library;
}

hd_error *hd_libpq_load(void)
{
    const struct symbol symbols[] = {LIBPQ_FUNCTIONS(AS_SYMBOL, AS_VOID_SYMBOL)};

    if (libpq.library != NULL)
        return NULL;
    void *library = library_open();
    if (library == NULL)
        return hd_error_hint(
            hd_error_new(HD_DATABASE, "could not load PostgreSQL's client library: %s", dlerror()),
            "Install libpq5 (Debian, Ubuntu) or postgresql-libs (Fedora, Arch), version 14 or "
            "later.");
    for (size_t i = 0; i < HD_COUNT(symbols); i++) {
        *symbols[i].slot = dlsym(library, symbols[i].name);
        if (*symbols[i].slot == NULL) {
            dlclose(library);
            return hd_error_hint(hd_error_new(HD_DATABASE, "library \"%s\" lacks the function %s",
                                              LIBRARY, symbols[i].name),
                                 "Install libpq of PostgreSQL 14 or later.");
        }
    }
    libpq.library = library;
    return NULL;
}

/* For calls that come before any connection, such as PQconninfoParse. */
static void library_need(void)
{
    if (libpq.library != NULL)
        return;
    hd_error *err = hd_libpq_load();
    if (err != NULL) {
        fprintf(stderr, "howdah: %s\n", err->message);
        exit(hd_code_exit_status(HD_DATABASE));
    }
}

#define AS_FUNCTION(type, name, parameters, arguments)                                             \
    type name parameters                                                                           \
    {                                                                                              \
        library_need();                                                                            \
        return libpq.name arguments;                                                               \
    }
#define AS_VOID_FUNCTION(name, parameters, arguments)                                              \
    void name parameters                                                                           \
    {                                                                                              \
        library_need();                                                                            \
        libpq.name arguments;                                                                      \
    }
LIBPQ_FUNCTIONS(AS_FUNCTION, AS_VOID_FUNCTION)
