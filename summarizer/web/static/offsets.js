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

  return { codePoints, offsetOf, selected };
})();
