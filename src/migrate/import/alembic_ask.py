"""What howdah asks Alembic, through Alembic's own API; run by the interpreter that has it.

    python - sql INI SECTION         every revision: header, SQL of both directions
    python - upgrade INI SECTION     upgrade to the heads, on the scratch database
    python - downgrade INI SECTION   downgrade to base, there

Answers on the standard output as records "NAME LENGTH\\nBYTES\\n"; the last one is "end". What
env.py or a revision prints goes to the standard error.
"""
import datetime
import decimal
import inspect
import io
import linecache
import logging
import os
import re
import sys
import sysconfig
import traceback
import uuid

OUT = os.fdopen(os.dup(1), "wb")
os.dup2(2, 1)
sys.argv[0] = "alembic"


def put(name, value):
    data = str(value).encode("utf-8", "replace")
    OUT.write(b"%s %d\n%s\n" % (name.encode(), len(data), data))


class Done(BaseException):
    """Ends the run of env.py when the body of the one revision has been heard."""


class Unexpressed(Exception):
    """Why statements without a database cannot say what the body does; hint is a sentence about it."""

    hint = ""


class QueryError(Unexpressed):
    """The body wants to know something that only a database can tell."""


class NoConnection(QueryError, AttributeError):
    """A connection is asked for more than to execute a statement; an AttributeError for those who probe."""


class NoResult:
    """Stands for the result of a statement that was written down instead of executed."""

    def _refuse(self, *_args, **_kwargs):
        raise QueryError("it asks the database: it reads the result of a statement")

    __iter__ = __bool__ = __len__ = __getitem__ = __enter__ = _refuse

    def __getattr__(self, name):
        self._refuse()


# What is done on the way through these files asks the database, whatever it stumbles over without one.
ASKING = (("sqlalchemy/orm/", "it asks the database: it works with an ORM session"),
          ("sqlalchemy/engine/reflection.py", "it asks the database: it reads the schema"))


def frames(error):
    return traceback.extract_tb(error.__traceback__)


def passes(error, part):
    return any(part in frame.filename.replace(os.sep, "/") for frame in frames(error))


def explained(error, command_line):
    """The error as it is told: its reason, and a hint or nothing."""
    reason = one_line(error)
    for part, asks in ASKING:
        if passes(error, part):
            return asks, ""
    if isinstance(error, Unexpressed):
        return reason, error.hint
    if "MockConnection" in reason:
        return "it asks the database: it works on the connection itself", ""
    return reason, 'Alembic shows the whole traceback: "%s".' % command_line


def one_line(error):
    if isinstance(error, Unexpressed):
        return str(error)
    if isinstance(error, SyntaxError):
        return "%s: %s" % (type(error).__name__, error.msg)
    text = " ".join("".join(traceback.format_exception_only(type(error), error)).split())
    return re.sub(r" \(Background on this error at: [^)]*\)$", "", text)


def is_library(path):
    places = sysconfig.get_paths()
    parts = os.path.abspath(path).split(os.sep)
    return (path.startswith("<") or "site-packages" in parts or "dist-packages" in parts or
            os.path.abspath(path).startswith((places["stdlib"] + os.sep, places["platstdlib"] + os.sep)))


def own_frames(error):
    """Where the error came through files of the project: (path, line), from the outermost."""
    own = [(frame.filename, frame.lineno) for frame in frames(error) if not is_library(frame.filename)]
    if isinstance(error, SyntaxError) and error.filename and not is_library(error.filename):
        own.append((error.filename, error.lineno or 1))
    return own


def revision_of(path):
    """The id that a revision's file gives itself; None for other files."""
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            found = re.search(r"^revision\b[^=\n]*=\s*[\"']([^\"']+)", file.read(), re.M)
    except OSError:
        return None
    return found and found.group(1)


def last_frame(error, path):
    """Line of the revision's file where the error came through, and whether it was raised there."""
    line, raised = 0, False
    for frame in frames(error):
        raised = False
        if os.path.abspath(frame.filename) == os.path.abspath(path):
            line = frame.lineno
            raised = linecache.getline(path, line).strip().startswith("raise")
    return line, raised


