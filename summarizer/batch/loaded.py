"""Importing this loads the engine of the rules, with all that it loads on first use: in the process that workers are
forked off, so that none of them has to, and in each worker where none is."""

import gc

from summarizer.document.source import Source
from summarizer.engines.rules import RuleEngine
from summarizer.knowledge.patterns import build_all
from summarizer.pipeline import summarize_source

_TEXT = """岚川县2024年政府工作报告
各位代表：
一、2023年工作回顾
全县地区生产总值完成85.6亿元，增长6.2%；城镇新增就业1200人。
二、2024年工作安排
地区生产总值增长6%左右。我们将新建农村公路12公里，改造老旧小区3个，推进工业园区建设。
"""

build_all()
engine = RuleEngine()
summarize_source(Source(_TEXT, "loaded.txt", "", "text/plain"), engine)
# A report is ten thousand objects that all die together: to look for cycles among them less often is faster, and what
# was loaded is never looked through.
gc.set_threshold(50_000, 20, 100)
gc.collect()
gc.freeze()
