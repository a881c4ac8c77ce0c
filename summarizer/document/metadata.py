"""What a report is, read from its title and its first lines: region, level, type, date, speaker, periods."""

import re
from collections import Counter

from summarizer.document.document import Meta, Section

_GENRE = re.compile(
    r"(?:政府)?工作(?:的)?报告|国民经济和社会发展(?:第\S{1,4}个五年)?(?:年度)?计划\S{0,12}(?:执行|草案)\S{0,30}报告|计划(?:完成|执行)情况\S{0,30}报告|工作总结(?:和|及|与|暨)\S{0,20}(?:计划|打算|思路|要点|安排)|工作总结"
)
_MASK = re.compile(r"[*×xX＊○]{2,}")
_SUFFIX = r"(?:维吾尔自治区|壮族自治区|回族自治区|自治区|特别行政区|自治州|自治县|自治旗|地区|新区|矿区|林区|特区|省|市|县|区|州|盟|旗)"
_NAMED = re.compile(
    rf"(?P<name>[\u4e00-\u9fff]{{2,12}}?{_SUFFIX})(?=[\u4e00-\u9fff]{{0,4}}?(?:人民政府|政府|行署|管委会|第|\d|国民|今年|上半年|工作|人大|人民代表|常委))"
)
_NO_PART_OF_A_NAME = re.compile(r"在|关于|中国共产党|各位代表|我代表|代表|我受|现将|委托")
_NO_NAME = re.compile(r"[各我全本受向和的]|[市县区省州盟旗]|人民|上级")
_NATIONAL_TITLE = re.compile(r"(?:(?:19|20)\d\d年)?国务院|全国")
_NATIONAL = re.compile(r"国务院总理|代表国务院|受国务院委托|第\S{1,4}届全国人民代表大会第\S{1,3}次会议上")
_MASKED_LEVEL = re.compile(r"[*×xX＊○]{2,}(?:自治)?(?P<suffix>省|州|盟|地区|市|县|旗|区)")
_BRACKETED = re.compile(r"^[【\[][^】\]]*[】\]]")
_YEAR = r"(?:(?:19|20)\d\d|二[〇○0零]{1,2}[〇○零一二三四五六七八九]{1,2}|[一二]九?[〇○零一二三四五六七八九]{3})"
_DATE = re.compile(
    rf"({_YEAR})\s*年\s*(\d{{1,2}}|[一二三四五六七八九十]{{1,2}}|元)\s*月\s*(\d{{1,2}}|[一二三四五六七八九十]{{1,3}})(?:\s*日|(?=[*＊]))?"
)
_ISO = re.compile(r"((?:19|20)\d\d)[-/.](\d{1,2})[-/.](\d{1,2})")
_PUBLISHED = re.compile(r"(?:发布|发文|成文|印发|公布|生成|发表|公开)?(?:时间|日期)\s*[:：|]*\s*$")
_OFFICE = r"(?:代)?(?:人民政府)?(?:常务副|副|代)?(?:市长|县长|区长|省长|州长|盟长|旗长|主席|总理|主任|局长|专员)"
_SURNAME_AND = r"[\u4e00-\u9fff](?:[ \u3000]?[\u4e00-\u9fff]){1,2}"
_SPEAKER = re.compile(rf"{_OFFICE}[ \u3000;；:：]*({_SURNAME_AND})(?=[\s)）各]|$)", re.MULTILINE)
_SPEAKER_ALONE = re.compile(
    r"会议上[)）]?[ \u3000\n]+([\u4e00-\u9fff]{2,3}|[\u4e00-\u9fff][ \u3000][\u4e00-\u9fff])[ \u3000\n]+各位代表"
)
_PREMIER = re.compile(r"国务院总理[ \u3000]*([\u4e00-\u9fff]{2,3})")
_DIGITS = {digit: str(value) for value, digit in enumerate("零一二三四五六七八九")} | {"〇": "0", "○": "0", "0": "0"}
_NUMERALS = {numeral: value for value, numeral in enumerate("一二三四五六七八九十", 1)}
_PLAN_ENDS = {
    "八五": 1995,
    "九五": 2000,
    "十五": 2005,
    "十一五": 2010,
    "十二五": 2015,
    "十三五": 2020,
    "十四五": 2025,
    "十五五": 2030,
}
_CLOSES_PLAN = re.compile(
    r"“?(十[一二三四五]五|[八九十]五)”?(?:规划|计划)?(?:的)?(?:圆满)?(?:收官|最后一年|收官之年|胜利收官|完美收官)|(?:是|为)“?(十[一二三四五]五|[八九十]五)”?(?:规划|计划)?(?:的)?(?:收官|最后)"
)
_OPENS_PLAN = re.compile(r"“?(十[一二三四五]五|[九十]五)”?(?:规划|计划)?(?:的)?(?:开局|起步|第一年)")
_GOAL = re.compile(
    r"(?:^|(?<=[\n。 \u3000]))((?:19|20)\d\d)年[^。\n]{0,40}?(?:(?<![重主必需])要(?!求)|将|力争|总体要求|(?:预期|主要|发展)目标|工作思路)"
)
_HEAD = 1500


