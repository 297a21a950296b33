"""Headers that are kept: nobody can tell, but for the time it takes."""
import hashlib
import os
import time

import pytest

from project import Project

COUNT = 80


@pytest.fixture
def files(tmp_path, howdah):
    """A chain of revisions without a database, whose files were written some time ago."""
    files = Project(tmp_path / "project", None, howdah)
    files.chain(COUNT)
    return files


def kept(files):
    return sorted((files.folder / ".howdah" / "cache").glob("headers-*"))


def settle(files):
    """Waits until the files count as old: no event tells, the clock of the file system must go on."""
    newest = max(path.stat().st_ctime for path in files.versions.iterdir())
    while time.time() - newest < 2.6:
        time.sleep(0.1)


def remembered(files):
    settle(files)
    before = files.ok("history", "-v")
    assert len(kept(files)) == 1
    assert files.ok("history", "-v") == before
    return before


def last(files):
    return sorted(files.versions.iterdir())[-1]


def edit(path, old, new):
    """In place: the same file, the same size, the same time of its last change."""
    info = path.stat()
    text = path.read_text()
    assert old in text and len(old) == len(new)
    with open(path, "r+", encoding="utf-8") as file:
        file.write(text.replace(old, new))
    os.utime(path, ns=(info.st_atime_ns, info.st_mtime_ns))
    assert path.stat().st_mtime_ns == info.st_mtime_ns and path.stat().st_ino == info.st_ino


def test_an_edit_that_keeps_size_and_time_is_seen(files):
    remembered(files)
    edit(last(files), f"Revision ID: r{COUNT:04}", "Revision ID: other")
    assert files.ok("heads").split()[0] == "other"


@pytest.mark.parametrize("long", [False, True])
def test_an_applied_file_that_is_edited_so_is_told(project, long):
    project.chain(COUNT)
    middle = sorted(project.versions.iterdir())[COUNT // 2]
    if long:  # more than one read brings: its hash is not kept
        middle.write_text(middle.read_text() + "-- " + "x" * 5000 + "\n")
    project.ok("upgrade", "head")
    remembered(project)
    assert (hashlib.sha256(middle.read_bytes()).hexdigest() in kept(project)[0].read_bytes().decode("latin-1")) != long
    assert "edited" not in project.run("upgrade", "head").stderr
    edit(middle, "(id int)", "(id oid)")
    for _ in range(2):  # read anew, then from what is kept
        assert f'warning: file "{middle.name}" of revision' in project.run("upgrade", "head").stderr
        settle(project)
    edit(middle, "(id oid)", "(id int)")
    assert "edited" not in project.run("upgrade", "head").stderr


def test_files_that_come_go_and_change_places_are_seen(files):
    remembered(files)
    path = last(files)
    path.unlink()
    assert files.ok("heads").split()[0] == f"r{COUNT - 1:04}"
    files.revision("new", f"r{COUNT - 1:04}")
    assert files.ok("heads").split()[0] == "new"
    one, two = sorted(files.versions.iterdir())[:2]
    text = one.read_bytes()
    one.write_bytes(two.read_bytes())
    two.write_bytes(text)
    assert files.run("history").returncode == 0
    edit(one, "Revision ID: r0002", "Revision ID: r0001")
    assert "r0001" in files.run("history").stderr


@pytest.mark.parametrize("damage", [lambda text: b"", lambda text: text[:-1], lambda text: text[:100] + b"x" + text[101:]])
def test_a_damaged_cache_is_read_past_and_made_anew(files, damage):
    before = remembered(files)
    whole = kept(files)[0].read_bytes()
    kept(files)[0].write_bytes(damage(whole))
    assert files.ok("history", "-v") == before
    assert kept(files)[0].read_bytes() == whole


def test_what_cannot_be_kept_is_no_error(files):
    settle(files)
    (files.folder / ".howdah").write_text("a file in its place")
    assert files.ok("heads").split()[0] == f"r{COUNT:04}"
    (files.folder / ".howdah").unlink()
    (files.folder / ".howdah" / "cache").mkdir(parents=True)
    os.mkfifo(files.folder / ".howdah" / "cache" / "x")
    files.ok("heads")
    name = kept(files)[0]
    name.unlink()
    os.mkfifo(name)
    assert files.ok("heads").split()[0] == f"r{COUNT:04}"


def test_files_that_were_just_written_are_not_kept(files):
    path = last(files)
    settle(files)
    path.write_text(path.read_text())
    files.ok("heads")
    edit(path, f"Revision ID: r{COUNT:04}", "Revision ID: other")
    assert files.ok("heads").split()[0] == "other"


def test_a_small_project_leaves_no_trace(tmp_path, howdah):
    small = Project(tmp_path / "small", None, howdah)
    small.chain(3)
    settle(small)
    small.ok("history")
    assert not (small.folder / ".howdah").exists()


def test_the_folder_of_the_cache_is_ignored_by_git(files):
    remembered(files)
    assert (files.folder / ".howdah" / ".gitignore").read_text() == "*\n"


def test_a_file_that_comes_into_a_folder_whose_time_is_set_back_is_seen(files):
    remembered(files)
    info = files.versions.stat()
    files.revision("new", f"r{COUNT:04}")
    os.utime(files.versions, ns=(info.st_atime_ns, info.st_mtime_ns))
    assert files.versions.stat().st_mtime_ns == info.st_mtime_ns
    assert files.ok("heads").split()[0] == "new"


def test_the_target_of_a_link_may_change_while_the_folder_does_not(files):
    target = files.folder / "elsewhere.sql"
    last(files).rename(target)
    link = files.versions / "link.sql"
    link.symlink_to(target)
    assert files.ok("heads").split()[0] == f"r{COUNT:04}"
    remembered(files)
    target.unlink()
    assert "link.sql" in files.run("heads").stderr
    target.mkdir()
    assert files.ok("heads").split()[0] == f"r{COUNT - 1:04}"
