"""What a clause of a forward-looking part looks like: the evidence for whether it opens an action, goes on with one, or
stands outside. Shapes and grammar, hardly ever topics, so that the weights carry over to other places and years."""

import itertools
import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from summarizer.document import Document, Section
from summarizer.engines.rules.lexicon import either
from summarizer.labels import NumberLabel
from summarizer.ledger import Entry

_ADVERBS = re.compile(
    rf"(?:{either('@adverbs')}|多渠道|分类|精心|依法|认真|切实|扎实|从严|从实|高标准|高质量|高水平|因地制宜)+"
)
_MODAL = re.compile(r"确保|力争|争取|力求|坚决|务必|必须|保证")
_LENGTHS = (4, 6, 8, 10, 13, 17, 23, 32)
_DATE = r"(?:年内|全年|今年|年底前|年底|上半年|下半年|(?:到|至)?(?:19|20)\d\d年(?:底|末)?前?|\d{1,2}月(?:底|末|初)?前?)"
_LEADS = re.compile(rf"{_ADVERBS.pattern}|{_DATE}|{_MODAL.pattern}")
_VERB = re.compile(
    either(
        "@verbs",
        "加强",
        "加快",
        "加大",
        "强化",
        "优化",
        "深化",
        "健全",
        "巩固",
        "做好",
        "抓好",
        "抓实",
        "做强",
        "做优",
        "做大",
        "壮大",
        "激发",
        "增强",
        "维护",
        "严格",
        "严厉",
        "弘扬",
        "培树",
        "改善",
        "释放",
        "用好",
        "发挥",
        "利用",
        "突出",
        "支持",
        "鼓励",
        "引导",
        "规范",
        "创新",
        "探索",
        "谋划",
        "对接",
        "融入",
        "守住",
        "守牢",
        "筑牢",
        "夯实",
        "防范",
        "压实",
        "畅通",
        "打通",
        "补齐",
        "做精",
        "擦亮",
        "打响",
        "叫响",
        "破解",
        "稳定",
        "稳住",
        "保持",
        "兜住",
        "兜牢",
    )
)
_MANNER = re.compile(
    r"(?:以|围绕|通过|按照|根据|依托|聚焦|坚持|着眼|着力于|立足|针对|对照|紧扣|紧盯|瞄准|紧抓|抢抓|抓住|借助|遵循|本着|结合|顺应|利用|发挥|把握|面向|统筹|贯彻|落实|牢固树立|树立|树牢|深入贯彻|深入落实|认真贯彻|全面贯彻)"
)
_RESULT = re.compile(
    r"(?:确保|使|让|促进|形成|实现|提升|不断提升|不断提高|切实|推动|带动|增强|不断增强|提高|全面提升|有效|助力|引领|努力|打造|构建|为|从而|进而|做到|达到|满足|营造|筑牢|更好|真正|全力打造|加快形成|着力打造)"
)
_IDEOLOGY = re.compile(
    r"习近平|思想为指导|精神|总基调|中央|全会|新时代|新征程|初心|使命|四个意识|两个维护|三个代表|科学发展观|邓小平|旗帜|奋斗目标|伟大|核心"
)
_FRAME = re.compile(
    r"总体要求|指导思想|总的要求|基本思路|总体思路|预期目标|主要目标|奋斗目标|目标是|目标为|工作要求|基本原则|远景目标|必须把握|工作总要求"
)
_ADDRESS = re.compile(r"各位代表|同志们|我们|本次大会|今年是|年是|形势|机遇|挑战|新的一年|做好今年")
_TARGET_VERB = re.compile(r"增长|控制在|达到|保持在|下降|突破|不低于|完成|稳定在|左右|以内|以上|同步|持平")
_STATE_END = re.compile(
    r"(?:提高|提升|改善|增强|优化|完善|健全|明显|显著|基本建成|基本形成|更加\S{2}|迈上\S+|走在\S*前列|新\S{0,4}|美好|深入人心|好转|稳定|同步|加快|推进|实现|目标)$"
)


def delimiter(text: str, start: int, end: int) -> str:
    """The kind of break between two clauses: comma, semicolon, stop, line, space, or none."""
    between = text[start:end]
    for sign, name in (("。", "stop"), ("！", "stop"), ("!", "stop"), ("\n", "line"), ("；", "semi"), (";", "semi")):
        if sign in between:
            return name
    return "comma" if "," in between or "，" in between else "space"


def bare_of(text: str) -> str:
    """A clause without the date, adverbs and modal word it opens with: `确保年内建成医院` → 建成医院."""
    while (match := _LEADS.match(text)) and match.end() < len(text):
        text = text[match.end() :]
    return text


