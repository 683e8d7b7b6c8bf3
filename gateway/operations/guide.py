"""The project's README as a part of a page."""

import re
from html import escape
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.token import Token

NO_PART_OF_A_NAME = re.compile(r"[^\w\- ]")


def anchor(text: str) -> str:
    """Return the name under which links within the file know a heading, as code forges make it."""
    return NO_PART_OF_A_NAME.sub("", text.lower()).replace(" ", "-")


def unlink(children: list[Token]) -> list[Token]:
    """Return the tokens of a line without links to files beside the README, which are served nowhere."""
    kept: list[Token] = []
    is_link = [False]
    for token in children:
        if token.type == "link_open":
            is_link.append(str(token.attrGet("href")).startswith(("#", "http")))
        if not token.type.startswith("link_") or is_link[-1]:
            kept.append(token)
        if token.type == "link_close":
            is_link.pop()
    return kept


def render(text: str) -> dict[str, str]:
    """Return the title and the body, in HTML, of a text in Markdown. What is HTML in it stays text."""
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = markdown.parse(text)
    for heading, content in pairwise(tokens):
        if heading.type == "heading_open":
            heading.attrSet("id", anchor(content.content))
        content.children = unlink(content.children or [])
    title = next(token.content for token in tokens if token.type == "inline")
    # A table that is wider than the screen scrolls by itself, also by keyboard.
    body = markdown.renderer.render(tokens, markdown.options, {})
    for tag in ("table", "pre"):
        body = body.replace(f"<{tag}>", f'<{tag} tabindex="0">')
    return {"title": escape(title), "body": body}
