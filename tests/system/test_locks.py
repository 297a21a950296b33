"""What howdah says a statement locks and rewrites is what the server locks and rewrites."""
import json
import re
import subprocess

from program import beside

SCHEMA = """
CREATE DOMAIN positive AS int;
CREATE TABLE u (id int PRIMARY KEY, n int);
CREATE TABLE t (id int PRIMARY KEY, a int, b varchar(20), c positive, n int NOT NULL,
                u_id int CONSTRAINT t_u REFERENCES u,
                CONSTRAINT unchecked CHECK (a > 0) NOT VALID,
                CONSTRAINT t_u2 FOREIGN KEY (n) REFERENCES u NOT VALID);
CREATE INDEX t_a ON t (a);
CREATE UNIQUE INDEX t_n ON t (n);
INSERT INTO u VALUES (1, 1), (2, 2);
INSERT INTO t VALUES (1, 1, 'x', 1, 1, 1);
CREATE TABLE parent (id int NOT NULL, n int) PARTITION BY LIST (id);
CREATE TABLE rest PARTITION OF parent DEFAULT;
CREATE TABLE part PARTITION OF parent FOR VALUES IN (1);
CREATE TABLE loose (id int NOT NULL, n int);
CREATE VIEW v AS SELECT id FROM t;
CREATE MATERIALIZED VIEW mv AS SELECT id FROM t;
CREATE UNIQUE INDEX mv_id ON mv (id);
CREATE SEQUENCE s;
CREATE STATISTICS st ON a, n FROM t;
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f();
CREATE POLICY po ON t;
CREATE RULE ru AS ON UPDATE TO t DO ALSO NOTIFY x;
CREATE TABLE child () INHERITS (u);
CREATE TABLE heir (id int NOT NULL, n int);
ALTER TABLE t CLUSTER ON t_a;
"""

STATEMENTS = """
ALTER TABLE t ADD COLUMN x int
ALTER TABLE t ADD COLUMN x int NOT NULL DEFAULT 1
ALTER TABLE t ADD COLUMN x timestamptz DEFAULT now()
ALTER TABLE t ADD COLUMN x text DEFAULT upper('x' || to_char(now(), 'YYYY'))
ALTER TABLE t ADD COLUMN x float DEFAULT random()
ALTER TABLE t ADD COLUMN x uuid DEFAULT gen_random_uuid()
ALTER TABLE t ADD COLUMN x serial
ALTER TABLE t ADD COLUMN x int GENERATED ALWAYS AS (a + 1) STORED
ALTER TABLE t ADD COLUMN x int GENERATED ALWAYS AS IDENTITY
ALTER TABLE t ADD COLUMN x int REFERENCES u
ALTER TABLE t ADD COLUMN x int CHECK (x > 0)
ALTER TABLE t DROP COLUMN a
ALTER TABLE t DROP CONSTRAINT t_u
ALTER TABLE t DROP CONSTRAINT unchecked
ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES u
ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES u NOT VALID
ALTER TABLE t ADD CHECK (a > 0)
ALTER TABLE t ADD UNIQUE (a)
ALTER TABLE t ADD CONSTRAINT x UNIQUE USING INDEX t_n
ALTER TABLE t VALIDATE CONSTRAINT unchecked
ALTER TABLE t VALIDATE CONSTRAINT t_u2
ALTER TABLE t ALTER a SET NOT NULL
ALTER TABLE t ALTER n DROP NOT NULL
ALTER TABLE t ALTER a SET DEFAULT 1
ALTER TABLE t ALTER a TYPE bigint
ALTER TABLE t ALTER a SET STATISTICS 100
ALTER TABLE t ALTER a SET (n_distinct = 5)
ALTER TABLE t ALTER b SET STORAGE EXTERNAL
ALTER TABLE t SET (fillfactor = 70)
ALTER TABLE t SET (user_catalog_table = true)
ALTER TABLE t RESET (fillfactor)
ALTER TABLE t DISABLE TRIGGER tr
ALTER TABLE t ENABLE TRIGGER USER
ALTER TABLE t DISABLE RULE ru
ALTER TABLE t ENABLE ROW LEVEL SECURITY
ALTER TABLE t REPLICA IDENTITY FULL
ALTER TABLE loose SET UNLOGGED
ALTER TABLE t CLUSTER ON t_n
ALTER TABLE t SET WITHOUT CLUSTER
ALTER TABLE t OWNER TO CURRENT_USER
ALTER TABLE t RENAME COLUMN a TO z
ALTER TABLE t RENAME TO z
ALTER TABLE t RENAME CONSTRAINT t_u TO z
ALTER INDEX t_a RENAME TO z
ALTER INDEX t_a SET (fillfactor = 70)
ALTER TABLE heir INHERIT u
ALTER TABLE child NO INHERIT u
ALTER TABLE parent ATTACH PARTITION loose FOR VALUES IN (2)
ALTER TABLE parent DETACH PARTITION part
ALTER VIEW v RENAME TO z
ALTER VIEW v ALTER id SET DEFAULT 1
ALTER SEQUENCE s RESTART
ALTER SEQUENCE s INCREMENT 2
ALTER DOMAIN positive ADD CHECK (value > 0)
ALTER DOMAIN positive SET NOT NULL
CREATE TABLE x (LIKE t INCLUDING ALL)
CREATE TABLE x (id int REFERENCES u)
CREATE TABLE x () INHERITS (t)
CREATE TABLE x PARTITION OF parent FOR VALUES IN (3)
CREATE TABLE x AS SELECT * FROM t
CREATE INDEX x ON t (b)
CREATE UNIQUE INDEX x ON t (a)
CREATE VIEW x AS SELECT * FROM t
CREATE OR REPLACE VIEW v AS SELECT id FROM t
CREATE MATERIALIZED VIEW x AS SELECT * FROM t
CREATE TRIGGER x AFTER INSERT ON t FOR EACH ROW EXECUTE FUNCTION f()
CREATE POLICY x ON t
ALTER POLICY po ON t USING (true)
CREATE RULE x AS ON INSERT TO t DO ALSO NOTIFY x
CREATE STATISTICS x ON a, b FROM t
CREATE PUBLICATION x FOR TABLE t, u
DROP TABLE t CASCADE
DROP TABLE loose
DROP INDEX t_a
DROP VIEW v
DROP MATERIALIZED VIEW mv
DROP SEQUENCE s
DROP TRIGGER tr ON t
DROP POLICY po ON t
DROP RULE ru ON t
DROP STATISTICS st
COMMENT ON TABLE t IS 'x'
COMMENT ON COLUMN t.a IS 'x'
COMMENT ON CONSTRAINT t_u ON t IS 'x'
COMMENT ON TRIGGER tr ON t IS 'x'
COMMENT ON INDEX t_a IS 'x'
GRANT SELECT ON t TO PUBLIC
TRUNCATE loose
TRUNCATE u CASCADE
REFRESH MATERIALIZED VIEW mv
REFRESH MATERIALIZED VIEW CONCURRENTLY mv
CLUSTER t USING t_a
REINDEX INDEX t_a
REINDEX TABLE t
ANALYZE t
LOCK TABLE t IN SHARE ROW EXCLUSIVE MODE
LOCK TABLE loose
INSERT INTO t (id, n) SELECT 2, 2 FROM u WHERE id = 2
UPDATE t SET a = 2 FROM u
DELETE FROM loose
WITH x AS (DELETE FROM loose RETURNING id) INSERT INTO u SELECT id FROM x
SELECT * FROM loose FOR UPDATE
SELECT * FROM loose JOIN u x USING (id) FOR NO KEY UPDATE OF x
MERGE INTO loose USING u ON false WHEN NOT MATCHED THEN INSERT VALUES (1)
""".strip().splitlines()

