"""The figure that the characters of a ledger number state: Arabic, full width, or Chinese numerals."""

import re
from decimal import Decimal

from summarizer.errors import LabelError

_WIDE = str.maketrans("０１２３４５６７８９．", "0123456789.")
_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_POWERS = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
_DOUBLINGS = {"翻番": 1, "翻一番": 1, "翻两番": 2, "翻三番": 3}


def read_value(digits: str) -> float:
    """The figure that the characters of a ledger number state, as a plain decimal without its unit's multiplier.

    `1,234.5` → 1234.5, `六千` → 6000, `百分之十五` → 15, `八成` → 80, `翻一番` → 100 (per cent), `三倍` → 3.
    Raises LabelError for characters that state no figure.
    """
    text = digits.translate(_WIDE)
    if text[0].isascii():
        return float(Decimal(text.replace(",", "")))
    if text in _DOUBLINGS:
        return float(100 * (2 ** _DOUBLINGS[text] - 1))
    if text.startswith("百分之"):
        return _chinese(text[3:])
    if "分之" in text:
        lower, upper = text.split("分之")
        return round(100 * _chinese(upper) / _chinese(lower), 2)
    if text.endswith("成"):
        return 10 * _chinese(text[:-1])
    return _chinese(text.removesuffix("倍"))


def _chinese(text: str) -> float:
    whole, _, fraction = text.partition("点")
    if not whole or re.search(rf"[^{''.join(_DIGITS)}{''.join(_POWERS)}]", whole + fraction):
        raise LabelError(f"{text!r} states no figure; label it with a reason instead of as a quantity")
    if not any(char in _POWERS for char in whole):
        value = float("".join(str(_DIGITS[char]) for char in whole))
    else:
        value = float(_chinese_integer(whole))
    if fraction:
        value += float("0." + "".join(str(_DIGITS[char]) for char in fraction))
    return value


def _chinese_integer(text: str) -> int:
    total, section, digit = 0, 0, 0
    for char in text:
        if char in _DIGITS:
            digit = _DIGITS[char]
        elif (power := _POWERS[char]) >= 10_000:
            total = (total + section + digit or 1) * power
            section, digit = 0, 0
        else:
            section += (digit or 1) * power
            digit = 0
    return total + section + digit
