"use strict";
// Runs before the page is drawn: light or dark as it was chosen last.
(() => {
  const root = document.documentElement;
  try {
    const kept = localStorage.getItem("theme");
    if (kept === "dark" || kept === "light") root.dataset.theme = kept;
    new MutationObserver(() => localStorage.setItem("theme", root.dataset.theme || "")).observe(root, {
      attributeFilter: ["data-theme"],
    });
  } catch { /* a browser that keeps nothing */ }
})();
