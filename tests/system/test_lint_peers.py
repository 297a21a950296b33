"""What lint finds beside squawk and pgfence, on the rules that they have in common."""
import json
import pathlib
import subprocess
import sys

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))
import fetch_linters  # noqa: E402  (a program of tools/, which is no package)

CASES = ROOT / "tests" / "system" / "lint"
MODULES = fetch_linters.cached()
pytestmark = pytest.mark.skipif(MODULES is None, reason="squawk and pgfence are not at hand "
                                                        "(tools/fetch_linters.py fetches them)")

# Their rule -> ours. Rules about style that ours do not share (IF NOT EXISTS, every int) are left out.
SQUAWK = {
    "adding-field-with-default": {"volatile-default", "generated-column", "serial-column"},
    "adding-foreign-key-constraint": {"foreign-key-scans"},
    "adding-not-nullable-field": {"not-null-scans"},
    "adding-required-field": {"new-column-not-null"},
    "adding-serial-primary-key-field": {"primary-key-builds-index"},
    "ban-alter-domain-with-add-constraint": {"domain-locks-tables"},
    "ban-char-field": {"char-type"},
    "ban-concurrent-index-creation-in-transaction": {"concurrent-in-transaction"},
    "ban-create-domain-with-constraint": {"domain-with-constraint"},
    "ban-drop-column": {"drop-column"},
    "ban-drop-database": {"drop-database"},
    "ban-drop-not-null": {"drop-not-null"},
    "ban-drop-table": {"drop-table"},
    "ban-duplicate-column-assignments": {"column-assigned-twice"},
    "ban-truncate-cascade": {"truncate"},
    "ban-uncommitted-transaction": {"transaction-left-open"},
    "changing-column-type": {"type-change"},
    "constraint-missing-not-valid": {"check-scans", "foreign-key-scans", "exclusion-builds-index",
                                     "unique-builds-index", "primary-key-builds-index"},
    "disallowed-unique-constraint": {"unique-builds-index"},
    "identifier-too-long": {"name-too-long"},
    "prefer-identity": {"serial-type"},
    "prefer-text-field": {"varchar-limit"},
    "prefer-timestamp-tz": {"timestamp-without-time-zone"},
    "renaming-column": {"rename-column"},
    "renaming-table": {"rename-table"},
    "require-concurrent-index-creation": {"index-blocks-writes"},
    "require-concurrent-index-deletion": {"drop-index-blocks"},
    "require-concurrent-partition-detach": {"detach-partition-blocks"},
    "require-concurrent-reindex": {"reindex-blocks"},
    "require-enum-value-ordering": {"enum-value-order"},
    "transaction-nesting": {"transaction-nested"},
}
PGFENCE = {
    "add-column-not-null-no-default": {"new-column-not-null"},
    "add-column-non-constant-default": {"volatile-default"},
    "add-column-serial": {"serial-column"},
    "add-column-stored-generated": {"generated-column"},
    "add-constraint-check-no-not-valid": {"check-scans"},
    "add-constraint-exclude": {"exclusion-builds-index"},
    "add-constraint-fk-no-not-valid": {"foreign-key-scans"},
    "add-constraint-unique": {"unique-builds-index"},
    "add-pk-without-using-index": {"primary-key-builds-index"},
    "alter-column-set-not-null": {"not-null-scans"},
    "alter-column-type": {"type-change"},
    "concurrent-in-transaction": {"concurrent-in-transaction"},
    "create-index-not-concurrent": {"index-blocks-writes"},
    "delete-without-where": {"change-without-where"},
    "drop-column": {"drop-column"},
    "drop-index-not-concurrent": {"drop-index-blocks"},
    "drop-table": {"drop-table"},
    "prefer-text-field": {"varchar-limit"},
    "prefer-timestamptz": {"timestamp-without-time-zone"},
    "rename-column": {"rename-column"},
    "rename-table": {"rename-table"},
    "truncate-cascade": {"truncate"},
    "vacuum-full": {"table-rewrite"},
}

