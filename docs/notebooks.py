"""Runs every notebook and writes it with its outputs as HTML: `python docs/notebooks.py FOLDER`."""

from __future__ import annotations

import sys
from pathlib import Path

import jupytext
from nbclient import NotebookClient
from nbconvert import HTMLExporter
from traitlets.config import Config

ROOT = Path(__file__).parent.parent


def exporter() -> HTMLExporter:
    """What writes a notebook as a page that fetches nothing and can be read: no pale prompts, no pale code."""
    prompts = {"exclude_input_prompt": True, "exclude_output_prompt": True}
    colours = Config({"CSSHTMLHeaderPreprocessor": {"style": "a11y-high-contrast-light"}})
    return HTMLExporter(config=colours, require_js_url="", mathjax_url="", mermaid_js_url="", **prompts)


def main(folder: Path) -> None:
    """Run them one after another in the project's folder; the first that fails ends it with its error."""
    html = exporter()
    for path in sorted((ROOT / "notebooks").glob("*.py")):
        book = jupytext.read(path)
        NotebookClient(book, timeout=600, resources={"metadata": {"path": str(ROOT)}}).execute()
        page, _ = html.from_notebook_node(book, {"metadata": {"name": path.stem.replace("_", " ").capitalize()}})
        (folder / f"{path.stem}.html").write_text(page, encoding="utf-8")
        sys.stdout.write(f"{folder / path.stem}.html\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
