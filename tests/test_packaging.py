"""The wheel holds exactly the four packages and their data; each name is ours in the environment."""

from __future__ import annotations

import zipfile
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from hatchling.builders.wheel import WheelBuilder

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = {"crawlers", "pipelines", "flows", "search"}


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The files of a wheel built now."""
    folder = tmp_path_factory.mktemp("wheel")
    (built,) = list(WheelBuilder(str(ROOT)).build(directory=str(folder), versions=["standard"]))
    return zipfile.ZipFile(built).namelist()


def test_the_wheel_holds_the_four_packages(names: list[str]) -> None:
    tops = {name.split("/")[0] for name in names if ".dist-info" not in name}
    assert tops == PACKAGES


@pytest.mark.parametrize(
    "file",
    [
        "pipelines/data/provinces.tsv",
        "pipelines/store/migrations/versions/0001_the_first_schema.py",
        "crawlers/sources/TH-51-lamphun.toml",
    ],
)
def test_the_wheel_holds_the_data(names: list[str], file: str) -> None:
    assert file in names


@pytest.mark.parametrize("name", sorted(PACKAGES))
def test_each_name_is_ours_alone(name: str) -> None:
    # An editable install lists no files, so the name may be missing; it must not be another's.
    assert set(packages_distributions().get(name, [])) <= {"khaosan"}
