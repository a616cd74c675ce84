"""The fenced blocks of a Markdown text."""

import re
from dataclasses import dataclass

FENCE = re.compile(
    r"^(?P<indent> *)(?P<ticks>`{3,})(?P<info>[^`\n]*)\n(?P<body>.*?)^(?P=indent)(?P=ticks) *$",
    re.MULTILINE | re.DOTALL,
)


@dataclass(frozen=True)
class Block:
    """One fenced block: its language, its text, and the line on which the text starts."""

    language: str
    text: str
    line: int


def blocks(markdown: str) -> list[Block]:
    """All fenced blocks, in order."""
    return [
        Block(match["info"].strip(), match["body"], markdown[: match.start("body")].count("\n") + 1)
        for match in FENCE.finditer(markdown)
    ]
