"""HTML of a student's, cut to an allow-list: nothing that runs, loads, or looks like the page itself."""

import re

from bleach import Cleaner
from bs4 import BeautifulSoup, Tag

MOST_MARKUP, MOST_TAGS = 100_000, 5_000
"""Characters, pictures not counted, and tags of HTML that is cleaned; deep nesting would take minutes."""
PICTURE = re.compile(r"data:image/(png|jpeg|gif|webp);base64,[A-Za-z0-9+/=\s]+")
LINK = re.compile(r"(https?://|mailto:|#)", re.IGNORECASE)
TOKEN = re.compile(r"highlight|[a-z]{1,2}\d?")
"""The class names that pygments gives; the page's own are longer, so that nothing can dress up as part of the page."""


def words(text: str) -> frozenset[str]:
    """The words of a text."""
    return frozenset(text.split())


UNREAD = words("script style template noscript iframe object embed title textarea svg math")
"""Elements whose content is not meant to be read; they go with all that is in them."""
TAGS = words(
    "a abbr b blockquote br caption code dd del details div dl dt em figcaption figure h2 h3 h4 h5 h6 hr i img ins kbd "
    "li mark ol p pre q s samp small span strong sub summary sup table tbody td tfoot th thead tr u ul var"
)
ATTRIBUTES = {
    "img": ("alt", "width", "height"),
    "th": ("scope", "colspan", "rowspan"),
    "td": ("colspan", "rowspan"),
    "ol": ("start",),
    "abbr": ("title",),
}


def clean(markup: str) -> str:
    """HTML without anything that runs, loads, looks like the page itself or leaves its place.

    Empty if nothing is left to see, or if there is too much of it."""
    bare = PICTURE.sub("", markup)
    if not bare.strip() or len(bare) > MOST_MARKUP or bare.count("<") > MOST_TAGS:
        return ""
    soup = BeautifulSoup(f"<div>{markup}</div>", "html.parser")
    for element in soup(list(UNREAD)):
        element.decompose()
    for image in soup("img"):
        describe(image)
    cleaner = Cleaner(TAGS, allowed, {"http", "https", "mailto", "data"}, strip=True, strip_comments=True)
    text = cleaner.clean(str(soup))
    return text if "<img" in text or BeautifulSoup(text, "html.parser").get_text().strip() else ""


def describe(image: Tag) -> None:
    """See that an image has alt text, and put it in words where it would have to be loaded."""
    if PICTURE.fullmatch(image.get("src", "")):
        image["alt"] = image.get("alt") or "picture without a description"
    else:
        image.replace_with(f"[picture: {image.get('alt') or 'not part of this notebook'}]")


def allowed(tag: str, name: str, value: str) -> bool:
    """May this attribute stay?"""
    if name == "class":
        return tag in ("div", "span") and bool(TOKEN.fullmatch(value))
    if name == "href":
        return tag == "a" and bool(LINK.match(value))
    if name == "src":
        return tag == "img" and bool(PICTURE.fullmatch(value))
    return name in ATTRIBUTES.get(tag, ())
