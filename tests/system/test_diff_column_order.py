"""The order of columns in a table is no difference, nor is what the server writes in that order."""

COLUMNS = ["id int PRIMARY KEY", "a int CHECK (a > b)", "b int", '"C c" text']
USES = """
CREATE STATISTICS s ON id, a, b FROM t;
CREATE STATISTICS kinds (ndistinct, mcv) ON b, "C c", (a + b), a FROM t;
CREATE STATISTICS expression ON lower("C c") FROM t;
CREATE SCHEMA "of ON x"; CREATE STATISTICS "of ON x"."a FROM b" ON "C c", a FROM t;
CREATE PUBLICATION p FOR TABLE t (b, id, "C c") WHERE (id > 0 AND b > 0);
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER tr BEFORE UPDATE OF b, a ON t FOR EACH ROW EXECUTE FUNCTION f();
CREATE INDEX i ON t (b, a) INCLUDE ("C c");
CREATE TABLE r (b int, a int, FOREIGN KEY (a) REFERENCES t ON DELETE SET NULL (a));
GRANT SELECT (b, a), UPDATE ("C c") ON t TO pg_monitor;
"""


def test_the_same_with_columns_in_another_order(db, other, howdah):
    for database, columns in ((db, COLUMNS), (other, COLUMNS[::-1])):
        database.execute(f"CREATE TABLE t ({', '.join(columns)});{USES}")
    done = howdah("diff", db.url, other.url)
    assert done.stdout == "No differences.\n", done.stdout


def test_what_is_brought_over_is_the_same(db, other, howdah):
    """A column that comes later stands last, where it does not stand in what was declared."""
    db.execute(f"CREATE TABLE t ({', '.join(COLUMNS[:1] + COLUMNS[2:])})")
    other.execute(f"CREATE TABLE t ({', '.join(COLUMNS)});{USES}")
    db.execute(howdah("diff", "--sql", "--offline", db.url, other.url).stdout)
    done = howdah("diff", db.url, other.url)
    assert done.stdout == "No differences.\n", done.stdout
