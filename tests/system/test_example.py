"""The example project: its migrations make the schema that its models describe, and undo it."""
import re
import shutil

import psycopg
import pytest

from program import ROOT
from server import Database

EXAMPLE = ROOT / "examples" / "monitoring"
# What the template gives a table: DESIGN's base model, as a table that LIKE can copy.
BASE_MODEL = """
    CREATE SCHEMA howdah;
    CREATE TABLE howdah.base_model (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        created_at timestamptz NOT NULL DEFAULT now(),
        created_by uuid,
        updated_at timestamptz NOT NULL DEFAULT now(),
        updated_by uuid,
        is_active boolean NOT NULL DEFAULT true);
"""
COLUMNS = """
    SELECT attrelid::regclass::text, attname, format_type(atttypid, atttypmod), attnotnull,
           pg_get_expr(adbin, adrelid)
      FROM pg_attribute
           JOIN pg_class ON pg_class.oid = attrelid AND relkind = 'r' AND relnamespace = 'public'::regnamespace
           LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
     WHERE attnum > 0 AND NOT attisdropped ORDER BY 1, 2"""
CONSTRAINTS = """
    SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
     WHERE connamespace = 'public'::regnamespace ORDER BY 1, 2"""
INDEXES = "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1"
LABELS = "SELECT enumtypid::regtype::text, enumlabel FROM pg_enum ORDER BY enumtypid, enumsortorder"
CREATED_BY_US = ("alembic_version",)


def schema(db):
    return [[row for row in db.rows(sql) if not any(name in str(row[0]) for name in CREATED_BY_US)]
            for sql in (COLUMNS, CONSTRAINTS, INDEXES, LABELS)]


@pytest.fixture
def example(tmp_path, db, howdah):
    """A copy of the example whose commands talk to db instead of an embedded PostgreSQL."""
    folder = tmp_path / "monitoring"
    shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns(".howdah"))
    howdah.env.update(HOWDAH_URL=db.url, HOWDAH_DATABASE=db.name)

    def ok(*args):
        done = howdah(*args, cwd=folder)
        assert done.returncode == 0, done.stderr
        return done.stdout

    return ok


def models(db):
    """The models, with the foreign keys of the actor; organizations and users need no order here."""
    db.execute(BASE_MODEL)
    for name in ("organizations", "users", "sites"):
        db.execute((EXAMPLE / "models" / f"{name}.sql").read_text(encoding="utf-8"))
    for table in ("organizations", "users", "sites"):
        for column in ("created_by", "updated_by"):
            db.execute(f"ALTER TABLE {table} ADD FOREIGN KEY ({column}) REFERENCES users")


@pytest.fixture
def wanted(server, db):
    """A second database."""
    with server.connect() as admin:
        admin.execute(f"CREATE DATABASE {db.name}_models")
    other = Database(server, f"{db.name}_models")
    yield other
    other.close()
    with server.connect() as admin:
        admin.execute(f"DROP DATABASE {db.name}_models WITH (FORCE)")


def test_the_examples_revisions_make_what_its_models_say(example, db, wanted):
    example("upgrade", "head")
    models(wanted)
    assert schema(db) == schema(wanted)


def test_the_examples_revisions_keep_rows(example, db):
    example("upgrade", "8d2e64b7091f")
    db.execute("INSERT INTO organizations (name) VALUES ('Ganesha & Sons'), ('Ganesha, Sons')")
    db.execute("INSERT INTO sites (organization_id, name, host, status)"
               " SELECT id, 'main', 'db.example', 'paused' FROM organizations")
    example("upgrade", "head")
    slugs = [row[0] for row in db.rows("SELECT slug FROM organizations")]
    assert all(re.fullmatch(r"ganesha-sons-[0-9a-f]{8}", slug) for slug in slugs) and len(set(slugs)) == 2
    with pytest.raises(psycopg.errors.NotNullViolation):
        db.execute("INSERT INTO organizations (name) VALUES ('no slug')")
    example("downgrade", "5b1f0c93e7a4", "--allow-data-loss")
    assert db.rows("SELECT DISTINCT status::text FROM sites") == [("unknown",)]


def test_the_examples_revisions_lead_back_to_nothing(example, db):
    example("upgrade", "head")
    example("downgrade", "base", "--allow-data-loss")
    assert schema(db) == [[], [], [], []]
