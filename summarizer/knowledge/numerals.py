"""The figure that the characters of a ledger number state: Arabic, full width, or Chinese numerals,
plain or formal."""

from fractions import Fraction

from summarizer.errors import LabelError
from summarizer.knowledge.patterns import regex

_WIDE = str.maketrans("０１２３４５６７８９．", "0123456789.")
_DIGITS = (
    {digit: value for value, digit in enumerate("零一二三四五六七八九")}
    | {digit: value for value, digit in enumerate("壹贰叁肆伍陆柒捌玖", 1)}
    | {"〇": 0, "两": 2}
)
_POWERS = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000, "万": 10_000, "亿": 100_000_000}
_DOUBLINGS = {"翻番": 1, "翻一番": 1, "翻两番": 2, "翻三番": 3}
_NUMERAL = regex(rf"[{''.join(_DIGITS)}{''.join(_POWERS)}]+")
_FRACTION = regex(rf"(?P<digits>[{''.join(_DIGITS)}]*)(?P<powers>[{''.join(_POWERS)}]*)")
_COUNTED = regex(r"[一二两三四五六七八九十壹贰叁肆伍陆柒捌玖]")
# 三四百, 十七八, 两三: two digits side by side, neither of them nought, mean from the one to the other.
_ABOUT = regex(r"[一二两三四五六七八九]{2}")
_LONGEST = 40  # characters of a numeral in words; no figure is as long, and a longer one would take long to work out
_LARGEST = 1e100


def read_value(digits: str) -> float:
    """The figure that the characters of a ledger number state, as a plain decimal without its unit's multiplier.

    `1,234.5` → 1234.5, `六千` → 6000, `二十三点五万` → 235000, `百分之十五` → 15, `八成` → 80, `三倍` → 3, and
    `翻一番` → 100 (per cent). Raises LabelError for characters that state no figure, such as `几十倍`, `百分之点` and
    `零分之一`, and for one of a hundred digits, which is a code.
    """
    value = _value_of(digits.translate(_WIDE))
    if value is None or value > _LARGEST:
        shown = digits if len(digits) <= _LONGEST else f"{digits[:_LONGEST]}…"
        raise LabelError(f"{shown!r} states no figure; label it with a reason instead of as a quantity")
    return value


def states_figure(digits: str) -> bool:
    """Whether the characters of a ledger number state a figure that can be worked out."""
    if digits.isascii() and len(digits) <= _LONGEST:
        return True
    try:
        read_value(digits)
    except LabelError:
        return False
    return True


def _value_of(text: str) -> float | None:
    if text[0].isascii():
        return float(text.replace(",", ""))
    if text in _DOUBLINGS:
        return float(100 * (2 ** _DOUBLINGS[text] - 1))
    if text.startswith("百分之"):
        return _chinese(text[3:])
    if "分之" in text:
        lower, upper = map(_chinese, text.split("分之", 1))
        if not lower or upper is None:
            return None
        share = 100 * upper / lower
        return round(share, 2) or share
    if text.endswith("成"):
        tenths = _chinese(text[:-1])
        return None if tenths is None else 10 * tenths
    if text.endswith("倍"):
        # 百倍, 万倍 say that it is much, not how much.
        return _chinese(text[:-1]) if _COUNTED.search(text) else None
    return _chinese(text)


def _chinese(text: str) -> float | None:
    """The value of a numeral in words, with a decimal part behind 点; None for what is none."""
    whole, point, decimals = text.partition("点")
    fraction = _FRACTION.fullmatch(decimals)
    if (
        len(text) > _LONGEST
        or not _NUMERAL.fullmatch(whole)
        or fraction is None
        or bool(point) != bool(fraction["digits"])
    ):
        return None
    plain = not any(char in _POWERS for char in whole)
    if _ABOUT.search(whole) and (not plain or len(whole) == 2):
        return None
    value = Fraction("".join(str(_DIGITS[char]) for char in whole) if plain else _chinese_integer(whole))
    if point:
        value += Fraction("0." + "".join(str(_DIGITS[char]) for char in fraction["digits"]))
    for power in fraction["powers"]:  # 二十三点五万
        value *= _POWERS[power]
    return float(value)


def _chinese_integer(text: str) -> int:
    """`十八亿六千万` → 1860000000: 万 multiplies what stands behind the last 亿, and 亿 all that stands before it."""
    total, below, section, digit = 0, 0, 0, 0
    for char in text:
        if char in _DIGITS:
            digit = _DIGITS[char]
            continue
        power = _POWERS[char]
        if power == 100_000_000:
            total = (total + below + section + digit or 1) * power
            below, section = 0, 0
        elif power == 10_000:
            below = (below + section + digit or 1) * power
            section = 0
        else:
            section += (digit or 1) * power
        digit = 0
    return total + below + section + digit