def tell_failure(what, error):
    """What ended everything, and where in the project: in a revision, or as far in as it is known."""
    own = own_frames(error)
    revisions = [revision_of(path) for path, _ in own]
    at = max((i for i, revision in enumerate(revisions) if revision), default=len(own) - 1)
    path, line = own[at] if own else ("", 0)
    revision = revisions[at] if own else None
    put("failure_path", os.path.abspath(path) if path else "")
    put("failure_line", line)
    put("failure_revision", revision or "")
    if revision and what == "sql":
        put("failure_hint", "Alembic itself cannot read the file: mend it, then import again.")
    elif revision:
        put("failure_hint", "Alembic itself cannot run the revision on an empty database: mend it there, "
                            "or leave the proof out with --no-prove.")
    elif not own and passes(error, "alembic/script/"):
        put("failure_hint", 'The revisions do not fit together in Alembic itself: "alembic history" shows it.')
    sys.stderr.write("".join("from %s:%d\n" % frame for frame in own[at + 1:]))
    if not own:
        traceback.print_exception(type(error), error, error.__traceback__, limit=-1)
    put("failure", one_line(error))


def with_parameters(construct, parameters):
    """The construct with its values in it."""
    from sqlalchemy.sql.dml import Insert, Update
    from sqlalchemy.sql.elements import TextClause

    if isinstance(construct, TextClause):
        return construct.bindparams(**parameters)
    if isinstance(construct, (Insert, Update)):
        return construct.values(**parameters)
    return construct.params(**parameters)


def quoted(value):
    """A Python value, as a driver would send it, in SQL without its type; None for an unknown kind."""
    if value is None:
        return "NULL"
    if isinstance(value, (bool, int, float, decimal.Decimal)):
        return "'%s'" % value
    if isinstance(value, (list, tuple)):
        parts = [quoted(one) for one in value]
        return None if None in parts else "ARRAY[%s]" % ", ".join(parts)
    if isinstance(value, (bytes, bytearray, memoryview)):
        return "'\\x%s'" % bytes(value).hex()
    if isinstance(value, (datetime.datetime, datetime.date, datetime.time)):
        value = value.isoformat(*([" "] if isinstance(value, datetime.datetime) else []))
    if isinstance(value, datetime.timedelta):
        value = "%d days %d seconds %d microseconds" % (value.days, value.seconds, value.microseconds)
    if not isinstance(value, (str, uuid.UUID)):
        return None
    text = str(value).replace("'", "''")
    return "E'%s'" % text.replace("\\", "\\\\") if "\\" in text else "'%s'" % text


def write_more_values(dialect):
    """SQLAlchemy 1.4 cannot write dates, documents, arrays and the like as text; a cast of their text can."""
    from sqlalchemy.exc import CompileError

    class Compiler(dialect.statement_compiler):
        def render_literal_value(self, value, type_):
            try:
                # It takes bytes for the text of a string.
                if not isinstance(value, (bytes, bytearray, memoryview)):
                    return super().render_literal_value(value, type_)
                raise NotImplementedError("bytes")
            except (CompileError, NotImplementedError):
                process = type_.dialect_impl(dialect).bind_processor(dialect)
                text = quoted(process(value) if process else value)
                if text is None:
                    raise
                return "CAST(%s AS %s)" % (text, type_.compile(dialect))

    dialect.statement_compiler = Compiler


def refuse_open_parameters(construct, dialect):
    """Written down, a parameter that has no value would be NULL; with a database it is an error."""
    for bind in getattr(construct.compile(dialect=dialect), "binds", {}).values():
        if bind.required and bind.callable is None:
            refusal = Unexpressed('parameter ":%s" of a statement has no value' % bind.key)
            refusal.hint = ("Alembic cannot run it either. A colon that is meant as such, in a string too, is "
                            "written \"\\:\" in op.execute() and text().")
            raise refusal


