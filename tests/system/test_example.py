"""The example project: its migrations make the schema that its models describe, and undo it."""
import re

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


def sections(direction):
    """Statements of the example's revisions in the order in which they are applied."""
    texts, down = {}, {}
    for path in (EXAMPLE / "migrations" / "versions").glob("*.sql"):
        text = path.read_text(encoding="utf-8")
        id = re.search(r"^-- Revision ID: (\S+)", text, re.M)[1]
        down[re.search(r"^-- Revises:[ ]*(\S*)", text, re.M)[1]] = id
        texts[id] = re.search(rf"^-- howdah: {direction}.*\n((?:(?!-- howdah: (?:up|down)grade).*\n)*)", text, re.M)[1]
    order, at = [], ""
    while at in down:
        at = down[at]
        order.append(texts[at])
    assert len(order) == len(texts)
    return order if direction == "upgrade" else order[::-1]


def apply(db, texts):
    """By psycopg, a statement at a time, so that the files are tested apart from the program."""
    for text in texts:
        for statement in re.sub(r"^--.*\n", "", text, flags=re.M).split(";\n"):
            if statement.strip():
                db.execute(statement)


def models(db):
    """The models, with the foreign keys of the actor; organizations and users need no order here."""
    db.execute(BASE_MODEL)
    for name in ("organizations", "users", "sites"):
        db.execute((EXAMPLE / "models" / f"{name}.sql").read_text(encoding="utf-8"))
    for table in ("organizations", "users", "sites"):
        for column in ("created_by", "updated_by"):
            db.execute(f"ALTER TABLE {table} ADD FOREIGN KEY ({column}) REFERENCES users")


def test_the_examples_revisions_make_what_its_models_say(db, server):
    apply(db, sections("upgrade"))
    made = schema(db)
    with server.connect() as admin:
        admin.execute(f"CREATE DATABASE {db.name}_models")
    wanted = Database(server, f"{db.name}_models")
    try:
        models(wanted)
        assert made == schema(wanted)
    finally:
        wanted.close()
        with server.connect() as admin:
            admin.execute(f"DROP DATABASE {db.name}_models WITH (FORCE)")


def test_the_examples_revisions_keep_rows_and_lead_back_to_nothing(db):
    apply(db, sections("upgrade")[:4])
    db.execute("INSERT INTO organizations (name) VALUES ('Ganesha & Sons'), ('Ganesha, Sons')")
    db.execute("INSERT INTO sites (organization_id, name, host, status)"
               " SELECT id, 'main', 'db.example', 'paused' FROM organizations")
    apply(db, sections("upgrade")[4:])
    slugs = [row[0] for row in db.rows("SELECT slug FROM organizations")]
    assert all(re.fullmatch(r"ganesha-sons-[0-9a-f]{8}", slug) for slug in slugs) and len(set(slugs)) == 2
    with pytest.raises(psycopg.errors.NotNullViolation):
        db.execute("INSERT INTO organizations (name) VALUES ('no slug')")
    apply(db, sections("downgrade"))
    assert schema(db) == [[], [], [], []]
