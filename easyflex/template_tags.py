"""Template tags of the frame, loaded as `frame`."""

from collections.abc import Iterator

from django import template
from django.core.paginator import Paginator
from django.template.context import Context
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.utils.formats import number_format

register = template.Library()


@register.simple_tag(takes_context=True)
def repeat_block(context: Context, name: str) -> str:
    """The block `name` once more: a page says its title once, for the window and for the heading."""
    return context.render_context[BLOCK_CONTEXT_KEY].get_block(name).render(context)


@register.filter
def page_numbers(paginator: Paginator, number: int) -> Iterator[int | str]:
    """The page numbers worth a link near `number`, with gaps between them."""
    return paginator.get_elided_page_range(number, on_each_side=1, on_ends=1)


@register.simple_tag
def sort_order(sort: str, name: str) -> str:
    """How a table sorted by `sort` ("host" or "-host") relates to its column `name`, in the words of aria-sort."""
    return {name: "ascending", f"-{name}": "descending"}.get(sort, "none")


@register.filter
def duration(milliseconds: int) -> str:
    """How long something took, as exactly as a reader can use it: "210 ms", or "30,0 s" from a second on."""
    if milliseconds < 1000:
        return f"{milliseconds} ms"
    return f"{number_format(milliseconds / 1000, 1)} s"