def refuse_connections(project):
    """A body that opens a connection of its own would change a database now."""
    from sqlalchemy import event
    from sqlalchemy.engine import Engine

    @event.listens_for(Engine, "do_connect")
    def refuse(*_):
        if project.in_body:
            raise QueryError("it asks a database: it opens a connection of its own")


def hear(context, pieces):
    """Makes the offline context write statements to pieces, exactly as they are meant."""
    from sqlalchemy import text

    impl = context.impl
    terminator = impl.command_terminator
    write_down = impl._exec

    def static_output(sql):
        pieces.append(sql[:-len(terminator)] if terminator and sql.endswith(terminator) else sql)

    def execute(construct, execution_options=None, multiparams=None, params=None):
        if isinstance(construct, str):
            construct = text(construct)
        rows = list(multiparams or ()) + ([params] if params else [])
        if len(rows) == 1 and isinstance(rows[0], (list, tuple)):
            rows = list(rows[0])
        for one in [with_parameters(construct, row) for row in rows] or [construct]:
            refuse_open_parameters(one, impl.dialect)
            before = len(pieces)
            write_down(one)
            # Alembic makes four blanks of each tab, in strings and function bodies as well.
            if len(pieces) == before + 1 and "    " in pieces[before]:
                kept = str(one.compile(dialect=impl.dialect, **literal(one))).strip()
                if "\t" in kept:
                    pieces[before] = kept
        return NoResult()

    def literal(construct):
        from sqlalchemy.schema import DDLElement
        return {} if isinstance(construct, DDLElement) else {"compile_kwargs": {"literal_binds": True}}

    def connection_execute(construct, *multiparams, **params):
        params.pop("execution_options", None)
        named = params.pop("parameters", None)
        given = multiparams if named is None else (*multiparams, named)
        return execute(construct, None, [one for one in given if one], params)

    impl.static_output = static_output
    impl.literal_binds = True
    impl._exec = execute
    # A driver's marks for parameters would double every percent sign.
    impl.dialect.paramstyle = "named"
    impl.dialect.positional = False
    impl.dialect.identifier_preparer._double_percents = False
    write_more_values(impl.dialect)
    connection = context.connection
    if connection is not None:
        connection.execute = connection_execute
        connection.exec_driver_sql = connection_execute
        connection.scalar = connection.scalars = lambda *args, **kwargs: NoResult()._refuse()
        connection.__class__ = type("MockConnection", (type(connection),), {"__getattr__": refuse_attribute})


def refuse_attribute(_connection, name):
    raise NoConnection("it asks the database: it works on the connection itself (%s)" % name)


class Project:
    in_body = False

    def __init__(self, ini, section):
        from alembic.config import Config
        from alembic.script import ScriptDirectory

        self.config = Config(ini, ini_section=section, output_buffer=io.StringIO())
        url = self.config.get_main_option("sqlalchemy.url") or ""
        if not url or url.startswith("driver:"):
            # The line that "alembic init" wrote; env.py may never look at it.
            self.config.set_main_option("sqlalchemy.url", "postgresql://")
        self.script = ScriptDirectory.from_config(self.config)

    def revisions(self):
        """Parents before children."""
        return list(reversed(list(self.script.walk_revisions("base", "heads"))))

    def body(self, revision, direction, pieces):
        """Adds the statements of one direction of a revision to pieces; returns the context they were heard in."""
        from alembic.runtime.environment import EnvironmentContext
        from alembic.runtime.migration import MigrationStep

        heard = {"context": None}
        upgrade = direction == "upgrade"

        def steps(_heads, context):
            self.in_body = True
            make = MigrationStep.upgrade_from_script if upgrade else MigrationStep.downgrade_from_script
            step = make(self.script.revision_map, revision)
            heard["context"] = context

            def migration_fn(**kwargs):
                pieces.clear()
                getattr(revision.module, direction)(**kwargs)
                raise Done()

            step.migration_fn = migration_fn
            hear(context, pieces)
            return [step]

        self.in_body = False
        start = revision._all_down_revisions if upgrade else revision.revision
        try:
            with EnvironmentContext(self.config, self.script, fn=steps, as_sql=True,
                                    starting_rev=start or None, destination_rev=revision.revision, tag=None):
                self.script.run_env()
        except Done:
            return heard["context"]
        if heard["context"] is None:
            raise RuntimeError("env.py runs no migrations in offline mode")
        return heard["context"]