# Where they find something and howdah, on purpose, does not.
MADE_HERE = "the script itself makes the table, the index, the column or the constraint"
DOWNGRADE = "a downgrade takes away what the upgrade has made"
KNOWN = {
    "check-scans/quiet.sql": MADE_HERE,
    "drop-column/quiet.sql": MADE_HERE,
    "drop-index-blocks/quiet.sql": MADE_HERE,
    "drop-not-null/quiet.sql": DOWNGRADE,
    "drop-table/quiet.sql": MADE_HERE,
    "exclusion-builds-index/quiet.sql": MADE_HERE,
    "file-refused/fires.sql": "a comment without a reason refuses the file before any rule looks at it",
    "foreign-key-without-index/quiet.sql": MADE_HERE,
    "generated-column/quiet.sql": MADE_HERE,
    "index-blocks-writes/quiet.sql": MADE_HERE,
    "new-column-not-null/quiet.sql": MADE_HERE,
    "primary-key-builds-index/quiet.sql": "an index that is there is used; the other table is made here",
    "rename-column/quiet.sql": MADE_HERE,
    "rename-table/quiet.sql": MADE_HERE,
    "transaction-nested/quiet.sql": "a second transaction behind the first is none inside of it",
    "type-change/quiet.sql": MADE_HERE,
    "unique-builds-index/quiet.sql": "an index that is there is used; the other table is made here",
    "domain-locks-tables/quiet.sql": "NOT VALID and VALIDATE lock no writer out",
    "foreign-key-scans/quiet.sql": "a new column without default is NULL everywhere, so that no row is looked up",
    "not-null-scans/quiet.sql": "a validated CHECK proves that there is no NULL",
    "volatile-default/quiet.sql": "now() is the same for all rows",
}


def scripts():
    """Those that all three can read."""
    return [path for path in sorted(CASES.glob("*/*.sql"))
            if path.name != "setup.sql" and path.parent.name != "syntax-error"]


def collected(pairs):
    rules = {}
    for path, rule in pairs:
        rules.setdefault("/".join(pathlib.Path(path).parts[-2:]), set()).add(rule)
    return rules


def run(*argv):
    done = subprocess.run([str(word) for word in argv], capture_output=True, text=True, timeout=120, check=False)
    return json.loads(done.stdout)


def squawk():
    answer = run(MODULES / "@squawk-cli" / "linux-x64" / "bin" / "squawk", "--reporter", "json", *scripts())
    return collected((finding["file"], finding["rule_name"]) for finding in answer)


def pgfence():
    answer = run("node", MODULES / "@flvmnt" / "pgfence" / "dist" / "index.js", "analyze", "--format", "sql",
                 "--output", "json", *scripts())
    return collected((file["filePath"], check["ruleId"]) for file in answer["results"]
                     for check in file["checks"] + file["policyViolations"])


@pytest.fixture
def ours(howdah):
    done = howdah("lint", "--no-database", "--json", *scripts())
    answer = json.loads(done.stdout)
    return collected((finding["file"], finding["rule"]) for finding in answer["findings"] + answer["ignored"])


def missed(theirs, ours, common):
    """(script, their rule) for what they find and howdah does not."""
    return {(script, rule) for script, rules in theirs.items() for rule in rules
            if rule in common and not common[rule] & ours.get(script, set())}


@pytest.mark.parametrize("peer, common", [(squawk, SQUAWK), (pgfence, PGFENCE)], ids=["squawk", "pgfence"])
def test_what_others_find_howdah_finds_too_unless_there_is_nothing_to_fear(ours, peer, common):
    theirs = peer()
    seen = set().union(*theirs.values())
    assert set(common) - seen == set(), "rules of the table that were never compared"
    assert {pair for pair in missed(theirs, ours, common) if pair[0] not in KNOWN} == set()


def test_every_known_difference_still_is_one(ours):
    differing = {script for peer, common in ((squawk, SQUAWK), (pgfence, PGFENCE))
                 for script, _ in missed(peer(), ours, common)}
    assert differing == set(KNOWN)
