"""A project folder with revision files, as a team would keep it."""
import pathlib


def joined(value):
    if value is None:
        return ""
    return value if isinstance(value, str) else ", ".join(value)


class Project:
    """howdah.ini and migrations/versions in a folder, tied to one database."""

    def __init__(self, folder, db, program):
        self.folder = pathlib.Path(folder)
        self.versions = self.folder / "migrations" / "versions"
        self.versions.mkdir(parents=True)
        self.db = db
        self.program = program
        self.count = 0
        self.ini()

    def ini(self, **settings):
        """Writes howdah.ini; settings are added to the section [howdah]."""
        lines = ["[howdah]", "script_location = migrations"]
        lines += [f"{name} = {value}" for name, value in settings.items()]
        (self.folder / "howdah.ini").write_text("\n".join(lines) + "\n", encoding="utf-8")

    def revision(self, id, down=None, up_sql="", down_sql="", *, message=None, labels=None, depends=None,
                 replaces=None, up_options="", down_options="", folder=None, name=None):
        """Writes one revision file and gives its path.

        down, labels, depends and replaces are a string or a list. down_sql=None leaves the
        section out. Names count up, so that files are read in the order in which they were made.
        """
        self.count += 1
        header = [f"-- {message or 'revision ' + id}", "--", f"-- Revision ID: {id}",
                  f"-- Revises: {joined(down)}".rstrip(),
                  f"-- Create Date: 2026-01-01 00:00:00.{self.count:06}"]
        for title, value in (("Branch Labels", labels), ("Depends On", depends), ("Replaces", replaces)):
            if value:
                header.append(f"-- {title}: {joined(value)}")
        text = "\n".join(header) + "\n"
        for title, options, sql in (("upgrade", up_options, up_sql), ("downgrade", down_options, down_sql)):
            if sql is not None:
                text += f"\n-- howdah: {title} {options}".rstrip() + f"\n{sql}\n"
        path = pathlib.Path(folder or self.versions) / (name or f"{self.count:04}_{id}.sql")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def chain(self, count, prefix="r"):
        """count revisions, one after the other, each making (and dropping) a table t<id>."""
        ids = [f"{prefix}{number:04}" for number in range(1, count + 1)]
        for down, id in zip([None, *ids], ids):
            self.revision(id, down, f"CREATE TABLE t{id} (id int);", f"DROP TABLE t{id};")
        return ids

    def run(self, *args, **kwargs):
        """howdah ARGS in the project's folder: a CompletedProcess."""
        return self.program(*args, cwd=self.folder, **kwargs)

    def ok(self, *args, **kwargs):
        """Like run, but the command must succeed: gives what it printed."""
        done = self.run(*args, **kwargs)
        assert done.returncode == 0, f"{' '.join(map(str, args))}: status {done.returncode}\n{done.stderr}{done.stdout}"
        return done.stdout

    def start(self, *args, **kwargs):
        """Starts howdah ARGS and gives a program.Running, to wait for its lines or to kill it."""
        return self.program.start(*args, cwd=self.folder, **kwargs)

    def rows(self, table="alembic_version"):
        """The version table, sorted; empty when there is none."""
        if not self.db.exists(table):
            return []
        return sorted(row[0] for row in self.db.rows(f"SELECT version_num FROM {table}"))
