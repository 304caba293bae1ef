"""Any message at all, near the right shape or far from it, is answered once and survived."""

from pathlib import Path
from typing import Any

from editor import PULLING, Editor
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

METHODS = [
    "textDocument/didOpen", "textDocument/didChange", "textDocument/didClose", "textDocument/didSave",
    "textDocument/hover", "textDocument/codeLens", "codeLens/resolve", "textDocument/inlayHint",
    "textDocument/codeAction", "textDocument/documentSymbol", "textDocument/diagnostic",
    "workspace/didChangeConfiguration", "workspace/didChangeWorkspaceFolders",
    "workspace/didChangeWatchedFiles", "workspace/didRenameFiles", "workspace/didDeleteFiles",
    "workspace/executeCommand", "window/workDoneProgress/cancel", "$/cancelRequest", "$/progress",
    "initialized", "initialize", "vitals/metrics", "vitals/stats", "vitals/settled", "nonsense",
]  # fmt: skip
URIS = st.sampled_from(
    ["file:///a.py", "untitled:a", "file:///", "", "://", "file://[", "a b", "\ud800"]
)
NUMBERS = st.sampled_from([0, 1, -1, 5, 2**31 - 1, 2**31, 2**64, 1.5])
TEXTS = st.sampled_from(
    ["", "x = 1\n", "def f(:\n", "\0", "é🎉\ud83d", "vitals.why", "deep-nesting"]
)
ANY = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXTS | URIS,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(TEXTS, inner, max_size=2),
    max_leaves=4,
)
POSITION = st.fixed_dictionaries({"line": NUMBERS | ANY, "character": NUMBERS}) | ANY
RANGE = st.fixed_dictionaries({"start": POSITION, "end": POSITION}) | ANY
DOCUMENT = st.fixed_dictionaries(
    {"uri": URIS},
    optional={"version": NUMBERS, "languageId": st.just("python") | ANY, "text": TEXTS | ANY},
)
CHANGE = st.fixed_dictionaries({"text": TEXTS | ANY}, optional={"range": RANGE})
FOLDER = st.fixed_dictionaries({"uri": URIS, "name": TEXTS})
PARAMS = ANY | st.fixed_dictionaries(
    {"textDocument": DOCUMENT | ANY},
    optional={
        "position": POSITION,
        "range": RANGE,
        "contentChanges": st.lists(CHANGE | ANY, max_size=3),
        "context": st.fixed_dictionaries({"diagnostics": st.just([])}) | ANY,
        "previousResultId": TEXTS | ANY,
        "command": TEXTS | ANY,
        "arguments": st.lists(TEXTS | URIS, max_size=2) | ANY,
        "settings": ANY,
        "changes": st.lists(st.fixed_dictionaries({"uri": URIS, "type": NUMBERS}), max_size=2),
        "event": st.fixed_dictionaries(
            {"added": st.lists(FOLDER, max_size=1), "removed": st.lists(FOLDER, max_size=1)}
        ),
        "token": TEXTS | NUMBERS,
        "id": NUMBERS | ANY,
        "data": st.lists(URIS | TEXTS, max_size=2) | ANY,
    },
)


def test_any_message_is_answered_once(project: Path):
    """Each request, however wrong, gets one answer; the server lives and its state is sound."""
    with Editor.stdio(project, capabilities=PULLING) as editor:
        editor.expected.add("window/showMessage")
        document = editor.open("complex.py")

        @settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
        @given(st.lists(st.tuples(st.sampled_from(METHODS), PARAMS, st.booleans()), max_size=8))
        def run(messages: list[tuple[str, Any, bool]]) -> None:
            editor.deadline += 1
            asked = []
            for method, params, wants in messages:
                if wants and method != "vitals/settled":
                    asked.append(editor.ask(method, params, checked=False))
                else:
                    editor.notify(method, params, checked=False)
            for number in asked:
                editor.wait(lambda number=number: number in editor._answers, str(messages))
                editor._answers.pop(number)

        run()
        editor.rewrite(document, "def f():\n    return 1\n")
        found = editor.request("vitals/metrics", editor.of(document))
        assert [item["name"] for item in found["functions"]] == ["f"]
        editor.logs.clear()  # the answer above came after whatever the messages made it say
        editor._answers.clear()
