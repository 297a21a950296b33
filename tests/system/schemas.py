"""Random schemas, and what changes them, as hypothesis makes them.

A schema is a plain dictionary: kind -> name -> what is drawn for it. References that lead nowhere,
because what they name was drawn away, are left out when the SQL is written; so any two parts fit
together, and hypothesis can shrink a schema by taking away whatever it likes. One row in each table
has the value 1 in all its columns, which every type here can hold.
"""
import copy

from hypothesis import strategies as st

NUMBERS = ["smallint", "integer", "bigint", "numeric"]
TEXTS = ["text", "varchar(20)", 'text COLLATE "C"']
ENUMS = ["e1", "e2"]
DOMAINS = ["d1", "d2"]
COLUMNS = ["c1", "c2", "Col 3"]
TABLES = ["t1", "t2", "t3"]
PARTITIONED = ["p1"]
COMMENTS = [None, "one", "it's; two"]
ROLES = ["howdah_reader", "howdah_writer"]


def some(strategy, names, most):
    """A few of the names, each with something drawn."""
    return st.dictionaries(st.sampled_from(names), strategy, max_size=most)


column = st.fixed_dictionaries({
    "type": st.sampled_from(NUMBERS + TEXTS + ENUMS + DOMAINS),
    "not_null": st.booleans(),
    "default": st.sampled_from([None, None, "literal", "f1"]),
    "comment": st.sampled_from(COMMENTS),
    "kept_as": st.sampled_from([None, None, "STORAGE EXTERNAL", "STORAGE MAIN", "COMPRESSION pglz"]),
    "sampled": st.sampled_from([None, None, "STATISTICS 50", "(n_distinct = -0.5)"]),
    "grant": st.sampled_from([None, None, *ROLES]),
})
index = st.fixed_dictionaries({
    "what": st.sampled_from(["id", "c1", "c1, id", "f1", "c2"]),
    "unique": st.booleans(),
    "where": st.booleans(),
    "fillfactor": st.sampled_from([None, 70]),
    "includes": st.sampled_from([None, None, "id", "c2"]),
    "comment": st.sampled_from(COMMENTS),
})
statistics = st.fixed_dictionaries({
    "what": st.sampled_from(["id, c1", "c2, id, c1", "(id + 1)", "c1, (id + 1)", "f1(id::integer), id"]),
    "kinds": st.sampled_from(["", "(ndistinct)", "(mcv, dependencies)"]),
    "target": st.sampled_from([None, 50]),
    "comment": st.sampled_from(COMMENTS),
    "owner": st.sampled_from(["postgres", "howdah_keeper"]),
})
trigger = st.fixed_dictionaries({
    "when": st.sampled_from(["BEFORE INSERT", "AFTER INSERT OR UPDATE", "BEFORE UPDATE OF c1"]),
    "condition": st.sampled_from(["", "WHEN (new.id > 0)", "WHEN (f1(new.id::integer) > 0)"]),
    "state": st.sampled_from(["ENABLE", "DISABLE", "ENABLE ALWAYS", "ENABLE REPLICA"]),
})
table = st.fixed_dictionaries({
    "id": st.sampled_from(["integer", "bigint", "serial", "always", "default"]),
    "primary": st.booleans(),
    "columns": some(column, COLUMNS, 3),
    "generated": st.sampled_from([None, None, "id + 1", "id * 2"]),
    "array": st.sampled_from([None, None, "integer[]", "text[]", "e1[]"]),
    "record": st.booleans(),
    "unique": st.sampled_from([None, None, "id", "c1", "c1, id"]),
    "check": st.sampled_from([None, "id > 0", "f1(id::integer) IS NOT NULL", "c1 IS NOT NULL"]),
    "reference": st.sampled_from([None, *TABLES, *PARTITIONED]),
    "cascade": st.booleans(),
    "indexes": some(index, ["i1", "i2"], 2),
    "trigger": st.none() | trigger,
    "comment": st.sampled_from(COMMENTS),
    "owner": st.sampled_from(["postgres", "postgres", "howdah_keeper"]),
    "grants": some(st.sampled_from(["SELECT", "INSERT, SELECT", "SELECT (id)"]), ROLES, 2),
    "policy": st.sampled_from([None, None, "id > 0", "f1(id::integer) > 0"]),
    "unlogged": st.booleans(),
    "backwards": st.booleans(),
    "statistics": st.none() | statistics,
    "published": st.sampled_from([None, None, "", "(id)", "(c2, id, c1)", "WHERE (id > 0)"]),
    "replicated": st.sampled_from([None, None, "FULL", "NOTHING", "USING INDEX {}_pkey"]),
    "clustered": st.booleans(),
    "options": st.sampled_from([None, None, "fillfactor = 70", "autovacuum_enabled = false, fillfactor = 90"]),
    "security": st.sampled_from([None, None, "ENABLE", "FORCE"]),
    "rule": st.sampled_from([None, None, "id > 0", "old.c1 IS NULL"]),
    "deferrable": st.sampled_from(["", "", "DEFERRABLE", "DEFERRABLE INITIALLY DEFERRED"]),
    "not_valid": st.booleans(),
    "excluded": st.sampled_from([None, None, "id", "c1", "c2, id"]),
})
partitioned = st.fixed_dictionaries({
    "columns": some(column, COLUMNS, 2),
    "primary": st.booleans(),
    "partitions": st.lists(st.sampled_from(["p1_a", "p1_b", "p1_c"]), min_size=1, unique=True),
    "default": st.booleans(),
    "indexes": some(index, ["i1"], 1),
    "trigger": st.none() | trigger,
    "check": st.sampled_from([None, "id > 0"]),
    "comment": st.sampled_from(COMMENTS),
})
view = st.fixed_dictionaries({
    "over": st.sampled_from([*TABLES, *PARTITIONED]),
    "what": st.sampled_from(["id", "c1", "id, c1", "c1, id", "*", "f1"]),
    "stored": st.booleans(),
    "comment": st.sampled_from(COMMENTS),
    "grant": st.booleans(),
})
KINDS = {
    "enum": some(st.permutations(["1", "2", "3"]).flatmap(
        lambda order: st.integers(1, 3).map(lambda count: sorted({*order[:count], "1"}, key=order.index))), ENUMS, 2),
    "domain": some(st.fixed_dictionaries({
        "base": st.sampled_from(["integer", "bigint", "text", "e1"]),
        "check": st.booleans(),
        "default": st.booleans(),
        "not_null": st.booleans(),
    }), DOMAINS, 2),
    "composite": some(st.dictionaries(st.sampled_from(["a", "b", "c"]), st.sampled_from(["integer", "text", "e1"]),
                                      min_size=1), ["r1"], 1),
    "function": some(st.fixed_dictionaries({
        "argument": st.sampled_from(["a", "b"]),
        "returns": st.sampled_from(["integer", "bigint"]),
        "body": st.sampled_from(["1", "1 + 1"]),
        "language": st.sampled_from(["sql", "plpgsql"]),
        "grant": st.booleans(),
    }), ["f1"], 1),
    "sequence": some(st.fixed_dictionaries({
        "increment": st.sampled_from([1, 2, -1]),
        "minimum": st.sampled_from([-100, -5]),
        "maximum": st.sampled_from([100, 5000]),
        "type": st.sampled_from(["smallint", "bigint"]),
    }), ["s1"], 1),
    "table": some(table, TABLES, 3),
    "partitioned": some(partitioned, PARTITIONED, 1),
    "view": some(view, ["v1", "v2", "v3"], 2),
    "over_view": some(view, ["w1"], 1),
}
schema = st.fixed_dictionaries(KINDS)


