"""What packaging makes of the pages, so that a function starts quickly: JSON of the messages, Python of the templates.

Only packaging imports this; a tree without compiled pages works too, and follows every change at once.
"""

import json
from pathlib import Path

from chalicelib.pages.catalogue import read_toml
from chalicelib.pages.rendering import environment


def build(pages: Path) -> None:
    """Compile the pages of a packaged copy in place: `pages` is its chalicelib/pages folder.

    Messages become JSON and templates become Python modules in compiled/; the sources of both go. Raises
    jinja2.TemplateSyntaxError or tomllib.TOMLDecodeError where one is wrong.
    """
    for source in pages.glob("messages/*/*.toml"):
        text = json.dumps(read_toml(source), ensure_ascii=False, separators=(",", ":"))
        source.with_suffix(".json").write_text(text, encoding="utf-8")
        source.unlink()
    env = environment()
    compiled = pages / "compiled"
    compiled.mkdir(exist_ok=True)
    for name in sorted(env.list_templates(extensions=["html", "txt"])):
        source_text = (pages / "templates" / name).read_text(encoding="utf-8")
        module = compiled / _module_name(name)
        module.write_text(env.compile(source_text, name=name, raw=True, defer_init=True), encoding="utf-8")
        (pages / "templates" / name).unlink()


def _module_name(template: str) -> str:
    from jinja2 import ModuleLoader

    return ModuleLoader.get_module_filename(template)
