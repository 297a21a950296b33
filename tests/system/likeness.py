"""Whether howdah brings one database over to another, judged by pg_dump and by howdah itself."""
import re
import subprocess

NOISE = re.compile(r"^(--.*|\\(un)?restrict .*|SELECT pg_catalog\.set_config.*|\s*)$")
SETTING = re.compile(r"^SET (\w+) = (.*);$")
# Settings that say something of what is made after them.
PLACES = ("default_tablespace", "default_table_access_method")
# pg_dump refuses servers that are newer than itself.
PG_DUMP_MAJOR = 15


def can_dump(database):
    return database.conn.info.server_version // 10000 <= PG_DUMP_MAJOR


def statements(text):
    """The statements of a dump, sorted; where a relation is made stands in its statement."""
    lines, places = [], {}
    for line in text.splitlines():
        setting = SETTING.match(line)
        if setting:
            places[setting[1]] = setting[2]
        elif not NOISE.match(line):
            if re.match(r"CREATE (\w+ )*(TABLE|INDEX|MATERIALIZED VIEW) ", line):
                lines += [f"{name} is {places[name]}" for name in PLACES if name in places]
            lines.append(line.rstrip())
    return sorted(unordered(each) for each in ("\n".join(lines) + "\n").split(";\n"))


def unordered(statement):
    """New columns come last, whatever their place was: nobody can move them without a rewrite."""
    if not re.search(r"^CREATE (\w+ )*TABLE ", statement, re.MULTILINE):
        return statement
    return "\n".join(sorted(line.rstrip(",") for line in statement.split("\n")))


def dump(database):
    done = subprocess.run(["pg_dump", "--schema-only", "-d", database.url], capture_output=True, text=True,
                          check=True)
    return statements(done.stdout)


def difference(got, wanted):
    """Two sorted lists of statements, as text; "" when they are the same."""
    got, wanted = list(got), list(wanted)
    for each in list(got):
        if each in wanted:
            got.remove(each)
            wanted.remove(each)
    return "".join([f"too much: {each}\n" for each in got] + [f"missing: {each}\n" for each in wanted])


def psql(database, text):
    return subprocess.run(["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", database.url], input=text,
                          capture_output=True, text=True, check=False)


def bring_over(howdah, database, target, wanted):
    """Makes database like target (a database's URL or the file of a snapshot); says what went wrong.

    wanted is dump() of the target, None where pg_dump cannot be asked. "" when all is well.
    """
    plan = howdah("diff", "--sql", database.url, target)
    if plan.returncode not in (0, 1):
        return f"howdah diff ends with status {plan.returncode}: {plan.stderr}{plan.stdout}"
    done = psql(database, plan.stdout)
    if done.returncode != 0:
        return f"psql: {done.stderr}\nthe script:\n{plan.stdout}"
    left = "" if wanted is None else difference(dump(database), wanted)
    if left:
        return f"pg_dump differs:\n{left}\nthe script:\n{plan.stdout}"
    again = howdah("diff", "--sql", database.url, target)
    if again.returncode != 0 or again.stdout:
        return f"a second diff is not empty:\n{again.stdout}{again.stderr}\nthe script:\n{plan.stdout}"
    return ""
