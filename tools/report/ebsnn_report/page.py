"""The page: one HTML file that contains everything, so it can be sent as an attachment."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from pathlib import Path

from .style import SINGLE_MM, MM_PER_INCH, Product
from .text import for_html


NEWLINE = "\n"


@dataclass
class Section:
    """A heading and its content, as HTML pieces."""

    key: str
    title: str
    pieces: list[str | Product] = field(default_factory=list)

    def text(self, text: str) -> None:
        """A paragraph."""
        self.pieces.append(f"<p>{for_html(text)}</p>\n")

    def note(self, text: str) -> None:
        """A paragraph about something missing or unusual."""
        self.pieces.append(f'<p class="note">{for_html(text)}</p>\n')

    def heading(self, text: str) -> None:
        """A heading within the section."""
        self.pieces.append(f"<h3>{for_html(text)}</h3>\n")

    def pairs(self, pairs: list[tuple[str, str]]) -> None:
        """Names and values."""
        items = "".join(f"<dt>{for_html(k)}</dt><dd>{for_html(v)}</dd>\n" for k, v in pairs)
        self.pieces.append(f"<dl>{items}</dl>\n")

    def code(self, text: str) -> None:
        """Text to copy."""
        self.pieces.append(f"<pre>{for_html(text, NEWLINE)}</pre>\n")

    def listing(self, text: str) -> None:
        """Many short lines, in columns."""
        self.pieces.append(f'<pre class="listing">{for_html(text, NEWLINE)}</pre>\n')

    def html(self, figures: Path) -> str:
        """All pieces; figures must be in the folder `figures`."""
        pieces = (figure_html(piece, figures) if isinstance(piece, Product) else piece
                  for piece in self.pieces)
        return (f'<section><h2 id="{self.key}">{for_html(self.title)}</h2>\n'
                f'{"".join(pieces)}</section>\n')


def data_uri(path: Path, kind: str = "image/png") -> str:
    """A file as part of a page."""
    return f"data:{kind};base64,{base64.b64encode(path.read_bytes()).decode()}"


def figure_html(product: Product, folder: Path) -> str:
    """An HTML figure with the picture inside."""
    narrow = product.figure.get_figwidth() * MM_PER_INCH <= SINGLE_MM + 1
    kind = ' class="single"' if narrow else ""
    name = for_html(product.name)
    return (f'<figure{kind} id="{name}">'
            f'<img alt="{for_html(product.title)}" '
            f'src="{data_uri(folder / (product.name + ".png"))}">'
            f"<figcaption><b>{for_html(product.title)}.</b> {for_html(product.caption)} "
            f'<span class="files">{for_html(folder.name)}/{name}.pdf, .png; numbers: {name}.csv</span>'
            "</figcaption></figure>\n")


def page(title: str, lead: str, sections: list[Section], figures: Path) -> str:
    """The whole page; figures must be in the folder `figures`."""
    style = Path(__file__).with_name("page.css").read_text(encoding="utf-8")
    links = "".join(f'<a href="#{s.key}">{for_html(s.title)}</a>' for s in sections)
    body = "".join(section.html(figures) for section in sections)
    return ('<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            f"<title>{for_html(title)}</title>\n<style>\n{style}</style></head>\n<body>\n"
            f"<h1>{for_html(title)}</h1>\n<p>{for_html(lead)}</p>\n<nav>{links}</nav>\n"
            f"{body}</body></html>\n")
