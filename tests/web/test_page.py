"""The page as a text: what it holds, and what it cannot be made to hold."""

import base64
import hashlib
import json
import re
from pathlib import Path

import pytest
from graphs import document, shop

import lsp_server.web
from lsp_server.web import page
from lsp_server.web.joining import ASSETS, joined
from lsp_server.web.page import LinkFormError

DATA = re.compile(r'<script type="application/json" id="data">(.*?)</script>', re.DOTALL)
HOSTILE = "</script><script>alert(1)</script><!--\u2028\udcff&quot;"


def test_the_page_is_one_file():
    """Nothing in the page names anything to load."""
    text = page(shop()).replace('<link rel="icon" href="data:,">', "")
    assert not re.search(r"<(link|img|iframe|script[^>]* src)|@import|url\(", text)


def test_the_document_comes_back_as_it_was():
    """What the script reads is the document and the form of the links."""
    read = json.loads(DATA.search(page(shop(), "x://{path}"))[1])
    assert read == {"graph": shop(), "editor": "x://{path}"}


def test_names_cannot_end_the_element_they_stand_in():
    """A module's name, a reason and a folder full of markup stay data."""
    hostile = document([HOSTILE, "b"], {(0, 1): "load"}, breaches=[[0, 1]])
    hostile["breaches"][0]["reason"] = hostile["folder"] = HOSTILE
    text = page(hostile)
    assert "<script>alert" not in text
    assert text.encode()
    assert json.loads(DATA.search(text)[1])["graph"] == hostile


def test_only_what_the_page_was_made_with_may_run():
    """The policy names the digests of the one script and the one style, and no address."""
    text = page(shop())
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text)[1]
    for element, directive in (('script type="module"', "script-src"), ("style", "style-src")):
        body = re.search(rf"<{element}>(.*?)</", text, re.DOTALL)[1]
        digest = base64.b64encode(hashlib.sha256(body.encode()).digest()).decode()
        assert f"{directive} 'sha256-{digest}';" in policy
    assert policy.startswith("default-src 'none';")
    assert "connect-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy


def test_a_served_page_may_speak_to_its_server_only():
    """Without a form of links the page asks whoever serves it."""
    assert "connect-src 'self'" in page(shop(), None)


@pytest.mark.parametrize(
    "form", ["javascript:alert({line})", "{path}", "", "data:text/html,{path}"]
)
def test_a_link_that_is_none_to_an_editor_is_refused(form: str):
    """The form of the links must have a scheme, and not one that runs something in the page."""
    with pytest.raises(LinkFormError, match="vscode://"):
        page(shop(), form)


def test_every_script_is_joined_once_and_after_what_it_imports():
    """The joined script holds each file in a scope of its own, in the order of their imports."""
    text = joined("main")
    defined = re.findall(r"^const \$(\w+) = ", text, re.MULTILINE)
    assert len(defined) == len(set(defined))
    for part in text.split("\nconst $"):
        before = defined[: defined.index(re.search(r"(\w+) = ", part)[1])] if part else []
        assert set(re.findall(r"\} = \$(\w+);", part)) <= set(before)
    assert not re.search(r"^(import|export) ", text, re.MULTILINE)


def test_every_asset_is_used_and_packaged():
    """No script lies about that neither a page nor its worker runs, and all are package data."""
    used = joined("main") + joined("worker") + joined("session")
    for path in ASSETS.glob("*.js"):
        assert f"const ${path.stem} = " in used
    project = Path(lsp_server.web.__file__).parents[2] / "pyproject.toml"
    assert '"web/assets/*"' in project.read_text("utf-8")


@pytest.mark.parametrize("path", sorted(ASSETS.iterdir()), ids=lambda path: path.name)
def test_the_sources_stay_readable(path: Path):
    """Scripts hold to the same limits as the rest: a heading, short files, no end of an element."""
    text = path.read_text("utf-8")
    assert len(text.splitlines()) <= 300
    assert "</script" not in text or path.suffix == ".html"
    assert path.suffix != ".js" or text.startswith("/**")
