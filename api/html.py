"""HTML made from the templates in `api/templates`: each value is escaped unless it is markup already."""

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import Environment

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


def render(template_name: str, **values: object) -> str:
    """Render the template with these values.

    A string is escaped, and each character in it that HTML does not allow becomes U+FFFD; `markupsafe.Markup` passes
    unescaped. Raises jinja2.TemplateNotFound for an unknown template, jinja2.UndefinedError where a value is missing.
    """
    return _environment().get_template(template_name).render(values)


@cache
def _environment() -> "Environment":
    # A command that makes no HTML does not pay for the import.
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=PackageLoader("api"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_replace_controls,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _replace_controls(value: object) -> object:
    if not isinstance(value, str):
        return value
    clean = _CONTROL.sub("\N{REPLACEMENT CHARACTER}", value)
    return type(value)(clean) if hasattr(value, "__html__") else clean