def shape(text: str) -> str:
    """The grammatical opening of a clause in one word."""
    if _MANNER.match(text):
        return "manner"
    bare = bare_of(text)
    if _MODAL.match(text):
        return "modal+verb" if _VERB.match(bare) else "modal"
    if bare is not text and _VERB.match(bare):
        return "adverb+verb"
    if _RESULT.match(bare):
        return "result"
    if _VERB.match(bare):
        return "verb"
    return "adverb" if bare is not text else "noun"


def clause_features(
    document: Document, clauses: Sequence[Entry], numbers: dict[int, list[NumberLabel]], headings: set[int]
) -> list[list[str]]:
    """One list of feature names per clause. `clauses` are neighbours of one forward-looking part; `numbers` maps a
    clause index to the labels of its quantities; `headings` holds the indexes of clauses that are headings."""
    text = document.text
    shapes = ["heading" if c.index in headings else shape(c.text) for c in clauses]
    # A part begins and ends as a sentence does, so that a part of one sentence looks like any other.
    breaks = ["stop", *(delimiter(text, a.end, b.start) for a, b in itertools.pairwise(clauses)), "stop"]
    framed = _framed(clauses, breaks)
    out = []
    since = 9
    for i, clause in enumerate(clauses):
        since = 0 if clause.index in headings else since + 1
        own = list(_own(clause.text, numbers.get(clause.index, [])))
        before = shapes[i - 1] if i else "none"
        behind = shapes[i + 1] if i + 1 < len(shapes) else "none"
        section = document.section_at(clause.start)
        context = [
            f"before={breaks[i]}",
            f"after={breaks[i + 1]}",
            f"shape={shapes[i]}",
            f"shape,before={shapes[i]},{breaks[i]}",
            f"shape,after={shapes[i]},{breaks[i + 1]}",
            f"shapes={before},{shapes[i]}",
            f"shapes,before={before},{shapes[i]},{breaks[i]}",
            f"next={shapes[i]},{behind},{breaks[i + 1]}",
            f"kind={section.kind if section else 'none'}",
            f"level={level_at(document, section)}",
            f"since={min(since, 4)}",
            f"framed={framed[i]}",
            f"framed,shape={framed[i]},{shapes[i]}",
            f"previous length={_bucket(len(clauses[i - 1].text)) if i else 0},{breaks[i]}",
            f"last in sentence={breaks[i + 1] in ('stop', 'line')},{shapes[i]},{breaks[i]}",
        ]
        out.append(own + context)
    return out


def level_at(document: Document, section: Section | None) -> str:
    """The level of the innermost heading; `flat` in a part without headings below it, where it tells nothing."""
    if section is None:
        return "none"
    return "flat" if section.level == 1 and not document.has_parts(section) else str(section.level)


def _bucket(length: int) -> int:
    return bisect_left(_LENGTHS, length)


def _own(text: str, labels: list[NumberLabel]) -> Iterator[str]:
    bare = bare_of(text)
    yield "bias"
    yield f"first={text[:1]}"
    yield f"first two={text[:2]}"
    yield f"verb two={bare[:2]}"
    yield f"last={text[-1:]}"
    yield f"last two={text[-2:]}"
    yield f"length={_bucket(len(text))}"
    yield f"length,verb={_bucket(len(text))},{bare[:2]}"
    for name, pattern in (
        ("ideology", _IDEOLOGY),
        ("frame", _FRAME),
        ("address", _ADDRESS),
        ("state", _STATE_END),
        ("target", _TARGET_VERB),
    ):
        if pattern.search(text):
            yield name
    if "、" in text:
        yield "enumerates"
    if "“" in text or "《" in text:
        yield "quotes"
    if re.search(r"的[^的]{0,6}$", text):
        yield "ends in a noun phrase"
    for label in labels:
        yield f"figure={label.measure},{label.canon is not None}"
        yield f"figure unit={'%' if label.unit == '%' else 'money' if label.unit.endswith('元') else 'count'},{label.measure}"
        yield f"figure,verb={bare[:2]}"


def _framed(clauses: Sequence[Entry], breaks: list[str]) -> list[str]:
    """Whether the sentence, or the one before, sets out requirements, goals or an address to the assembly."""
    out: list[str] = []
    sentence, previous = "", ""
    for i, clause in enumerate(clauses):
        if i and breaks[i] in {"stop", "line"}:
            previous, sentence = sentence, ""
        for name, pattern in (("frame", _FRAME), ("ideology", _IDEOLOGY), ("address", _ADDRESS)):
            if pattern.search(clause.text) and name not in sentence:
                sentence += name[0]
        out.append(f"{previous}/{sentence}")
    return out
