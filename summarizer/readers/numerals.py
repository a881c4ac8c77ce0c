"""Whole numbers in the formats that Word gives to automatic numbers: 12 as 十二, 拾贰, ⑫, xii, l."""

from itertools import cycle, islice

_CN, _PLAIN_CN = "零一二三四五六七八九", "〇一二三四五六七八九"
_FORMAL = "零壹贰叁肆伍陆柒捌玖"
_STEMS, _BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"),
    (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip
_COUNTED = {
    "chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCounting", "taiwaneseCountingThousand",
}  # fmt: skip
# Formats of which Unicode has one character for each of 1 to 20, and that of 1.
_SIGNS = {
    "decimalEnclosedCircle": 0x2460,
    "decimalEnclosedCircleChinese": 0x2460,
    "decimalEnclosedParen": 0x2474,
    "decimalEnclosedFullstop": 0x2488,
}


def written(value: int, form: str) -> str:
    """A number in one of Word's formats: `chineseCounting` 12 → 十二, `decimal` → 12; an unknown one as `decimal`."""
    if form in _COUNTED:
        return _chinese(value, _CN, "十百", bare_ten=True)
    if form == "chineseLegalSimplified":
        return _chinese(value, _FORMAL, "拾佰", bare_ten=False)
    if form in {"ideographDigital", "taiwaneseDigital", "japaneseDigitalTenThousand"}:
        return "".join(_PLAIN_CN[int(digit)] for digit in str(value))
    if form in _SIGNS and 1 <= value <= 20:
        return chr(_SIGNS[form] + value - 1)
    if form in {"ideographTraditional", "ideographZodiac"}:
        return next(islice(cycle(_STEMS if form == "ideographTraditional" else _BRANCHES), max(value - 1, 0), None))
    if form in {"lowerLetter", "upperLetter"}:
        letter = chr(ord("a") + (value - 1) % 26) * ((value - 1) // 26 + 1)
        return letter.upper() if form == "upperLetter" else letter
    if form in {"lowerRoman", "upperRoman"}:
        return _roman(value).lower() if form == "lowerRoman" else _roman(value)
    return _digits(value, form)


def _digits(value: int, form: str) -> str:
    if form == "none":
        return ""
    if form in {"decimalFullWidth", "decimalFullWidth2"}:
        return "".join(chr(0xFF10 + int(digit)) for digit in str(value))
    return {"decimalZero": f"{value:02d}", "numberInDash": f"- {value} -"}.get(form, str(value))


def _chinese(value: int, digits: str, units: str, bare_ten: bool) -> str:
    """0 to 999 in Chinese numerals; `bare_ten` writes 12 as 十二, not 一十二."""
    if not 0 <= value < 1000:
        return str(value)
    hundreds, rest = divmod(value, 100)
    tens, ones = divmod(rest, 10)
    text = f"{digits[hundreds]}{units[1]}" if hundreds else ""
    if tens:
        text += ("" if tens == 1 and not hundreds and bare_ten else digits[tens]) + units[0]
    elif hundreds and ones:
        text += digits[0]
    return text + (digits[ones] if ones or not text else "")


def _roman(value: int) -> str:
    out = ""
    for size, sign in _ROMAN:
        out += sign * (value // size)
        value %= size
    return out
