"""`make gallery`: every family of the gallery as SVG and PNG in a folder, with a page that shows them all."""

from __future__ import annotations

import sys
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory

from replays import REPLAYS

from api.conversion import converted
from gallery.around import ECOMAPS, TIMELINES
from gallery.cases import pictures
from gallery.families import FAMILIES
from gallery.large import LARGE
from queries.pictures.ecomap import ecomap
from queries.pictures.genogram import genogram
from queries.pictures.svg import Picture
from queries.pictures.timeline import timeline

_PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Gallery of pictures</title>
<style>
body {{ font: 16px/1.5 Arial, sans-serif; margin: 2rem; }}
img {{ max-width: 100%; border: 1px solid #767676; }}
</style>
</head><body><main><h1>Gallery of pictures</h1><p>All of them are invented.</p>
{figures}
</main></body></html>
"""


def main(folder: Path) -> None:
    """Draw everything."""
    folder.mkdir(parents=True, exist_ok=True)
    figures = [_drawn(folder, name, genogram(family)) for name, family in {**FAMILIES, **LARGE}.items()]
    figures += [_drawn(folder, name, ecomap(around)) for name, around in ECOMAPS.items()]
    figures += [_drawn(folder, name, timeline(line)) for name, line in TIMELINES.items()]
    figures += [_drawn(folder, name, picture) for name, picture in _of_cases().items()]
    (folder / "index.html").write_text(_PAGE.format(figures="\n".join(figures)), encoding="utf-8")
    sys.stdout.write(f"{len(figures)} pictures: {folder / 'index.html'}\n")


def _of_cases() -> dict[str, Picture]:
    if not REPLAYS.exists():
        sys.stdout.write(f"There are no case files in {REPLAYS} (THINKFAMILY_SHARED), and so no pictures of them.\n")
        return {}
    with TemporaryDirectory() as home:
        return pictures(Path(home))


def _drawn(folder: Path, name: str, picture: Picture) -> str:
    file = name.replace(" ", "-")
    (folder / f"{file}.svg").write_text(picture.svg, encoding="utf-8")
    (folder / f"{file}.png").write_bytes(converted(picture.svg, "png"))
    return f'<h2>{escape(name.capitalize())}</h2><img src="{file}.svg" alt="{escape(picture.alternative)}">'


if __name__ == "__main__":
    main(Path(sys.argv[1]))
