"""The address at which a browser gets the picture: who may ask, and what is answered."""

import json
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPResponse

import pytest

from lsp_server.protocol.site import MOST, Made, Site

PAGE = "<!doctype html><p>a ⇄ b</p>".encode()
PLACE = {"path": "/project/a.py", "line": 3}


class Shown(list[tuple[str, int]]):
    """What was opened in an editor that can do so, or not."""

    able = True

    def take(self, path: str, line: int) -> bool:
        self.append((path, line))
        return self.able


SHOWN = Shown()


@pytest.fixture
def shown() -> Shown:
    SHOWN.clear()
    SHOWN.able = True
    return SHOWN


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    def make(done: Made) -> None:
        done(PAGE)

    served = Site(make, SHOWN.take, lambda: 7)
    yield served
    served.close()


def ask(site: Site, method: str, path: str, body: bytes = b"", **headers: str) -> HTTPResponse:
    connection = HTTPConnection(*site.host.split(":"), timeout=30)
    headers = {name.replace("_", "-"): value for name, value in headers.items()}
    headers = {"Host": site.host, "Content-Length": str(len(body))} | headers
    connection.putrequest(method, path, skip_host=True)
    for name, value in headers.items():
        if value:
            connection.putheader(name, value)
    connection.endheaders(body)
    return connection.getresponse()


def origin(site: Site) -> str:
    return f"http://{site.host}"


def test_who_knows_the_address_gets_the_page(site: Site):
    """The page comes as it was made, is not kept by anyone and not framed by anything."""
    answer = ask(site, "GET", f"/{site.secret}/")
    assert (answer.status, answer.read()) == (200, PAGE)
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_the_page_can_ask_whether_it_is_old(site: Site):
    """The number of the present graph is told to who knows the address."""
    answer = ask(site, "GET", f"/{site.secret}/revision")
    assert (answer.status, answer.read()) == (200, b"7")


def test_it_is_served_to_this_machine_only(site: Site):
    """The address is of the loopback, and its secret is long and another one each time."""
    assert site.host.startswith("127.0.0.1:")
    other = Site(lambda _: None, lambda *_: True, lambda: 7)
    assert len(site.secret) >= 32
    assert other.secret != site.secret
    other.close()


@pytest.mark.parametrize(
    "path", ["/", "/favicon.ico", "/{}x/", "/{}", "//{}/", "/{}/../{}/", "/{}/open"]
)
def test_who_does_not_know_gets_nothing(site: Site, path: str):
    """Without the secret, with a part of it or elsewhere, there is nothing."""
    answer = ask(site, "GET", path.format(site.secret[:-1], site.secret))
    assert (answer.status, answer.read()) == (404, b"")


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost", "evil.example:{port}", "127.0.0.1", ""]
)
def test_a_name_that_leads_here_does_not_help(site: Site, host: str):
    """A page of another site whose name was made to lead to this machine gets nothing."""
    host = host.format(port=site.host.split(":")[1])
    assert ask(site, "GET", f"/{site.secret}/", Host=host).status == 404


def test_the_page_may_ask_to_open_a_file(site: Site, shown: Shown):
    """What a click in the page asks for is handed on."""
    body = json.dumps(PLACE).encode()
    answer = ask(site, "POST", f"/{site.secret}/open", body, Origin=origin(site))
    assert answer.status == 204
    assert shown == [("/project/a.py", 3)]


def test_an_editor_that_cannot_is_told_of(site: Site, shown: Shown):
    """Where the editor cannot show files, the page hears that."""
    shown.able = False
    body = json.dumps(PLACE).encode()
    assert ask(site, "POST", f"/{site.secret}/open", body, Origin=origin(site)).status == 501


@pytest.mark.parametrize("other", ["http://evil.example", "null", ""])
def test_another_site_may_not_ask(site: Site, shown: Shown, other: str):
    """A form or script of another origin that has learnt the address opens nothing."""
    body = json.dumps(PLACE).encode()
    assert ask(site, "POST", f"/{site.secret}/open", body, Origin=other).status == 404
    assert shown == []


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"x",
        b"[]",
        b"null",
        b'{"path": 1, "line": 1}',
        b'{"path": "a", "line": true}',
        b'{"path": "a", "line": -1}',
    ],
)
def test_what_is_no_place_is_refused(site: Site, shown: Shown, body: bytes):
    """A body that names no path and line opens nothing and breaks nothing."""
    assert ask(site, "POST", f"/{site.secret}/open", body, Origin=origin(site)).status == 400
    assert shown == []


def test_a_body_without_end_is_not_read(site: Site):
    """More than a place can need is refused before it is read."""
    asked = {"Origin": origin(site), "Content_Length": str(MOST + 1)}
    assert ask(site, "POST", f"/{site.secret}/open", **asked).status == 413


def test_a_graph_that_is_not_there_yet_is_said(shown: Shown):
    """When no page could be made the user reads what to do."""
    served = Site(lambda done: done(None), shown.take, lambda: 7)
    answer = ask(served, "GET", f"/{served.secret}/")
    assert answer.status == 503
    assert b"Reload" in answer.read()
    served.close()


def test_nobody_answers_after_the_end(shown: Shown):
    """Once closed the port is free."""
    served = Site(lambda done: done(PAGE), shown.take, lambda: 7)
    served.close()
    with pytest.raises(ConnectionRefusedError):
        ask(served, "GET", f"/{served.secret}/")
