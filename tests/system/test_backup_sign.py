"""backup.sign_key: a backup that the key has not signed is restored by nobody who has the key."""
import hashlib
import hmac
import pathlib

import pytest

DIFFERENT, MISSING, REFUSED, CONFIG = 1, 66, 77, 78
KEY = "0123456789abcdef0123456789abcdef"


@pytest.fixture
def signing(project, db):
    db.execute("CREATE TABLE t AS SELECT i FROM generate_series(1, 10) AS i")
    key(project, KEY)
    project.ini(**{"[backup]\nsign_key": "backup.key"})
    return project


def key(project, text, mode=0o600):
    path = project.folder / "backup.key"
    path.write_text(text + "\n")
    path.chmod(mode)


def backup(project, *args):
    return pathlib.Path(project.ok("backup", *args).strip())


def test_a_signed_backup_is_verified_and_restored(signing):
    path = backup(signing, "--prove", "restore")
    signed = hmac.new(KEY.encode(), (path / "manifest.json").read_bytes(), hashlib.sha256).hexdigest()
    assert (path / "manifest.hmac").read_text() == signed + "\n"
    signing.ok("backup", "verify")
    signing.ok("backup", "drill")


def test_a_manifest_that_somebody_else_made_is_refused(signing):
    path = backup(signing)
    text = (path / "manifest.json").read_text().replace('"rows": 10', '"rows": 11')
    (path / "manifest.json").write_text(text)
    (path / "manifest.sha256").write_text(hashlib.sha256(text.encode()).hexdigest() + "  manifest.json\n")
    done = signing.run("restore", "--as", "never_made")
    assert done.returncode == REFUSED
    assert "is not by the key" in done.stderr
    assert signing.run("backup", "drill").returncode == REFUSED
    done = signing.run("backup", "verify")
    assert done.returncode == DIFFERENT and "is not by the key" in done.stdout


def test_a_backup_without_a_signature_is_refused_only_where_there_is_a_key(signing):
    settings = (signing.folder / "howdah.ini").read_text()
    signing.ini()
    path = backup(signing)
    assert not (path / "manifest.hmac").exists()
    signing.ok("backup", "drill")
    (signing.folder / "howdah.ini").write_text(settings)
    done = signing.run("backup", "drill")
    assert done.returncode == REFUSED
    assert "is not signed" in done.stderr


@pytest.mark.parametrize("text, mode, status, says", [
    ("too short", 0o600, CONFIG, "shorter than 32 characters"),
    (KEY, 0o604, CONFIG, "everybody can read the key"),
    (None, 0, MISSING, "backup.key"),
])
def test_a_key_that_is_none_is_told_before_anything_is_made(signing, text, mode, status, says):
    if text is None:
        (signing.folder / "backup.key").unlink()
    else:
        key(signing, text, mode)
    done = signing.run("backup")
    assert done.returncode == status
    assert says in done.stderr
    assert not list((signing.folder / ".howdah").glob("backups/*"))
