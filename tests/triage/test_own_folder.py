"""A new folder that only its owner can look into, and what is not taken for one."""

from __future__ import annotations

import pytest

from triage.own_folder import FolderInUse, begin_folder


@pytest.mark.parametrize("there", [True, False])
def test_only_its_owner_can_look_into_it_whether_it_was_there_or_not(tmp_path, there):
    folder = tmp_path / "a/b"
    if there:
        folder.mkdir(parents=True, mode=0o755)

    begin_folder(folder)

    assert folder.stat().st_mode & 0o777 == 0o700


def test_a_folder_that_holds_something_is_left_as_it_is(tmp_path):
    (tmp_path / "kerja.csv").touch()

    with pytest.raises(FolderInUse, match=tmp_path.name):
        begin_folder(tmp_path)

    assert (tmp_path / "kerja.csv").is_file()


def test_a_file_is_no_folder(tmp_path):
    (tmp_path / "berkas").touch()

    with pytest.raises(FolderInUse):
        begin_folder(tmp_path / "berkas")