def names(value):
    if value is None:
        return []
    return [value] if isinstance(value, str) else list(value)


def tell_body(project, revision, direction):
    context, pieces = None, []
    try:
        context = project.body(revision, direction, pieces)
    except (Exception, SystemExit) as error:
        if not project.in_body:
            raise
        line, raised = last_frame(error, revision.path)
        down = names(revision.down_revision)
        ends = [down[0] if down else "base", revision.revision]
        reason, hint = explained(error, "alembic %s %s --sql" % (
            direction, ":".join(ends if direction == "upgrade" else reversed(ends))))
        put("line", line)
        put("raised", direction if raised and not isinstance(error, Unexpressed) else "")
        put("hint", hint)
        put(direction + "_error", reason)
    for piece in pieces:
        put(direction, piece)
    return context


def tell_sql(project):
    for revision in project.revisions():
        module = revision.module
        put("revision", revision.revision)
        put("path", os.path.abspath(revision.path))
        put("doc", inspect.cleandoc(module.__doc__ or ""))
        for name, value in (("down", revision.down_revision), ("depends", getattr(module, "depends_on", None)),
                            ("label", getattr(module, "branch_labels", None))):
            for one in names(value):
                put(name, one)
        context = tell_body(project, revision, "upgrade")
        tell_body(project, revision, "downgrade")
        if context is not None:
            put("version_table", context.version_table)
            put("version_table_schema", context.version_table_schema or "")


def scratch_connection(dialect):
    """Arguments that bring a driver to the database of the PG variables, whatever env.py asked for."""
    if dialect.driver in ("psycopg2", "psycopg", "psycopg_async", "psycopg2cffi"):
        return ["application_name=howdah_import"], {}
    if dialect.driver == "asyncpg":
        return [], {}
    host, port = os.environ.get("PGHOST", "localhost"), int(os.environ.get("PGPORT", "5432"))
    keywords = {"user": os.environ.get("PGUSER", ""), "database": os.environ.get("PGDATABASE", "")}
    if os.environ.get("PGPASSWORD"):
        keywords["password"] = os.environ["PGPASSWORD"]
    if dialect.driver == "pg8000" and host.startswith("/"):
        return [], {**keywords, "unix_sock": "%s/.s.PGSQL.%d" % (host, port)}
    if dialect.driver == "pg8000":
        return [], {**keywords, "host": host, "port": port}
    raise RuntimeError("how the driver \"%s\" is led to another database is not known" % dialect.driver)


def move(project, direction):
    """env.py runs as it is, but all its connections go to the scratch database."""
    from alembic import command
    from sqlalchemy import event
    from sqlalchemy.engine import Engine

    @event.listens_for(Engine, "do_connect")
    def redirect(dialect, _record, cargs, cparams):
        arguments, keywords = scratch_connection(dialect)
        cargs[:] = arguments
        kept = {name: cparams[name] for name in ("async_fallback", "async_creator_fn") if name in cparams}
        cparams.clear()
        cparams.update(keywords, **kept)

    if direction == "upgrade":
        command.upgrade(project.config, "heads")
    else:
        command.downgrade(project.config, "base")


def main(what, ini, section):
    import alembic

    logging.disable(logging.CRITICAL)
    put("alembic", alembic.__version__)
    project = Project(ini, section)
    if what == "sql":
        refuse_connections(project)
        tell_sql(project)
    else:
        move(project, what)
    put("end", "")


try:
    sys.path.insert(0, os.getcwd())
    main(*sys.argv[1:])
except (Exception, SystemExit) as problem:
    tell_failure(sys.argv[1], problem)
OUT.flush()
