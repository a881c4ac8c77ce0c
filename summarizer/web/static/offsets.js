"use strict";
// Offsets of a report's text count code points; those of a browser count UTF-16 units, and only within a text node.
// Every block and cell of the text says in `data-at` which code point it begins with.
window.reportOffsets = (() => {
  const codePoints = (text) => [...text].length;

  // The code point that a place in the page stands for; null outside the text.
  function offsetOf(node, unit) {
    const element = node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement;
    const block = element && element.closest(".text [data-at]");
    if (!block) return null;
    const before = document.createRange();
    before.selectNodeContents(block);
    before.setEnd(node, unit);
    return Number(block.dataset.at) + codePoints(before.toString());
  }

  // What is selected, as [start, end) in code points; null where that is nothing of the text.
  function selected() {
    const selection = getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return null;
    const range = selection.getRangeAt(0);
    const start = offsetOf(range.startContainer, range.startOffset), end = offsetOf(range.endContainer, range.endOffset);
    return start === null || end === null || start >= end ? null : [start, end];
  }

  // The place in the page of a code point of the text, as [text node, unit]; null for one that the page leaves out.
  function placeOf(offset) {
    const blocks = [...document.querySelectorAll(".text [data-at]")];
    const block = blocks.findLast((each) => Number(each.dataset.at) <= offset);
    if (!block) return null;
    let left = offset - Number(block.dataset.at);
    const walk = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
    for (let node = walk.nextNode(); node; node = walk.nextNode()) {
      const points = [...node.data];
      if (left <= points.length) return [node, points.slice(0, left).join("").length];
      left -= points.length;
    }
    return null;
  }

  function rangeOf(start, end) {
    const from = placeOf(start), to = placeOf(end);
    if (!from || !to) return null;
    const range = document.createRange();
    range.setStart(...from);
    range.setEnd(...to);
    return range;
  }
  const textOf = (start, end) => String(rangeOf(start, end) || "");

  // Select a stretch of the text, and bring it into sight.
  function select(start, end) {
    const range = rangeOf(start, end);
    if (!range) return;
    getSelection().removeAllRanges();
    getSelection().addRange(range);
    const line = range.startContainer.parentElement;
    const box = range.getBoundingClientRect();
    if (box.top < 80 || box.bottom > innerHeight / 2) line.scrollIntoView({ block: "center" });
  }

  return { codePoints, offsetOf, selected, textOf, select };
})();
