"use strict";
// Deciding between two labellings, by keyboard: the row that is chosen, and whose reading holds.
(() => {
  const table = document.getElementById("differ"), tools = window.labelTools;
  if (!table) return;
  const rows = [...table.tBodies[0].rows], told = document.getElementById("edit-told"), kept = new URL(location.href).searchParams.get("at");
  const said = { labels: { who_ask: table.dataset.ask, offline: table.dataset.offline } };
  let here = -1, who = table.dataset.who, busy = false;

  function go(place) {
    if (place < 0 || place >= rows.length) return;
    if (rows[here]) rows[here].classList.remove("on");
    here = place;
    rows[here].classList.add("on");
    rows[here].focus({ preventScroll: true });
    rows[here].scrollIntoView({ block: "nearest" });
  }
  function thirdReading() {
    const form = here >= 0 && rows[here].querySelector("form.third");
    if (!form) return;
    form.hidden = false;
    form.elements[0].focus();
  }
  // Words to choose from are values, free text is text, and an empty line says nothing.
  const fieldsOf = (form) =>
    Object.fromEntries([...form.querySelectorAll("select, input")].map((field) => [field.name, field.matches("select") ? JSON.parse(field.value) : field.value.trim() || null]));
  async function decide(pick, fields = {}) {
    if (busy || here < 0) return;
    busy = true;
    who = await tools.whoIs(said, who);
    const row = rows[here].dataset;
    const reply = who && (await tools.call(`/label/${table.dataset.report}/decide`, { item: row.item, pick, fields, seen: Number(row.version) }, said.labels.offline));
    busy = false;
    if (!reply) return;
    if (!reply.ok) {
      told.textContent = reply.error;
      for (const update of reply.updates || []) if (update.item === row.item) row.version = update.version;
      return;
    }
    const there = new URL(location.href);
    there.searchParams.set("at", pick === "undo" ? (reply.updates[0] || {}).item : row.item);
    location.replace(there);
  }
  document.addEventListener("keydown", (event) => {
    const form = event.target.closest("form.third");
    if (form && event.key === "Escape") {
      form.hidden = true;
      rows[here].focus();
    }
    if (!tools.plain(event) || tools.isTyping(event.target)) return;
    const acts = { j: () => go(here + 1), k: () => go(here - 1), 1: () => decide(1), 2: () => decide(2), 3: thirdReading, u: () => decide("undo") };
    if (!acts[event.key]) return;
    event.preventDefault();
    acts[event.key]();
  });
  table.addEventListener("click", (event) => {
    const row = event.target.closest("tbody tr"), button = event.target.closest("[data-pick]");
    if (event.target.closest("form.third")) return;
    if (row) go(rows.indexOf(row));
    if (event.target.closest("[data-third]")) thirdReading();
    if (button) decide(Number(button.dataset.pick));
  });
  table.addEventListener("submit", (event) => {
    event.preventDefault();
    decide("third", fieldsOf(event.target));
  });
  // After a decision the next that is left; they stand first.
  const open = rows.findIndex((row) => !row.dataset.decided);
  go(open >= 0 ? open : Math.max(0, rows.findIndex((row) => row.dataset.item === kept)));
})();
