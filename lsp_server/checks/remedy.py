"""Edits of suppression comments that stand in a text: rewriting and removing them."""

from lsp_server.analysis.report import Comment
from lsp_server.checks.finding import Fix
from lsp_server.checks.suppression import Suppression
from lsp_server.text import Edit, Position, Span


def span_of(comment: Comment) -> Span:
    """Return where a comment stands."""
    start = Position(comment.line, comment.column)
    return Span(start, Position(comment.line, comment.column + len(comment.text)))


def removal(comment: Comment) -> Fix:
    """Return the fix that takes a comment away, with its line if it stands alone."""
    start, end = span_of(comment)
    if comment.alone:
        span = Span(Position(comment.line, 0), Position(comment.line + 1, 0))
    else:
        span = Span(Position(comment.line, max(0, start.column - comment.gap)), end)
    return Fix("Remove the suppression", (Edit(span, ""),))


def rewriting(comment: Comment, suppression: Suppression) -> Fix:
    """Return the fix that writes a suppression in a comment's place."""
    return Fix("Remove what is not needed", (Edit(span_of(comment), str(suppression)),))