@st.composite
def pair(draw):
    """A schema, and one that came of it by a few changes."""
    before = draw(schema)
    after = copy.deepcopy(before)
    for _ in range(draw(st.integers(1, 4))):
        mutate(draw, after)
    for one, other in ((before, after), (after, before)):
        drop_references(one, other)
    return before, after


def rows_of(schema, name):
    """What decides whether a table still has its row on the other side."""
    above = {**schema["table"], **schema["partitioned"]}.get(name)
    return None if above is None else above.get("partitions", name)


def drop_references(schema, other):
    """A table that is new has no row for a foreign key of one that is there."""
    for name, drawn in schema["table"].items():
        if name in other["table"] and rows_of(schema, drawn["reference"]) != rows_of(other, drawn["reference"]):
            drawn["reference"] = None


def mutate(draw, changed):
    """Something is made, dropped, or drawn anew, as a whole or in one attribute."""
    kind = draw(st.sampled_from(sorted(KINDS)))
    drawn = draw(KINDS[kind])
    for name in sorted(drawn):
        old = changed[kind].get(name)
        if isinstance(old, dict) and kind != "composite":
            attribute = draw(st.sampled_from(sorted(drawn[name])))
            old[attribute] = drawn[name][attribute]
        else:
            changed[kind][name] = drawn[name]
    if not drawn and changed[kind]:
        del changed[kind][draw(st.sampled_from(sorted(changed[kind])))]


