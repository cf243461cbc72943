"""A case while it is being put together, and what else the blocks of a report are."""

from __future__ import annotations

from dataclasses import dataclass, field

from detainer_cli.parse.narrative.blocks import Block
from detainer_cli.parse.narrative.telling import label_of


@dataclass
class Found:
    """A case while it is being put together; `place` is the heading that it stands under.

    `in_section` says that it stands in a part such as `Background`, which has no cases of its own.
    """

    place: str | None
    blocks: list[Block]
    label: Block | None = None
    in_section: bool = False

    @property
    def head(self) -> Block:
        return self.blocks[0]

    @property
    def is_listed(self) -> bool:
        """True if it is an item itself, or labelled: then items set in farther are its own."""
        return self.head.is_item or self.label is not None or bool(label_of(self.head.text))

    @property
    def text(self) -> str:
        return "\n".join(block.text for block in self.blocks)


@dataclass
class Parts:
    """What the blocks of a report are."""

    cases: list[Found] = field(default_factory=list)
    headings: list[Block] = field(default_factory=list)
    introduction: list[Block] = field(default_factory=list)
    footnotes: list[Block] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
