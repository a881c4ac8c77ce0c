"""What the rules of the book of classes cannot do without: characters behind the number and before it, and kinds of
digits. Most numbers lack what most rules ask for, which are then not tried; a test holds the characters against the
patterns of the rules.
"""

import string

from summarizer.engines.rules.numbers.places import Place

_LETTERS = string.ascii_letters
_WIDE_LETTERS = "".join(map(chr, range(0xFF21, 0xFF3B)))

# With what the words behind the number begin, white space passed over; a line end stands for nothing more.
BEHIND = {
    "class.month-alone": "-/",
    "class.day-alone": "\n",
    "class.address": "&-./?_",
    "class.iso-year": "-./",
    "class.dotted-date": "\n)-.—年）．",
    "class.clock-hour": ":：",
    "class.document-number-year": ")]】〕）",
    "class.document-number": "号",
    "class.year": "-/~–—、到和年至财－～",
    "class.years-run-together": "年",
    "class.first-year-of-a-range": "-/~–—、到和至－～",
    "class.century-or-decade": "世年",
    "class.year-of-two-digits": "年",
    "class.year-before-a-mask": "*×",
    "class.day-before-a-mask": "*×",
    "class.figure-alone-on-its-line": "\n",
    "class.masked-year": "*Xx×Ｘ",
    "class.quarter": "季",
    "class.first-month-of-a-range": "-~–—、到至－～",
    "class.month": "月",
    "class.day": "号日",
    "class.anniversary-day": "·•・",
    "class.grade-and-above": "A",
    "class.figures-joined-by-plus": "+＋",
    "class.letters-behind": _LETTERS,
    "class.version": "代号寸栋版英",
    "class.bus-line": "路",
    "class.round-the-week": "*Xx×",
    "class.class-of-capacity": "万亿兆公千吨斤立米",
    "class.numbered-road": "线通",
    "class.numbered-company": "所",
    "class.voltage": "Kk伏千",
    "class.place-among-the-top": "强",
    "class.top-ranked-list": "强",
    "class.grade": "号度级",
    "class.class-of-a-magnitude": "万亿元十千百级",
    "class.road-number-first": "乡县国省",
    "class.numbered-document": "号",
    "class.numbered-thing": "#,、及号和",
    "class.telephone": "为便公工市平政服热",
    "class.walking-circle": "-—分小至",
    "class.round-the-clock-place": "小",
    "class.numbered-institution": "中产公军医团小局工师水研设",
    "class.company-number": "中公冶化局种粉院",
    "class.times-held": "届",
    "class.decoded": "即是",
    "class.session-of-a-congress": "次",
    "class.session": "届次",
    "class.place-in-an-ordering": "位名",
    "class.place-in-an-ordering-bare": "\n),;、。和），；",
    "class.list-marker-in-brackets": ")）",
    "class.list-marker": ".、．",
    "class.list-marker-before-a-space": " \u3000",
    "class.footnote": "]】］",
    "class.threshold-of-age": "-/~–—、到周和岁至－～",
    "class.life-expectancy": "周岁",
    "class.times-in-a-row": "次",
    "class.age": "周岁",
    "class.anniversary": "周多",
    "class.frequency": "次",
    "class.years-in-a-row": "连",
    "class.days-and-nights": "个日昼",
    "class.zone": "公米",
    "class.matters-to-do": "个",
    "class.matters-announced": "个大方点",
    "class.years-of-schooling": "年",
    "class.more-days": "天",
    "class.measured-duration": "个余分周多天小工年日昼秒",
    "class.days-of-good-air": "余多天",
    "class.duration": "-/~–—、个余几分到周和多天小工年日昼来秒至－～",
    "class.threshold-of-a-class": "万亩人亿元兆公分十千只吨周头小层岁平年方百立米级美羽蒸",
    "class.threshold-of-a-class-exceeded": "万亿元十千百",
    "class.threshold-of-a-class-before-its-noun": "万亿元十千百",
    "class.threshold-exceeded-before-its-noun": "万亿元十千百",
    "class.threshold-of-a-share": "万亿元",
    "class.measures-carried-out": "条",
    "class.places-at-the-top": "位名的",
    "class.telescope": "米",
    "class.capacity-in-a-project-s-name": "万亿千吨平方",
    "class.capacity-before-its-project": "GM万亿兆千吨方立",
    "class.list-of-capacities-in-a-name": "万亿吨方",
}

# With what the words before the number end, white space passed over.
BEFORE = {
    "class.table-number": "图表",
    "class.iso-month-or-day": "-./",
    "class.clock-minute": ":：",
    "class.last-year-of-a-range": "-/~–—、到和至－～",
    "class.anniversary-day-end": "·•・",
    "class.figures-joined-by-plus-end": "+＋",
    "class.letters-before": _LETTERS + _WIDE_LETTERS + "-_－",
    "class.road": "GSgs交线道Ｇ",
    "class.hundred-per-cent-slogan": "个",
    "class.one-of-a-ratio": ":∶：",
    "class.ordinal": "第",
    "class.note": "”",
    "class.document-number": ")]】〕第）",
    "class.numbered-company": "核电科船",
    "class.numbered-document": "第",
    "class.numbered-institution": "第",
    "class.session-of-a-congress": "届第",
    "class.times-in-a-row": "续",
    "class.matters-to-do": "好握",
    "class.matters-announced": "下列",
    "class.more-days": "了加多少",
    "class.threshold-of-a-class-exceeded": "破超过近",
    "class.threshold-of-a-class-before-its-noun": "破超达过",
    "class.threshold-exceeded-before-its-noun": "超过",
    "class.places-at-the-top": "前后",
}

# Kinds of digits and of places that other rules are for.
KINDS = {
    "class.no-figure": "odd",
    "class.code": "odd",
    "class.iso-year": "year",
    "class.document-number-year": "year",
    "class.year": "year",
    "class.first-year-of-a-range": "year",
    "class.last-year-of-a-range": "year",
    "class.year-before-a-mask": "year",
    "class.year-bare": "year",
    "class.version-bare": "version",
    "class.network-address": "address",
    "class.inside-a-title-or-slogan": "quoted",
    "class.explained": "appendix",
}
_LONGEST_PLAIN = 12  # characters of digits; more are a code


def kinds_of(place: Place) -> tuple[str, ...]:
    """Which of `KINDS` a number is."""
    digits = place.text
    kinds: tuple[str, ...] = ("odd",) if len(digits) > _LONGEST_PLAIN or not digits.isascii() else ()
    if len(digits) == 4 and digits.startswith(("19", "20")):
        kinds += ("year",)
    if digits.endswith(".0"):
        kinds += ("version",)
    if place.quoted is not None:
        kinds += ("quoted",)
    if place.in_address:
        kinds += ("address",)
    return (*kinds, "appendix") if place.kind == "appendix" else kinds
