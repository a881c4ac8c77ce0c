"use strict";
// What surrounds the text: the outline that follows the reader, printing.
(() => {
  const at = (id) => document.getElementById(id), root = document.documentElement;
  at("ui-print").addEventListener("click", () => print());
  at("ui-print-brief").addEventListener("click", () => { root.dataset.print = "brief"; print(); });
  addEventListener("afterprint", () => delete root.dataset.print);
  // What is folded on the screen is there on paper.
  let folded = [];
  addEventListener("beforeprint", () => {
    folded = [...document.querySelectorAll("main details:not([open])")];
    for (const each of folded) each.open = true;
  });
  addEventListener("afterprint", () => { for (const each of folded) each.open = false; });

  const outline = document.querySelector(".outline");
  const links = [...outline.querySelectorAll("a")].map((link) => [at(link.getAttribute("href").slice(1)), link]);
  let here = null;
  function follow() {
    let link = null;
    for (const [target, each] of links) {
      if (target && target.getBoundingClientRect().top < 140) link = each;
    }
    if (link === here) return;
    if (here) here.removeAttribute("aria-current");
    for (const item of outline.querySelectorAll(".at")) item.classList.remove("at");
    here = link;
    if (!here) return;
    here.setAttribute("aria-current", "location");
    for (let item = here.closest("li"); item; item = item.parentElement.closest("li")) item.classList.add("at");
    const box = here.getBoundingClientRect(), frame = outline.getBoundingClientRect();
    if (box.top < frame.top || box.bottom > frame.bottom) outline.scrollTop += box.top - frame.top - frame.height / 3;
  }
  let waiting = false;
  addEventListener("scroll", () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => { waiting = false; follow(); });
  }, { passive: true });
  // Third-level headings show under the part that is being read.
  outline.classList.add("live");
  if (innerWidth <= 1180) at("ui-outline").open = false;
  follow();
})();
