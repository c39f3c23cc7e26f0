"""HTML to text: what a reader sees, a paragraph a line. Texts of our own."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.html_text import attachments_of, images_of, text_of
from pipelines.tree import parse

BASE = "http://x.example/ข่าว/a.html"


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>หนึ่ง</p><p>สอง</p>", "หนึ่ง\nสอง"),
        ("หนึ่ง<br>สอง<br/><br/>สาม", "หนึ่ง\nสอง\nสาม"),
        ("<div>ลอย<p>ย่อหน้า</p>ท้าย</div>", "ลอย\nย่อหน้า\nท้าย"),
        ("<p>คำ<b>หนา</b>ติดกัน</p>", "คำหนาติดกัน"),
        ("<p>  คำ\n   ใหม่ </p>", "คำ ใหม่"),
        ("<ul><li>ก</li><li>ข</li></ul>", "ก\nข"),
        ("<table><tr><td>ก</td><td>ข</td></tr><tr><td>ค</td></tr></table>", "ก ข\nค"),
        ("<pre>ก\n  ข</pre>", "ก\nข"),
        ("<p>ก<script>x()</script><style>p{}</style><!-- ข --></p>", "ก"),
        ("<p>ก</p><div style='display: none'>ข</div>", "ก"),
        ("<p>ก</p><div style='position:absolute;left:-9999px'>สล็อต</div>", "ก"),
        ("<p>ก</p><div style='text-indent:-9999px'>สล็อต</div><p hidden>ข</p>", "ก"),
        ("<p style='left:-5px'>ก</p><p style='font-size:0.9em'>ข</p>", "ก\nข"),
        ("<i class='material-icons'>check_circle</i><p>ก</p>", "ก"),
        ("&lt;ก&gt; &amp; &#3586;", "<ก> & ข"),
    ],
)
def test_text_is_what_a_reader_sees(html: str, text: str) -> None:
    assert text_of(parse(html)) == text


@pytest.mark.parametrize(
    "html",
    [
        "<a href='/f/a.pdf'>x</a>",
        "<a href='http://x.example/f/a.pdf#page=2'>x</a>",
        "<iframe src='https://docs.google.com/gview?url=http%3A%2F%2Fx.example%2Ff%2Fa.pdf'></iframe>",
        "<iframe src='/wp-content/plugins/flowpaper/view?pdf=/f/a.pdf'></iframe>",
        "<object data='/f/a.pdf'></object>",
        "<embed src='../f/a.pdf'>",
        "<a href='/f/a.pdf'>x</a><a href='/f/a.pdf'>y</a><a href='javascript:a.pdf'>z</a><a href='/b'>w</a>",
    ],
)
def test_files_are_found_in_links_and_viewers(html: str) -> None:
    assert attachments_of(parse(html), BASE) == ("http://x.example/f/a.pdf",)


def test_pictures_are_absolute_and_real() -> None:
    html = (
        "<img src='b.jpg'><img src='data:image/gif;base64,R0' data-src='/c.jpg'>"
        "<img src='//cdn.example/d.png'>"
        "<img src='/e.gif' width='1'><img src='https://s.w.org/images/core/emoji/1.png'>"
        "<div style='display:none'><img src='/hidden.jpg'></div><img src='file:///etc/passwd'>"
    )
    found = images_of(parse(html), "http://x.example/a/")
    assert found == ("http://x.example/a/b.jpg", "http://x.example/c.jpg", "http://cdn.example/d.png")


@given(st.lists(st.text(alphabet="กขค่าง 0", min_size=1).filter(str.strip), max_size=8))
def test_paragraphs_come_back_in_order(paragraphs: list[str]) -> None:
    html = "".join(f"<p>{text}</p>" for text in paragraphs)
    assert text_of(parse(html)).split("\n") == ([" ".join(text.split()) for text in paragraphs] or [""])
