"""Which distribution an imported name belongs to: as installed, else as is known, else by its name."""

import re
from collections.abc import Mapping
from typing import Final

KNOWN: Final[Mapping[str, tuple[str, ...]]] = {
    "attr": ("attrs",),
    "bs4": ("beautifulsoup4",),
    "Crypto": ("pycryptodome", "pycrypto"),
    "Cryptodome": ("pycryptodomex",),
    "MySQLdb": ("mysqlclient",),
    "OpenSSL": ("pyopenssl",),
    "PIL": ("pillow",),
    "_pytest": ("pytest",),
    "absl": ("absl-py",),
    "cv2": ("opencv-python", "opencv-python-headless", "opencv-contrib-python"),
    "dateutil": ("python-dateutil",),
    "discord": ("discord-py",),
    "docx": ("python-docx",),
    "dotenv": ("python-dotenv",),
    "fitz": ("pymupdf",),
    "flask_cors": ("flask-cors",),
    "git": ("gitpython",),
    "github": ("pygithub",),
    "gi": ("pygobject",),
    "grpc": ("grpcio",),
    "jose": ("python-jose",),
    "jwt": ("pyjwt",),
    "ldap": ("python-ldap",),
    "magic": ("python-magic",),
    "markdown_it": ("markdown-it-py",),
    "mpl_toolkits": ("matplotlib",),
    "multipart": ("python-multipart",),
    "nacl": ("pynacl",),
    "pkg_resources": ("setuptools",),
    "psycopg2": ("psycopg2", "psycopg2-binary"),
    "pythoncom": ("pywin32",),
    "pywintypes": ("pywin32",),
    "rest_framework": ("djangorestframework",),
    "ruamel": ("ruamel-yaml",),
    "sentry_sdk": ("sentry-sdk",),
    "serial": ("pyserial",),
    "skimage": ("scikit-image",),
    "sklearn": ("scikit-learn",),
    "slugify": ("python-slugify",),
    "socks": ("pysocks",),
    "telegram": ("python-telegram-bot",),
    "typing_extensions": ("typing-extensions",),
    "usb": ("pyusb",),
    "win32api": ("pywin32",),
    "win32con": ("pywin32",),
    "win32gui": ("pywin32",),
    "wx": ("wxpython",),
    "yaml": ("pyyaml",),
    "zmq": ("pyzmq",),
}
"""Names that are imported under another name than the distribution's."""


def distributions(name: str, installed: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Return the distributions that a top-level name may come from, by normalised names.

    `installed` tells it of each name that is installed in the project's environment.
    """
    found = (*installed.get(name, ()), *KNOWN.get(name, ()))
    return found or (_normalised(name),)


def imported_as(
    distribution: str, installed: Mapping[str, tuple[str, ...]]
) -> frozenset[str] | None:
    """Return the top-level names of a distribution, given normalised; None where nobody knows."""
    found = {
        name
        for of in (installed, KNOWN)
        for name, distributions in of.items()
        if distribution in distributions
    }
    return frozenset(found) or None


def _normalised(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