def read_meta(text: str, sections: tuple[Section, ...], name: str = "") -> Meta:
    """The metadata of a report; a field is None where the text gives no clue. `name`, the file's, is a last resort for
    the title."""
    head = text[:_HEAD]
    title = _title(head)
    report_type = _report_type(title, head)
    review, plan = _periods(title, text, sections, report_type)
    named = _region(title, head)
    region = named or _region_of_body(title, head, text)
    level = _admin_level(region, title, text)
    return Meta(
        title=title or (name or None),
        region=region,
        admin_level=level,
        report_type=report_type,
        date=_date(head, text, review, plan),
        speaker=_speaker(head),
        review_period=review,
        plan_period=plan,
        weak=_weak(text, title, review, named, region),
    )


def _weak(text: str, title: str | None, review: str | None, named: str | None, region: str | None) -> tuple[str, ...]:
    """The fields that nothing but counting in the body gave."""
    weak = ("region",) if region and not named else ()
    in_opening = review is not None and re.search(rf"{review[:4]}|{int(review[:4]) + 1}", (title or "") + text[:600])
    return weak if review is None or in_opening else (*weak, "review_period", "plan_period")


def _title(head: str) -> str | None:
    """The first line that names the genre, without a site's label in brackets or a table's cells around it."""
    for line in head.split("\n")[:12]:
        for cell in line.split("|"):
            bare = _BRACKETED.sub("", cell.strip()).strip("# \u3000")
            sentence = re.sub(
                r"(?<=[\u4e00-\u9fff])\s+(?=[及和暨与])", "", re.split(r"[。,，;；]|各位代表|尊敬的", bare)[0].strip()
            )
            if _GENRE.search(sentence) and len(sentence) <= 60 and not re.search(r"现在|请予|审议", sentence):
                return sentence
    first = next((line.strip() for line in head.split("\n") if line.strip()), "")
    return first[:60] if 4 <= len(first) <= 60 else None


def _report_type(title: str | None, head: str) -> str | None:
    for words in (title or "", head):
        if re.search(r"国民经济和社会发展\S{0,20}计划|计划\S{0,10}执行情况", words):
            return "plan_execution_report"
        if re.search(
            r"政府工作(?:的)?报告|^\S{0,20}工作报告|作政府工作报告|报告政府工作|向大会(?:作)?报告(?:政府)?工作", words
        ):
            return "government_work_report"
        if re.search(r"工作总结|总结(?:和|及|与|暨)|工作(?:计划|打算|要点|思路)", words):
            return "work_summary_and_plan"
    return None


def _region(title: str | None, head: str) -> str | None:
    if (title and _NATIONAL_TITLE.match(title)) or _NATIONAL.search(head[:600]):
        return "全国"
    if _is_masked(title):
        return None
    for words in (title or "", head):
        bare = _MASK.sub(" ", _BRACKETED.sub("", words))
        bare = re.sub(rf"{_YEAR}\s*年(?:度|上半年|下半年)?(?:\d{{1,2}}月\d{{1,2}}日)?", "", bare)
        bare = _NO_PART_OF_A_NAME.sub(" ", bare)
        for match in _NAMED.finditer(bare):
            if not _NO_NAME.match(match["name"]):
                return _whole_name(bare, match)
    return None


def _is_masked(title: str | None) -> bool:
    return bool(title and _MASK.search(title.split("政府")[0]) and not re.search(r"[xX×*]{2}年", title))


