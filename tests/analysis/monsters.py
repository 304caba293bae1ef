"""Texts made to hurt: deep, long, wide or plainly wrong, each by name."""

from typing import NamedTuple


class Monster(NamedTuple):
    """A text; `refused` if every Python refuses it for its depth."""

    text: str
    refused: bool = False


def _nested(opening: str, closing: str, count: int, inside: str = "") -> str:
    return opening * count + inside + closing * count


def _indented(header: str, count: int, last: str = "pass") -> str:
    return "".join(" " * n + header + "\n" for n in range(count)) + " " * count + last + "\n"


MONSTERS = {
    "a sum of 20,000 terms": Monster("x = " + " + ".join(["y"] * 20_000) + "\n", refused=True),
    "a sum of 900 terms": Monster("x = " + " + ".join(["y"] * 900) + "\n"),
    "a power of 20,000 terms": Monster("x = " + "**".join(["y"] * 20_000) + "\n", refused=True),
    "20,000 ands": Monster("x = " + " and ".join(["y"] * 20_000) + "\n"),
    "a comparison of 20,000 terms": Monster("x = " + " < ".join(["y"] * 20_000) + "\n"),
    "20,000 attributes": Monster("x" + ".y" * 20_000 + "\n", refused=True),
    "20,000 calls": Monster("x" + "()" * 20_000 + "\n", refused=True),
    "20,000 subscripts": Monster("x" + "[0]" * 20_000 + "\n", refused=True),
    "10,000 lambdas": Monster("x = " + "lambda: " * 10_000 + "0\n", refused=True),
    "10,000 nots": Monster("x = " + "not " * 10_000 + "y\n", refused=True),
    "10,000 signs": Monster("x = " + "-" * 10_000 + "y\n", refused=True),
    "10,000 ternaries": Monster("x = " + "a if b else " * 10_000 + "c\n", refused=True),
    "10,000 elifs": Monster("if a:\n pass\n" + "elif a:\n pass\n" * 10_000, refused=True),
    "900 elifs": Monster("if a:\n pass\n" + "elif a:\n pass\n" * 900),
    "150 brackets": Monster(_nested("(", ")", 150, "x") + "\n"),
    "250 brackets": Monster(_nested("[", "]", 250) + "\n", refused=True),
    "10,000 brackets never closed": Monster("f(" * 10_000, refused=True),
    "10,000 braces of pairs": Monster("{1:" * 10_000, refused=True),
    "90 nested ifs": Monster(_indented("if x:", 90)),
    "300 nested ifs": Monster(_indented("if x:", 300), refused=True),
    "300 nested fors, broken": Monster(_indented("for x in y:", 300, "x y"), refused=True),
    "300 nested tries": Monster(_indented("try:", 300), refused=True),
    "90 nested functions": Monster(_indented("def f():", 90)),
    "90 nested classes": Monster(_indented("class A:", 90)),
    "10,000 nested f-strings": Monster('f"{' * 10_000 + "1" + '}"' * 10_000),
    "40 nested f-strings": Monster('f"{' * 40 + "1" + '}"' * 40 + "\n"),
    "10,000 format specifications": Monster('f"{x:' + "{x:" * 10_000),
    "10,000 decorators": Monster("@a\n" * 10_000 + "def f(): pass\n"),
    "10,000 assignments in one": Monster("x = " * 10_000 + "1\n"),
    "10,000 statements on one line": Monster("x = 1; " * 10_000 + "\n"),
    "20,000 statements": Monster("x = 1\n" * 20_000),
    "20,000 joined literals": Monster("x = (" + '"a"\n' * 20_000 + ")\n"),
    "20,000 broken lines": Monster("x y\n" * 20_000),
    "5,000 lines of open brackets": Monster("x = (\n" * 5_000),
    "5,000 lines of open strings": Monster("x = '''\ny = \"\"\"\n" * 5_000),
    "5,000 quotes": Monster('"' * 4_999),
    "a line of 400 KB": Monster("x = '" + "a" * 400_000 + "'\n"),
    "a wide line of 400 KB": Monster("x = '" + "😀" * 100_000 + "'\n"),
    "a list of 400 KB": Monster("x = [" + "1, " * 133_000 + "]\n"),
    "a comment of 400 KB": Monster("# vitals: " + "a" * 400_000 + "\n"),
    "400 KB of continuations": Monster("x = " + "\\\n" * 200_000 + "1\n"),
    "100,000 blank lines": Monster("\n" * 100_000),
    "a name of 100,000 characters": Monster("def " + "a" * 100_000 + "(): pass\n"),
    "except with 100,000 names": Monster("except " + "a, " * 100_000 + "\n"),
    "an unpacking of 100,000 stars": Monster("x = [" + "*" * 100_000 + "]\n"),
    "100,000 digits": Monster("x = " + "9" * 100_000 + "\n"),
    "a pattern of 5,000 choices": Monster(
        "match x:\n case " + "|".join(["0"] * 5_000) + ": pass\n"
    ),
    "100,000 braces in an f-string": Monster("x = f'" + "{" * 100_000 + "'\n"),
    "10,000 open type parameters": Monster("def f[\n" * 10_000),
    "50,000 times class": Monster("class " * 50_000),
    "50,000 times except": Monster("except " * 50_000),
    "nulls": Monster("\0" * 1000),
    "surrogates": Monster("x = '\ud800'\n" * 1000),
    "order marks": Monster("\ufeff" * 1000 + "\n"),
    "carriage returns": Monster("x = 1\r" * 1000),
    "form feeds": Monster("\f" * 1000 + "x\n"),
    "growing indentation": Monster("".join(" " * n + "x\n" for n in range(500))),
    "falling indentation": Monster("".join(" " * (500 - n) + "x\n" for n in range(500))),
}