# Modes by strength, as pg_locks writes them.
MODES = ["AccessShareLock", "RowShareLock", "RowExclusiveLock", "ShareUpdateExclusiveLock", "ShareLock",
         "ShareRowExclusiveLock", "ExclusiveLock", "AccessExclusiveLock"]

LOCKS = """
SELECT c.relname, array_agg(l.mode) FROM pg_locks l JOIN pg_class c ON c.oid = l.relation
 WHERE l.pid = pg_backend_pid() AND l.granted AND c.relname = ANY (%s) GROUP BY 1
"""
FILES = "SELECT relname, relfilenode FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'm')"
TABLES = "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind <> 'c'"


def taken(conn, sql):
    """Strongest lock of each relation that was there before, and the tables that were rewritten."""
    with conn.transaction(force_rollback=True):
        before = dict(conn.execute(FILES).fetchall())
        names = [name for name, in conn.execute(TABLES).fetchall()]
        conn.execute(sql)
        locks = {name: max(modes, key=MODES.index)
                 for name, modes in conn.execute(LOCKS, (names,)).fetchall()}
        after = dict(conn.execute(FILES).fetchall())
        rewritten = {name for name in before if after.get(name, before[name]) != before[name]}
    return {name: mode for name, mode in locks.items() if mode != "AccessShareLock"}, rewritten


def said(sql):
    done = subprocess.run([beside("lock_facts"), sql], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def as_pg(mode):
    return "".join(word.capitalize() for word in mode.split()) + "Lock"


def differences(conn, sql):
    locks, rewritten = taken(conn, sql)
    facts = said(sql)
    named = {lock["relation"]: as_pg(lock["mode"]) for lock in facts["locks"] if lock["role"] is None}
    in_roles = {as_pg(lock["mode"]) for lock in facts["locks"] if lock["role"] is not None}
    assert facts["parsed"]
    # A truncated table gets a new, empty file: nothing was rewritten.
    if facts["rewrites"] != bool(rewritten) and not sql.startswith("TRUNCATE"):
        yield f"{sql}: rewrites {rewritten}"
    # What has been dropped or renamed cannot be found in pg_class by its old name.
    gone = re.match(r"DROP (TABLE|VIEW|MATER|SEQ|INDEX)|.* RENAME TO ", sql)
    for name, mode in named.items():
        if not gone and locks.get(name) != mode:
            yield f"{sql}: said {mode} on {name}, took {locks.get(name)}"
    # What is locked besides is in a role of what is said, or belongs to a named table: an index,
    # an inheriting table, what the check of a foreign key looks into.
    for name, mode in locks.items():
        belongs = re.match(r"[tu]_|mv_|child", name) or (name == "u" and mode == "RowShareLock")
        if name not in named and mode not in in_roles and not belongs:
            yield f"{sql}: took {mode} on {name}, said nothing"


def test_locks_said_are_the_locks_taken(db):
    db.execute(SCHEMA)
    found = [text for sql in STATEMENTS for text in differences(db.conn, sql)]
    assert not found, "\n".join(found)
