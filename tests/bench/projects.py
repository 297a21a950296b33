"""The same migrations three times: for howdah, for Alembic, and as one file for psql."""
import pathlib

CREATE = """CREATE TABLE t{n} (
    id integer NOT NULL,
    name character varying(100) NOT NULL,
    email character varying(255),
    amount numeric(10, 2),
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    PRIMARY KEY (id)
);
CREATE INDEX ix_t{n}_name ON t{n} (name);
"""
DROP = "DROP TABLE t{n};\n"

HOWDAH_FILE = """-- create table t{n}
--
-- Revision ID: {id}
-- Revises:{down_sql}
-- Create Date: 2026-01-01 00:00:00.000000

-- howdah: upgrade
{create}
-- howdah: downgrade
{drop}"""

ALEMBIC_FILE = '''"""create table t{n}

Revision ID: {id}
Revises:{down_sql}
Create Date: 2026-01-01 00:00:00.000000

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = {id!r}
down_revision = {down!r}
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('t{n}',
        sa.Column('id', sa.Integer(), autoincrement=False, nullable=False),
        sa.Column('name', sa.String(length=100), nullable=False),
        sa.Column('email', sa.String(length=255), nullable=True),
        sa.Column('amount', sa.Numeric(precision=10, scale=2), nullable=True),
        sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
        sa.PrimaryKeyConstraint('id')
    )
    op.create_index('ix_t{n}_name', 't{n}', ['name'])


def downgrade():
    op.drop_table('t{n}')
'''

# Alembic's own "generic" template without its comments and its offline half.
ENV = '''from logging.config import fileConfig

from sqlalchemy import engine_from_config, pool
from alembic import context

config = context.config
fileConfig(config.config_file_name)

connectable = engine_from_config(config.get_section(config.config_ini_section), prefix="sqlalchemy.",
                                 poolclass=pool.NullPool)
with connectable.connect() as connection:
    context.configure(connection=connection, target_metadata=None)
    with context.begin_transaction():
        context.run_migrations()
'''

ALEMBIC_INI = """[alembic]
script_location = migrations
sqlalchemy.url = {url}

[loggers]
keys = root,sqlalchemy,alembic
[handlers]
keys = console
[formatters]
keys = generic
[logger_root]
level = WARN
handlers = console
qualname =
[logger_sqlalchemy]
level = WARN
handlers =
qualname = sqlalchemy.engine
[logger_alembic]
level = INFO
handlers =
qualname = alembic
[handler_console]
class = StreamHandler
args = (sys.stderr,)
level = NOTSET
formatter = generic
[formatter_generic]
format = %(levelname)-5.5s [%(name)s] %(message)s
"""

VERSION_TABLE = """CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL,
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
"""


def revisions(count):
    """Number, id and down revision of each, oldest first; ids look like random ones."""
    down = None
    for number in range(1, count + 1):
        id = f"{number * 2654435761 % 2**32:08x}{number:04x}"
        yield f"{number:05}", id, down
        down = id


def values(n, id, down):
    return {"n": n, "id": id, "down": down, "down_sql": f" {down}" if down else "",
            "create": CREATE.format(n=n), "drop": DROP.format(n=n)}


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def howdah(folder, count):
    write(folder / "howdah.ini", "[howdah]\nscript_location = migrations\n")
    for n, id, down in revisions(count):
        write(folder / "migrations" / "versions" / f"{id}_create_table_t{n}.sql", HOWDAH_FILE.format(**values(n, id, down)))
    return folder


def alembic(folder, count, url):
    write(folder / "alembic.ini", ALEMBIC_INI.format(url=url.replace("%", "%%")))
    write(folder / "migrations" / "env.py", ENV)
    write(folder / "migrations" / "script.py.mako", "")
    for n, id, down in revisions(count):
        write(folder / "migrations" / "versions" / f"{id}_create_table_t{n}.py", ALEMBIC_FILE.format(**values(n, id, down)))
    return folder


def psql(path, count):
    """What the two others send, with the version row of each revision."""
    text = VERSION_TABLE
    for n, id, down in revisions(count):
        text += CREATE.format(n=n)
        text += (f"UPDATE alembic_version SET version_num='{id}' WHERE alembic_version.version_num = '{down}';\n"
                 if down else f"INSERT INTO alembic_version (version_num) VALUES ('{id}');\n")
    write(pathlib.Path(path), text)
    return path