def _region_of_body(title: str | None, head: str, text: str) -> str | None:
    """The government that the opening speaks of most."""
    if _is_masked(title):
        return None
    counts = Counter(re.findall(rf"(?<![\u4e00-\u9fff])([\u4e00-\u9fff]{{2,5}}?{_SUFFIX})(?:人民)?政府", text[:4000]))
    plausible = [name for name, _ in counts.most_common() if not _NO_NAME.match(name)]
    return plausible[0] if plausible else None


def _whole_name(words: str, match: re.Match[str]) -> str:
    """The name, run on while the suffix found first is only the first part of it: 斗门区 in 珠海市斗门区 stays joined."""
    name = match["name"]
    rest = words[match.end("name") :]
    longer = re.match(rf"[\u4e00-\u9fff]{{1,6}}?{_SUFFIX}(?=人民政府|政府|第|国民|工作|\s|$|上半年)", rest)
    return (
        name + longer.group() if longer and not re.match(r"第|国民|经济|社会|政府|人民|工作", longer.group()) else name
    )


def _admin_level(region: str | None, title: str | None, text: str) -> str | None:
    if region == "全国":
        return "national"
    words = region or (title or "")
    bare = _MASK.sub("", words)
    if re.search(r"(?:省|自治区|特别行政区)$", bare) or re.match(r"(?:北京|上海|天津|重庆)市?$", bare):
        return "province"
    if re.search(r"(?:自治州|州|盟|地区)$", bare):
        return "city"
    if re.search(r"(?:县|旗|区)$", bare):
        return "county"
    opening = text[:3000]
    masked = _MASKED_LEVEL.search(title or "")
    if masked and masked["suffix"] != "市":
        return {"省": "province", "州": "city", "盟": "city", "地区": "city"}.get(masked["suffix"], "county")
    if re.search(
        r"代表省人民政府|省第[一二三四五六七八九十]+届人民代表|自治区第[一二三四五六七八九十]+届人民", opening
    ):
        return "province"
    if re.search(
        r"[*×]+区|代表区人民政府|区委、区政府|代表县人民政府|县委、县政府|区人大|县人大", opening
    ) and not bare.endswith("市"):
        return "county"
    if masked or bare.endswith("市") or re.search(r"代表市人民政府|市委、市政府", opening):
        return "county" if _is_county_level_city(text) else "city"
    return None


def _is_county_level_city(text: str) -> bool:
    """A county-level city speaks of its towns and of the city above it; a prefecture speaks of its counties and districts."""
    below = len(re.findall(r"县[(（]?[市区]|各县|县区|区县|县域|[\u4e00-\u9fff]县(?!级|城|委|政|人|长)|城区", text))
    towns = len(re.findall(r"镇[(（]?街道|各镇|镇村|乡镇|各乡|镇街|办事处|城关镇|[\u4e00-\u9fff]镇", text))
    above = len(
        re.findall(
            r"州委|全州|盟委|省、[\u4e00-\u9fff]{2,3}市(?:委|和)|地级市|上级市|(?<!本)[\u4e00-\u9fff]{2}市委、[\u4e00-\u9fff]{2}市政府|百强县|县级市|撤县",
            text,
        )
    )
    return towns > 2 * below + 4 or (above > 0 and towns > below)


def _number(text: str) -> int:
    if text.isdigit():
        return int(text)
    if text == "元":
        return 1
    tens, ten, ones = text.partition("十")
    if not ten:
        return _NUMERALS.get(text, 0)
    return _NUMERALS.get(tens, 1) * 10 + _NUMERALS.get(ones, 0)


def _year_of(text: str) -> int:
    return int("".join(_DIGITS.get(char, char) for char in text))


