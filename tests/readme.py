"""The README's blocks that are made from the code: `python -m tests.readme` writes them anew."""

import ast
import re
from pathlib import Path

from coach.settings import Settings, name_variable

README = Path(__file__).parents[1] / "README.md"
PACKAGES = (
    "index",
    "coach",
    "coach/profile",
    "coach/assessment",
    "coach/roadmap",
    "coach/practice",
    "coach/faq",
    "ui",
    "ui/you",
    "ui/slack",
    "ui/slack/you",
)


def settings_table() -> str:
    """Return a line for each setting, from the fields of Settings."""
    lines = ["| variable | default | what it is |", "| --- | --- | --- |"]
    for name, field in Settings.model_fields.items():
        if field.default_factory is not None:
            default = ""
        elif field.default is None:
            default = "unset"
        else:
            default = f"`{field.default}`"
        lines.append(f"| `{name_variable(name)}` | {default} | {field.description} |")
    return "\n".join(lines)


def file_tree() -> str:
    """Return a line for each module, from the first line of its docstring."""
    lines = ["corpus/                 what the coach knows: one Markdown file a section"]
    for package in PACKAGES:
        for module in sorted((README.parent / package).glob("*.py")):
            if module.name == "__init__.py":
                lines.append(f"{package + '/':<24}{_first_line(module)}")
            else:
                lines.append(f"  {module.name + ' ':<22}{_first_line(module)}")
    return "```\n" + "\n".join(lines) + "\n```"


def write(text: str) -> str:
    """Return the README with its made blocks replaced."""
    for name, block in (("settings", settings_table()), ("tree", file_tree())):
        pattern = rf"(<!-- {name} -->\n).*?(\n<!-- /{name} -->)"
        text = re.sub(pattern, lambda m, b=block: m[1] + b + m[2], text, flags=re.DOTALL)
    return text


def _first_line(module: Path) -> str:
    docstring = ast.get_docstring(ast.parse(module.read_text(encoding="utf-8"))) or ""
    line = docstring.split("\n\n")[0].replace("\n", " ").rstrip(".")
    return line if len(line) < 96 else line[:95] + "…"


if __name__ == "__main__":
    README.write_text(write(README.read_text(encoding="utf-8")), encoding="utf-8")
