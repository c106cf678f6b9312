"""Places for signing."""

import re

from backend.adapters.reader.ink import Ink
from backend.adapters.reader.layout import Layout, Row

SIGN_MARK = re.compile(r"[(（](签字|签章|盖章|签名|签字或盖章|签名或盖章|盖章或签字|章|手印|签字、盖章)[)）]")


def signature(layout: Layout, ink: Ink | None, from_row: Row, after: int) -> str:
    """yes, no or unclear: whether something was written behind the place for signing that ends at ``after``."""
    rest = from_row.text[after:]
    mark = SIGN_MARK.match(rest)
    begin = after + (mark.end() if mark else 0)
    text = re.split(r"乙方|承租|日期|年", from_row.text[begin:].lstrip(":：_ "))[0]
    if re.search(r"[\u4e00-\u9fffA-Za-z]{2,}", text):
        return "yes"
    if ink is None:
        return "no" if not text else "unclear"
    word = from_row.words[from_row.owners[begin - 1]]
    _, top, right, bottom = word.box
    height = bottom - top
    following = [w.box[0] for w in from_row.words if w.box[0] > right]
    limit = min([right + 9 * height, layout.width - 4, *following])
    share = ink.share((right + 0.2 * height, top - 0.7 * height, limit, bottom + 0.6 * height))
    return "yes" if share > 0.012 else "no" if share < 0.004 else "unclear"
