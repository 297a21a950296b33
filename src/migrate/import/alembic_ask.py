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
import sys
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


class QueryError(Exception):
    """The body wants to know something that only a database can tell."""


class NoResult:
    """Stands for the result of a statement that was written down instead of executed."""

    def _refuse(self, *_args, **_kwargs):
        raise QueryError("the revision reads the result of a statement, and without a database there is none")

    __iter__ = __bool__ = __len__ = __getitem__ = __enter__ = _refuse

    def __getattr__(self, name):
        self._refuse()


def one_line(error):
    if isinstance(error, QueryError):
        return str(error)
    return " ".join("".join(traceback.format_exception_only(type(error), error)).split())


def last_frame(error, path):
    """Line of the revision's file where the error came through, and whether it was raised there."""
    line, raised = 0, False
    for frame in traceback.extract_tb(error.__traceback__):
        raised = False
        if os.path.abspath(frame.filename) == os.path.abspath(path):
            line = frame.lineno
            raised = linecache.getline(path, line).strip().startswith("raise")
    return line, raised


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


class Project:
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
        line, raised = last_frame(error, revision.path)
        if line == 0:
            raise
        put("line", line)
        put("raised", direction if raised and not isinstance(error, QueryError) else "")
        put(direction + "_error", one_line(error))
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
        tell_sql(project)
    else:
        move(project, what)
    put("end", "")


try:
    sys.path.insert(0, os.getcwd())
    main(*sys.argv[1:])
except (Exception, SystemExit) as problem:
    traceback.print_exc()
    put("failure", one_line(problem))
OUT.flush()