def quoted(text):
    return "'" + text.replace("'", "''") + "'"


class Writer:
    """The SQL of a schema; write() gives the statements in an order in which they can run."""

    def __init__(self, drawn):
        self.drawn = drawn
        self.enums, self.domains = drawn["enum"], drawn["domain"]
        self.has_function = "f1" in drawn["function"]
        self.tables = {**drawn["table"], **drawn["partitioned"]}
        self.lines = []

    def write(self):
        self.lines = []
        for part in (self.types, self.functions, self.sequences, self.all_tables, self.references, self.views):
            part()
        return ";\n".join(self.lines) + ";\n" if self.lines else ""

    def add(self, line):
        self.lines.append(line)

    def comment(self, what, text):
        if text is not None:
            self.add(f"COMMENT ON {what} IS {quoted(text)}")

    # ---- types ----

    def base(self, name):
        """The type, or text where what it names is not there."""
        known = {*self.enums, *self.domains}
        return "text" if name in {*ENUMS, *DOMAINS} - known else name

    def types(self):
        for name, values in sorted(self.enums.items()):
            self.add(f"CREATE TYPE {name} AS ENUM ({', '.join(map(quoted, values))})")
        for name, domain in sorted(self.domains.items()):
            base = domain["base"] if domain["base"] != "e1" or "e1" in self.enums else "text"
            line = f"CREATE DOMAIN {name} AS {base}"
            line += f" DEFAULT '1'::{base}" if domain["default"] else ""
            line += " NOT NULL" if domain["not_null"] else ""
            line += f" CONSTRAINT k CHECK (VALUE = '1'::{base})" if domain["check"] else ""
            self.add(line)
        for name, attributes in sorted(self.drawn["composite"].items()):
            self.add(f"CREATE TYPE {name} AS ("
                     + ", ".join(f"{each} {self.base(kind)}" for each, kind in attributes.items()) + ")")

    def functions(self):
        for name, each in sorted(self.drawn["function"].items()):
            body = f"SELECT ({each['body']})::{each['returns']}"
            if each["language"] == "plpgsql":
                body = f"BEGIN RETURN {each['body']}; END"
            self.add(f"CREATE FUNCTION {name}({each['argument']} integer) RETURNS {each['returns']}"
                     f" LANGUAGE {each['language']} IMMUTABLE AS {quoted(body)}")
            if each["grant"]:
                self.add(f"GRANT EXECUTE ON FUNCTION {name}(integer) TO howdah_reader")
        self.add("CREATE FUNCTION tf() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END'")

    def sequences(self):
        for name, each in sorted(self.drawn["sequence"].items()):
            self.add(f"CREATE SEQUENCE {name} AS {each['type']} INCREMENT {each['increment']}"
                     f" MINVALUE {each['minimum']} MAXVALUE {each['maximum']} START 1")

    # ---- tables ----

    def possible(self, text):
        """An expression; None when it needs the function, which is not there."""
        return None if text is None or ("f1" in text and not self.has_function) else text

    def has_column(self, drawn, text):
        return all(name in drawn["columns"] for name in COLUMNS if name in text)

    def column(self, name, drawn):
        kind = self.base(drawn["type"])
        line = f'"{name}" {kind}'
        if drawn["default"] == "f1" and kind in NUMBERS and self.has_function:
            line += " DEFAULT f1(1)"
        elif drawn["default"] or drawn["not_null"]:
            # Rows that are there need a value when the column is new.
            line += f" DEFAULT '1'::{kind.split(' COLLATE')[0]}"
        return line + (" NOT NULL" if drawn["not_null"] else "")

    def all_tables(self):
        for name, drawn in sorted(self.drawn["table"].items()):
            self.table(name, drawn)
        for name, drawn in sorted(self.drawn["partitioned"].items()):
            self.partitioned(name, drawn)

    def columns(self, drawn):
        return [self.column(*each) for each in sorted(drawn["columns"].items(), reverse=drawn.get("backwards", False))]

    def table(self, name, drawn):
        parts = [{"always": "id integer GENERATED ALWAYS AS IDENTITY",
                  "default": "id bigint GENERATED BY DEFAULT AS IDENTITY"}.get(drawn["id"], f"id {drawn['id']}")]
        parts += self.columns(drawn)
        if drawn["generated"]:
            parts.append(f"g bigint GENERATED ALWAYS AS ({drawn['generated']}) STORED")
        if drawn["array"] and (drawn["array"] != "e1[]" or "e1" in self.enums):
            parts.append(f"a {drawn['array']}")
        if drawn["record"] and "r1" in self.drawn["composite"]:
            parts.append("r r1, rs r1[]")
        if drawn["primary"]:
            parts.append("PRIMARY KEY (id)")
        if drawn["unique"] and self.has_column(drawn, drawn["unique"]):
            parts.append(f"UNIQUE ({drawn['unique']}) {drawn['deferrable']}")
        if drawn["backwards"]:
            parts = [*parts[1:], parts[0]]
        if drawn["excluded"] and self.has_column(drawn, drawn["excluded"]):
            parts.append(f"EXCLUDE USING btree ({drawn['excluded'].replace(',', ' WITH =,')} WITH =) {drawn['deferrable']}")
        options = f" WITH ({drawn['options']})" if drawn["options"] else ""
        self.add(f"CREATE {'UNLOGGED ' if self.is_unlogged(name) else ''}TABLE {name} ({', '.join(parts)}){options}")
        self.satellites(name, drawn)
        self.alterations(name, drawn)
        if self.possible(drawn["policy"]):
            self.add(f"CREATE POLICY p ON {name} USING ({drawn['policy']})")
        for role, what in sorted(drawn["grants"].items()):
            self.add(f"GRANT {what} ON {name} TO {role}")
        if drawn["owner"] != "postgres":
            self.add(f"ALTER TABLE {name} OWNER TO {drawn['owner']}")

    def alterations(self, name, drawn):
        """What CREATE TABLE does not say."""
        for each, what in sorted(drawn["columns"].items()):
            stored = what["kept_as"] and self.base(what["type"]) in TEXTS
            for setting in (what["kept_as"] if stored else None, what["sampled"]):
                if setting is not None:
                    self.add(f'ALTER TABLE {name} ALTER "{each}" SET {setting}')
            if what["grant"]:
                self.add(f'GRANT SELECT ("{each}"), UPDATE ("{each}") ON {name} TO {what["grant"]}')
        if drawn["replicated"] and (drawn["primary"] or "INDEX" not in drawn["replicated"]):
            self.add(f"ALTER TABLE {name} REPLICA IDENTITY {drawn['replicated'].format(name)}")
        if drawn["clustered"] and drawn["primary"]:
            self.add(f"ALTER TABLE {name} CLUSTER ON {name}_pkey")
        if drawn["security"]:
            self.add(f"ALTER TABLE {name} {drawn['security']} ROW LEVEL SECURITY")
        if drawn["rule"] and self.has_column(drawn, drawn["rule"]):
            condition = drawn["rule"].replace("id", "old.id")
            self.add(f"CREATE RULE ru AS ON DELETE TO {name} WHERE {condition} DO INSTEAD NOTHING")
        if drawn["published"] is not None and self.has_column(drawn, drawn["published"]) and not self.is_unlogged(name):
            self.add(f"CREATE PUBLICATION pub_{name} FOR TABLE {name} {drawn['published']} WITH (publish = 'insert')")
        self.statistics(name, drawn)

    def statistics(self, name, drawn):
        each = drawn["statistics"]
        if each is None or not self.possible(each["what"]) or not self.has_column(drawn, each["what"]):
            return
        kinds = "" if each["what"].count(",") == 0 else each["kinds"]
        self.add(f"CREATE STATISTICS {name}_s {kinds} ON {each['what']} FROM {name}")
        if each["target"]:
            self.add(f"ALTER STATISTICS {name}_s SET STATISTICS {each['target']}")
        if each["owner"] != "postgres":
            self.add(f"ALTER STATISTICS {name}_s OWNER TO {each['owner']}")
        self.comment(f"STATISTICS {name}_s", each["comment"])

    def is_unlogged(self, name):
        """Tables with foreign keys are logged."""
        referenced = {each["reference"] for each in self.drawn["table"].values()}
        drawn = self.drawn["table"][name]
        return drawn["unlogged"] and drawn["reference"] is None and name not in referenced

    def partitioned(self, name, drawn):
        parts = ["id integer NOT NULL"] + self.columns(drawn)
        if drawn["primary"]:
            parts.append("PRIMARY KEY (id)")
        self.add(f"CREATE TABLE {name} ({', '.join(parts)}) PARTITION BY RANGE (id)")
        for number, each in enumerate(drawn["partitions"]):
            self.add(f"CREATE TABLE {each} PARTITION OF {name} FOR VALUES FROM ({number * 10}) TO ({number * 10 + 10})")
        if drawn["default"]:
            self.add(f"CREATE TABLE {name}_d PARTITION OF {name} DEFAULT")
        self.satellites(name, drawn)

    def satellites(self, name, drawn):
        if self.possible(drawn["check"]) and self.has_column(drawn, drawn["check"]):
            state = " NOT VALID" if drawn.get("not_valid") else ""
            self.add(f"ALTER TABLE {name} ADD CONSTRAINT k CHECK ({drawn['check']}){state}")
        for each, what in sorted(drawn["indexes"].items()):
            self.index(f"{name}_{each}", name, drawn, what)
        if drawn["trigger"]:
            self.trigger(name, drawn)
        self.comment(f"TABLE {name}", drawn["comment"])
        for each, what in sorted(drawn["columns"].items()):
            self.comment(f'COLUMN {name}."{each}"', what["comment"])

    def index(self, index_name, name, drawn, what):
        keys = "f1(id::integer)" if what["what"] == "f1" else what["what"]
        if not self.possible(keys) or not self.has_column(drawn, keys):
            return
        unique = what["unique"] and name not in PARTITIONED
        self.add(f"CREATE {'UNIQUE ' if unique else ''}INDEX {index_name} ON {name} (({keys}))".replace(
            f"(({keys}))", f"({keys})")
            + (f" INCLUDE ({what['includes']})" if what["includes"] and self.has_column(drawn, what["includes"]) else "")
            + (f" WITH (fillfactor = {what['fillfactor']})" if what["fillfactor"] else "")
            + (" WHERE id > 0" if what["where"] else ""))
        self.comment(f"INDEX {index_name}", what["comment"])

    def trigger(self, name, drawn):
        each = drawn["trigger"]
        if self.possible(each["condition"] or "none") is None or not self.has_column(drawn, each["when"]):
            return
        self.add(f"CREATE TRIGGER g {each['when']} ON {name} FOR EACH ROW {each['condition']} EXECUTE FUNCTION tf()")
        if each["state"] != "ENABLE" and name not in PARTITIONED:
            self.add(f"ALTER TABLE {name} {each['state']} TRIGGER g")

    def references(self):
        for name, drawn in sorted(self.drawn["table"].items()):
            above = self.tables.get(drawn["reference"])
            if above is not None and above["primary"]:
                self.add(f"ALTER TABLE {name} ADD CONSTRAINT fk FOREIGN KEY (id) REFERENCES {drawn['reference']}"
                         + (" ON DELETE CASCADE" if drawn["cascade"] else ""))

    # ---- views ----

    def views(self):
        made = {}
        for name, drawn in sorted(self.drawn["view"].items()):
            self.view(name, drawn, self.tables.get(drawn["over"]), drawn["over"], made)
        for name, drawn in sorted(self.drawn["over_view"].items()):
            over = sorted(made)[:1]
            self.view(name, drawn, made[over[0]] if over else None, over[0] if over else "", made)

    def view(self, name, drawn, below, over, made):
        what = "f1(id::integer) AS id" if drawn["what"] == "f1" else drawn["what"]
        if below is None or not self.possible(what) or not self.has_column(below, what):
            return
        if "id" in what and "id" not in below.get("shown", "id"):
            return
        noun = "MATERIALIZED VIEW" if drawn["stored"] else "VIEW"
        self.add(f"CREATE {noun} {name} AS SELECT {what} FROM {over}")
        shown = below.get("shown", "id" + "".join(below["columns"])) if what == "*" else what
        made[name] = {"columns": {each: None for each in COLUMNS if each in shown}, "shown": shown}
        self.comment(f"{noun} {name}", drawn["comment"])
        if drawn["grant"]:
            self.add(f"GRANT SELECT ON {name} TO howdah_reader")

    # ---- rows ----

    def rows(self):
        """One row for each table."""
        lines = []
        for name, drawn in sorted(self.tables.items()):
            columns = ", ".join(["id"] + [f'"{each}"' for each in sorted(drawn["columns"])])
            values = ", ".join(["1"] + ["'1'"] * len(drawn["columns"]))
            lines.append(f"INSERT INTO {name} ({columns}) OVERRIDING SYSTEM VALUE VALUES ({values})")
        return "".join(f"{line};\n" for line in ["SET session_replication_role = replica", *lines,
                                                "RESET session_replication_role"])


def kept_queries(before, after):
    """What must be answered alike as long as table and column are there."""
    queries = []
    for kind in ("table", "partitioned"):
        for name in sorted({*before[kind]} & {*after[kind]}):
            both = sorted({*before[kind][name]["columns"]} & {*after[kind][name]["columns"]})
            queries.append(f"SELECT id::text{''.join(f', {chr(34)}{each}{chr(34)}::text' for each in both)} FROM {name}")
    return queries
