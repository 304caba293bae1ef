"""What is said of a store's URL, and that no password is in it."""

import pytest

from lsp_server.memory.remote.address import AddressError, checked, connect, masked
from lsp_server.memory.sharing import SharingError, idle, personal
from lsp_server.settings import DEFAULT, Settings

SHOWN = {
    "redis://h:1/2": "redis://h:1/2",
    "redis://me:hush@h": "redis://h",
    "rediss://:hush@h:1?ssl_keyfile=hush": "rediss://h:1",
    "redis+sentinel://me:hu@sh@a:1,b:2/x": "redis+sentinel://a:1,b:2/x",
    "redis://me:hu?sh@h": "redis://…",
    "redis://h?sentinel_password=hu@sh": "redis://…",
    "redis://me:hu/sh@h": "redis://h",
    "me:hush@h:1": "…",
    "hush": "…",
    "": "…",
}


@pytest.mark.parametrize("url", SHOWN)
def test_no_password_is_shown(url: str):
    """A URL is shown without user, password and options; of a doubtful one, only what cannot be one."""
    assert masked(url) == SHOWN[url]


WRONG = ("", "hush", "hush@h", "http://me:hush@h", "redis://", "redis://me:hush@:1", "unix://",
         "redis://hush@h:x", "redis://me:hush@h?hush=1", "redis+sentinel://me:hush@h", "redis://[hush", "redis://me:[hush]@h",
         "redis://me:hush/@h", "redis://h/x", "redis://me:12?hush@h", "redis://me:12#hush@h", "redis://me:hush@h/1/2", "redis://h?db=hush", "redis://h?tls=1",
         "redis://h?ssl_keyfile=hush", "redis://h?sentinel_password=hush", "redis://me:hush@a,b",
         "redis+cluster://me:hush@h/3", "redis+sentinel://me:hush@h/s/x", "unix:///s?ssl_keyfile=hush")  # fmt: skip


@pytest.mark.parametrize("url", WRONG)
def test_a_wrong_url_is_told_without_its_password(url: str):
    """What is wrong is said at once, and the password is not."""
    with pytest.raises(AddressError) as raised:
        checked(url)
    assert "hush" not in str(raised.value).replace("option `hush`", "")


RIGHT = ("redis://h", "redis://h/", "redis://me:a%2Fb@h:1/2?db=3", "redis://[::1]:7", "unix:///run/s?db=1",
         "rediss://h?ssl_ca_certs=/ca&ssl_check_hostname=false", "redis+sentinel://a:1,b/s/2?tls=1")  # fmt: skip


@pytest.mark.parametrize("url", RIGHT)
def test_a_client_is_made_of_a_right_url(url: str):
    """Without any connection, and with every option in its place."""
    client = connect(url)
    client.connection_pool.make_connection()
    client.close()


@pytest.mark.parametrize("url", ["redis+cluster://a:1,b:2", "redis+cluster://a:1/0?tls=1"])
def test_a_cluster_of_a_right_url_is_believed(url: str):
    """Its client connects when made, so only the URL is looked at."""
    checked(url)


def test_the_environment_says_what_the_editor_does_not():
    """A variable counts where the editor's settings have no value."""
    environ = {"VITALS_SHARING": "2", "VITALS_REDIS_URL": "redis://env", "VITALS_READ_ONLY": "true"}
    assert personal(DEFAULT, environ) == {
        "sharing": 2,
        "redis_url": "redis://env",
        "read_only": True,
        "team_secret_file": "",
    }
    mine = Settings(redis_url="redis://mine", sharing=1)
    assert personal(mine, environ) | {"read_only": False} == {
        "sharing": 1,
        "redis_url": "redis://mine",
        "read_only": False,
        "team_secret_file": "",
    }


def test_a_url_without_a_level_is_idle():
    """A URL is of no use while nothing may leave the machine."""
    assert idle(DEFAULT, {"VITALS_REDIS_URL": "redis://h"})
    assert not idle(DEFAULT, {"VITALS_REDIS_URL": "redis://h", "VITALS_SHARING": "1"})
    assert not idle(DEFAULT, {"VITALS_SHARING": "1"})
    with pytest.raises(SharingError, match="VITALS_SHARING is `x`; it takes 0, 1, 2 or 3"):
        idle(DEFAULT, {"VITALS_SHARING": "x"})
