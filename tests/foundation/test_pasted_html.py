"""The clipboard of Word, Outlook, Excel and browsers, cleaned."""

# ruff: noqa: E501 - the sample is as Word writes it

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mscp_desktop.foundation.pasted_html import from_html
from mscp_desktop.foundation.simple_text import from_stored

WORD = """<html xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"
xmlns:w="urn:schemas-microsoft-com:office:word" xmlns:st1="urn:schemas-microsoft-com:office:smarttags">
<head><meta name=Generator content="Microsoft Word 15"><!--[if gte mso 9]><xml><w:WordDocument><w:View>Normal</w:View>
</w:WordDocument></xml><![endif]--><style><!-- p.MsoNormal {margin:0cm; font-family:"Calibri",sans-serif;} --></style>
</head><body lang=EN-GB style='tab-interval:36.0pt'><!--StartFragment-->
<h1>Terms of reference<o:p></o:p></h1>
<p class=MsoNormal>The board meets in <st1:place w:st="on"><st1:City w:st="on">Chatham</st1:City></st1:place>,
<b style='mso-bidi-font-weight:normal'>every 2&nbsp;months</b>, <i>if quorate</i>.<o:p></o:p></p>
<p class=MsoListParagraphCxSpFirst style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='font-family:Symbol;mso-fareast-font-family:Symbol'><span style='mso-list:Ignore'>\u00b7<span
style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;&nbsp;&nbsp; </span></span></span><![endif]>Hear <b>serious</b> cases<o:p></o:p></p>
<p class=MsoListParagraphCxSpMiddle style='margin-left:72.0pt;text-indent:-18.0pt;mso-list:l0 level2 lfo1'><![if !supportLists]><span
style='mso-list:Ignore'>o<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp; </span></span><![endif]>within 15 days<o:p></o:p></p>
<p class=MsoListParagraphCxSpLast style='text-indent:-18.0pt;mso-list:l1 level1 lfo2'><![if !supportLists]><span
style='mso-list:Ignore'>1.<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp; </span></span><![endif]>Elect a chair<o:p></o:p></p>
<p class=MsoListParagraph style='mso-list:l1 level1 lfo2'><span style='mso-list:Ignore'>(b)<span>&nbsp;</span></span>Agree the plan</p>
<p class=MsoNormal><del cite="mailto:Jo">old words</del><ins cite="mailto:Jo">new words</ins><span
class=MsoCommentReference><a href="#_msocom_1">[JO1]</a></span> stay<span style='display:none;mso-hide:all'>secret</span>.</p>
<table class=MsoTableGrid border=1><tr><td><p class=MsoNormal>Post</p></td><td><p class=MsoNormal>Vote</p></td></tr>
<tr><td><p class=MsoNormal>Chair</p></td><td><p class=MsoNormal>1</p></td></tr></table>
<p class=MsoNormal><!--[if gte vml 1]><v:shape><v:imagedata src="file:///C:/x.png"/></v:shape><![endif]--><![if !vml]><img
width=300 height=200 src="file:///C:/Users/jo/AppData/Local/Temp/msohtmlclip1/01/clip_image002.jpg"><![endif]></p>
<!--EndFragment--></body></html>"""


def test_a_page_of_word_keeps_words_lists_and_looks_only() -> None:
    found = from_html(WORD)
    assert found.text.stored() == (
        "**Terms of reference**\n\n"
        "The board meets in Chatham, **every 2 months**, *if quorate*.\n\n"
        "- Hear **serious** cases\n"
        "  - within 15 days\n"
        "1. Elect a chair\n"
        "2. Agree the plan\n\n"
        "new words stay.\n\n"
        "Post | Vote\n"
        "Chair | 1"
    )
    assert found.pictures == 1
    assert found.notice() == "A picture was left out: text holds none. Add it as a file under Papers."


@pytest.mark.parametrize(
    ("html", "stored"),
    [
        ("<ul><li>one<ul><li>two</li></ul></li><li><p>three</p></li></ul>", "- one\n  - two\n- three"),
        ("<ol><li>one</li><li>two<br>lines</li></ol><p>after", "1. one\n2. two lines\n\nafter"),
        ('<b style="font-weight:normal"><p>From <span style="font-weight:700">Docs</span></p></b>', "From **Docs**"),
        ("<div>line one</div><div>line two<br>line three</div>", "line one\n\nline two\nline three"),
        ('<a href="https://example.org/a">the plan</a>', "the plan (https://example.org/a)"),
        ('<a href="https://example.org/">example.org</a>', "example.org"),
        ('<a href="mailto:ann@example.org">Ann</a> <a href="javascript:alert(1)">x</a>', "Ann (ann@example.org) x"),
        ("<script>alert(1)</script><style>p{}</style>kept<!-- not -->", "kept"),
        ("<p>5 * 3 and *stars*</p>", "5 \\* 3 and \\*stars\\*"),
        ("<p>- not a list</p>", "\\- not a list"),
        ("<p>unclosed <b>bold <i>both", "unclosed **bold *both***"),
        ("</b></p></ul>stray", "stray"),
        ("", ""),
    ],
)
def test_small_pieces(html: str, stored: str) -> None:
    found = from_html(html).text
    assert found.stored() == stored
    assert from_stored(found.stored()) == found


def test_pictures_are_counted_and_a_tracking_pixel_is_none() -> None:
    found = from_html('<img src="a"><img src="b"><img width="1" height="1" src="c">text')
    assert found.notice().startswith("2 pictures were left out")
    assert from_html("text").notice() == ""


@given(
    st.lists(
        st.sampled_from(
            ["<p>", "</p>", "<b>", "</b>", "<ul>", "</ul>", "<li>", "<![if", "]>", "<td>", "a", " ", "&", "<", "*"]
        )
    )
)
def test_whatever_is_pasted_some_text_comes_back(parts: list[str]) -> None:
    found = from_html("".join(parts)).text
    assert from_stored(found.stored()) == found