def _date(head: str, text: str, review: str | None, plan: str | None) -> str | None:
    """The day of delivery, else of publication; a page's own date years after the report is neither."""
    base = int((plan or review or "0")[:4])
    found: list[tuple[int, str]] = []
    tail = text[-300:] if len(text) > _HEAD else ""
    for offset, words in ((0, head[:800]), (1, tail)):
        for match in _DATE.finditer(words):
            year = _year_of(match.group(1))
            around = words[max(0, match.start() - 12) : match.end() + 40]
            spoken = re.search(r"会议?上|代表大会|常委会|常务委员会|全会|会\)|报告人", around) is not None
            found.append(
                (
                    0 if spoken and not offset else 2 + offset,
                    _iso(year, _number(match.group(2)), _number(match.group(3))),
                )
            )
        for match in _ISO.finditer(words):
            published = _PUBLISHED.search(words[: match.start()]) is not None or offset == 0
            found.append(((1 if published else 4) + offset, _iso(*map(int, match.groups()))))
    plausible = [(rank, day) for rank, day in found if day and (not base or abs(int(day[:4]) - base) <= 1)]
    return min(plausible, key=lambda item: item[0])[1] if plausible else None


def _iso(year: int, month: int, day: int) -> str:
    return f"{year:04d}-{month:02d}-{day:02d}" if 1990 <= year <= 2100 and 1 <= month <= 12 and 1 <= day <= 31 else ""


def _speaker(head: str) -> str | None:
    for pattern in (_PREMIER, _SPEAKER, _SPEAKER_ALONE):
        for match in pattern.finditer(head[:1000]):
            name = re.sub(r"\s", "", match.group(1))
            if not re.search(r"政府|代表|委托|同志|报告|工作|各位|大会|现在|会议|主持|向", name):
                return name
    return None


def _periods(
    title: str | None, text: str, sections: tuple[Section, ...], report_type: str | None
) -> tuple[str | None, str | None]:
    """The review and plan period. A half-year report reviews H1 and plans H2; else the plan year is the year after."""
    words = title or ""
    headings = [text[s.heading_start : s.heading_end] for s in sections if s.level == 1]
    half = re.search(r"((?:19|20)\d\d)年?(?:度)?上半年", words) or next(
        (m for heading in headings[:1] if (m := re.search(r"((?:19|20)\d\d)年?上半年", heading))), None
    )
    if half:
        return f"{half.group(1)}H1", f"{half.group(1)}H2"
    unnamed_half = any("上半年" in said for said in (words, *headings[:1]))
    year = _review_year(words, text, sections, report_type)
    if year is None:
        return None, None
    return (f"{year}H1", f"{year}H2") if unnamed_half else (str(year), str(year + 1))


def _review_year(title: str, text: str, sections: tuple[Section, ...], report_type: str | None) -> int | None:
    for section in sections:
        heading = text[section.heading_start : section.heading_end]
        years = [int(year) for year in re.findall(r"(?<!\d)((?:19|20)\d\d)年", heading)]
        if section.level == 1 and years and section.kind == "review":
            return max(years)
        if section.level == 1 and years and section.kind == "plan":
            return min(years) - 1
    if match := re.search(r"((?:19|20)\d\d)年\S{0,30}(?:执行情况|总结)", title):
        return int(match.group(1))
    if match := re.search(r"((?:19|20)\d\d)年?", title):
        year = int(match.group(1))
        return (
            year if report_type == "work_summary_and_plan" or re.search(r"执行情况|总结|完成情况", title) else year - 1
        )
    if spoken := re.search(rf"({_YEAR})\s*年\s*(\d{{1,2}}|[一二三四五六七八九十]{{1,2}})\s*月", text[:600]):
        year, month = _year_of(spoken.group(1)), _number(spoken.group(2))
        return year - 1 if month <= 6 else year
    stated = Counter(
        int(year) for year in re.findall(r"(?<!\d)((?:19|20)\d\d)年(?!底|末)", text) if 1990 <= int(year) <= 2035
    )
    if closing := _CLOSES_PLAN.search(text[:6000]):
        return _PLAN_ENDS[closing.group(1) or closing.group(2)]
    if opening := _OPENS_PLAN.search(text):
        kind = next((section.kind for section in reversed(sections) if section.start <= opening.start()), None)
        return _PLAN_ENDS[opening.group(1)] - (4 if kind == "review" else 5)
    if stated:
        usual = max(stated, key=lambda year: stated[year])
        goals = {int(goal.group(1)) for goal in _GOAL.finditer(text)}
        if planned := [year for year in goals if usual <= year <= usual + 1]:
            return min(planned) - 1
        likely = [year for year, count in stated.items() if count >= 2 and year <= max(stated) and year < 2035]
        return max(likely or stated) - (1 if re.search(r"政府工作报告|今年", text[:3000]) and len(likely) > 1 else 0)
    return None
