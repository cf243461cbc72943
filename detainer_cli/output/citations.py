"""Citations as text, BibTeX and CSL-JSON.

No date of publication is given: the reports carry none, and none is guessed. Styles print `n.d.`
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from detainer_cli.answers.citations import PUBLISHER, Citation
from detainer_cli.text import json_text, visible

_LATEX = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}", "}": r"\textbraceright{}", "$": r"\$", "&": r"\&", "#": r"\#",
    "%": r"\%", "_": r"\_", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
}  # fmt: skip
_KEY = re.compile(r"[^A-Za-z0-9:.+-]+")


def as_text(citations: Sequence[Citation]) -> str:
    """A paragraph each, an answer before the reports that it rests on."""
    return "\n".join(f"{paragraph(cited)}\n" for cited in citations)


def paragraph(cited: Citation) -> str:
    """One citation in sentences."""
    return visible(" ".join(_sentences(cited)))


def _sentences(cited: Citation) -> list[str]:
    title = f"“{cited.title}”" if cited.kind == "answer" else cited.title
    sentences = [f"{cited.author}.", f"{title}{f', {cited.place}' if cited.place else ''}."]
    if cited.command:
        sentences.append(f"Answer of the command: {cited.command}.")
    if cited.sha256:
        sentences += [f"{cited.source_name} (PDF, {_pages(cited)}, revision {cited.revision}),"]
        sentences += [f"SHA-256 {cited.sha256}."]
    if cited.reference:
        sentences.append(f"Reference {cited.reference}.")
    read = "" if cited.kind == "answer" else f"Read by {cited.program}. "
    sentences.append(f"{read}Accessed {cited.accessed.day} {cited.accessed:%B %Y}.")
    return [*sentences, *_remarks(cited)]


def _remarks(cited: Citation) -> list[str]:
    remarks = list(cited.corrected)
    if cited.notice:
        remarks.append(f"Not the agency's own file, which says: “{cited.notice}”")
    return remarks


def _pages(cited: Citation) -> str:
    return f"{cited.pages} page{'' if cited.pages == 1 else 's'}"


def as_bibtex(citations: Sequence[Citation]) -> str:
    """An entry each; the braces around author and title keep their capitals."""
    return "\n".join(_entry(cited) for cited in citations)


def _entry(cited: Citation) -> str:
    how = cited.command or f"{cited.source_name} (PDF, {_pages(cited)}, revision {cited.revision})"
    note = [f"SHA-256 {cited.sha256}"] if cited.sha256 else []
    note += [f"Reference {cited.reference}"] if cited.reference else []
    note += [] if cited.kind == "answer" else [f"Read by {cited.program}"]
    note += [f"Accessed {cited.accessed}", *_remarks(cited)]
    fields = {
        "author": f"{{{_escaped(cited.author)}}}",
        "title": f"{{{_escaped(_whole_title(cited))}}}",
        "howpublished": _escaped(how),
        **({"pages": str(cited.page)} if cited.page else {}),
        "note": _escaped(". ".join(text.rstrip(".") for text in note)),
    }
    lines = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items())
    return f"@misc{{{_KEY.sub('-', cited.key)},\n{lines}\n}}\n"


def _escaped(text: str) -> str:
    return "".join(_LATEX.get(char, char) for char in visible(text))


def _whole_title(cited: Citation) -> str:
    return f"{cited.title}{f', {cited.place}' if cited.place else ''}"


def as_csl(citations: Sequence[Citation]) -> str:
    """A list of items by the CSL-JSON schema; what it has no field for stands in `custom`."""
    return json_text([_item(cited) for cited in citations]) + "\n"


def _item(cited: Citation) -> dict[str, object]:
    day = cited.accessed
    item: dict[str, object] = {
        "id": cited.key,
        "type": "dataset" if cited.kind == "answer" else "report",
        "title": _whole_title(cited),
        "author": [{"literal": cited.author}],
        "accessed": {"date-parts": [[day.year, day.month, day.day]]},
        "source": cited.command or cited.source_name,
        "custom": {"program": cited.program} | _custom(cited),
    }
    if cited.kind != "answer":
        item |= {"publisher": PUBLISHER, "number-of-pages": cited.pages}
        item |= {"page": str(cited.page)} if cited.page else {}
        item |= {"version": f"revision {cited.revision}"}
    if remarks := _remarks(cited):
        item["note"] = " ".join(remarks)
    return item


def _custom(cited: Citation) -> dict[str, object]:
    known: dict[str, object] = {"sha256": cited.sha256, "revision": cited.revision}
    known |= {"ref": cited.reference, "command": cited.command}
    known |= {"corrected": list(cited.corrected), "sample_notice": cited.notice}
    return {name: value for name, value in known.items() if value}


FORMS: dict[str, Callable[[Sequence[Citation]], str]] = {
    "text": as_text,
    "bibtex": as_bibtex,
    "csl-json": as_csl,
}
"""The forms of a citation by name."""
