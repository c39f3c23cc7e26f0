"""Thai and English: every text in both, the address decides, links keep it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import search.web
from search.web.words import LANGUAGES, Words, negotiate, table
from tests.search.web.asking_app import Client
from tests.search.web.parsing import page, said

FOLDER = Path(search.web.__file__).parent
_KEY = re.compile(r"""(?:\bt|words)\(\s*["']([a-z_]+\.[a-z_]+)["']""")
_BRACES = re.compile(r"\{([a-z]+)\}")


def test_every_text_is_there_in_both_languages_with_the_same_blanks() -> None:
    for key, texts in table().items():
        assert set(texts) == set(LANGUAGES), key
        assert all(texts.values()), key
        blanks = {language: set(_BRACES.findall(text)) for language, text in texts.items()}
        assert blanks["th"] - {"time"} == blanks["en"] - {"time"}, key


def test_every_text_that_is_asked_for_exists() -> None:
    files = [*FOLDER.rglob("*.html"), *FOLDER.rglob("*.py")]
    found = {key for file in files for key in _KEY.findall(file.read_text(encoding="utf-8"))}
    asked = {key for key in found if not key.endswith("_")}  # such keys are completed by a value
    assert len(asked) > 80
    assert asked <= set(table())


def test_no_thai_stands_in_templates_but_names_and_examples() -> None:
    for file in FOLDER.rglob("*.html"):
        rest = re.sub(r"<code lang=\"th\">.*?</code>|ข่าวสาร|ไทย", "", file.read_text(encoding="utf-8"))
        assert not re.search("[\u0e01-\u0e4e]", rest), file.name


@pytest.mark.parametrize(
    ("asked", "accepted", "language"),
    [
        (None, None, "th"),
        (None, "en-GB,en;q=0.9", "en"),
        (None, "fr,de;q=0.5", "th"),
        (None, "en;q=0.4, th;q=0.8", "th"),
        (None, "th-TH,en;q=0.9", "th"),
        (None, "en;q=nonsense", "th"),
        ("en", "th", "en"),
        ("th", "en", "th"),
        ("xx", "en", "en"),
    ],
)
def test_language_is_chosen(asked: str | None, accepted: str | None, language: str) -> None:
    assert negotiate(asked, accepted) == language


def test_english_page(client: Client) -> None:
    root = page(client, "/?q=น้ำท่วม&lang=en")
    assert root.get("lang") == "en"
    assert said(root, "//h2[@id='count']") == "2 stories (4 items) found"
    assert "29 Dec 2020 (BE 2563)" in said(page(client, "/item/krabi-pao:100?lang=en"), "//aside")


def test_links_keep_a_chosen_language_and_add_none_else(client: Client) -> None:
    chosen = [a for a in page(client, "/?q=น้ำ&lang=en").xpath("//main//a/@href") if a.startswith("/")]
    assert chosen
    assert all("lang=en" in address for address in chosen)
    free = page(client, "/?q=น้ำ").xpath("//main//a/@href")
    assert not any("lang=" in address for address in free)


def test_switch_keeps_the_whole_state(client: Client) -> None:
    root = page(client, "/?q=น้ำ&province=TH-51&province=TH-81")
    english = root.xpath("//nav[@class='tongues']/a[@lang='en']/@href")[0]
    switched = page(client, english)
    assert switched.get("lang") == "en"
    assert len(switched.xpath("//a[@class='chip']")) == 2


def test_thai_text_is_marked_as_thai_on_english_pages(client: Client) -> None:
    root = page(client, "/?q=น้ำท่วม&lang=en")
    for one in root.xpath("//body//*[not(self::script)]"):
        own = "".join([one.text or "", *(child.tail or "" for child in one)])
        if re.search("[\u0e01-\u0e4e]", own):
            assert one.xpath("ancestor-or-self::*[@lang][1]/@lang")[-1] == "th", own


def test_unknown_values_are_shown_as_they_are() -> None:
    assert Words("th").name("state", "host down") == "เว็บไซต์ล่ม"
    assert Words("th").name("state", "asleep") == "asleep"
