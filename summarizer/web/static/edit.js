"use strict";
// Correcting the labels of the page in place, field by field. What is written goes to the server at once; the page shows
// what the server says then. Text of reports only ever enters as text.
(() => {
  const page = window.reportPage, offsets = window.reportOffsets, tools = window.labelTools;
  const { data } = page, { editing, report, entries, words } = data, said = editing.words;
  const { make, kindOf, extentOf } = tools;
  const at = (id) => document.getElementById(id);
  const box = at("edit"), fieldsBox = at("edit-fields"), optionsBox = at("edit-options"), form = at("edit-form"), input = at("edit-input");
  const told = at("edit-told"), text = document.querySelector(".text"), list = at("ui-list");
  const address = `/reports/${report.id}/labels`;

  let item = null, open = null, options = [], adding = null, who = editing.who, sending = Promise.resolve(), busy = 0;

  const rowOf = (key) => editing.rows[key] || {};
  const keyOf = (place) => (place < 0 || !entries[place] || entries[place].kind === "finding" ? null : editing.items[entries[place].id]);
  const placeOf = (key) => entries.findIndex((entry) => entry.kind !== "finding" && editing.items[entry.id] === key);

  // ---- the marks of what people said
  function mark(place) {
    const state = editing.states[keyOf(place)];
    const row = list.querySelector(`[data-row="${place}"]`);
    for (const element of [row, ...page.pieces[place]].filter(Boolean)) {
      element.classList.toggle("changed", state === "changed");
      element.classList.toggle("accepted", state === "accepted");
    }
  }
  entries.forEach((entry, place) => { if (editing.states[editing.items[entry.id]]) mark(place); });

  // ---- what is chosen
  function show(key) {
    item = key;
    open = null;
    if (adding) stopAdding();
    document.body.classList.toggle("editing", Boolean(key));
    box.hidden = !key;
    tell("");
    document.body.dataset.foot = 0;
    if (key) draw();
  }
  function draw() {
    const kind = kindOf(item), row = rowOf(item), place = placeOf(item);
    const entry = entries[place];
    at("edit-title").textContent =
      kind === "meta" ? said.label_items.meta : `${said.label_items[kind]} ${entry.id} ${entry.figure || entry.quote || entry.name}`;
    const state = editing.states[item];
    at("edit-state").textContent = state ? said.labels[`state_${state}`] : "";
    fieldsBox.replaceChildren();
    for (const field of editing.fields[kind]) {
      if (kind === "number" && field !== "class" && row.class !== "q") continue;
      const button = make("button");
      button.type = "button";
      button.dataset.field = field;
      button.setAttribute("aria-pressed", String(open === field));
      button.append(make("kbd", "", tools.KEYS[kind][field]), ` ${said.label_fields[field]} `, make("span", "value", tools.named(words, said, field, row[field])));
      fieldsBox.append(button);
    }
    for (const button of at("edit-actions").querySelectorAll("[data-do]")) {
      const only = { none: ["number"], remove: ["commitment", "section"], split: ["commitment"], longer: ["commitment"], shorter: ["commitment"] };
      button.hidden = Boolean(only[button.dataset.do] && !only[button.dataset.do].includes(kind)) || (kind === "meta" && button.dataset.do === "whole");
    }
    if (!open) { optionsBox.hidden = true; form.hidden = true; }
    document.body.dataset.foot = box.offsetHeight;
  }
  document.addEventListener("report:chosen", (event) => show(keyOf(event.detail.place)));

  function tell(message, good) {
    told.textContent = message;
    told.classList.toggle("good", Boolean(good));
  }

  // ---- a field that is being answered
  function openField(field, value) {
    open = field;
    draw();
    const choices = editing.choices[field];
    if (choices) return offer(choices.map((word) => [tools.named(words, said, field, word), () => change({ [field]: word }), rowOf(item)[field] === word]));
    optionsBox.hidden = true;
    form.hidden = false;
    at("edit-label").textContent = said.label_fields[field];
    at("edit-list").replaceChildren(...(field === "canon" ? Object.entries(words.canon) : []).map(([id, name]) => {
      const option = make("option", "", name);
      option.value = id;
      return option;
    }));
    input.value = value !== undefined ? value : rowOf(item)[field] || "";
    input.focus();
    input.select();
  }
  function offer(given) {
    options = given;
    form.hidden = true;
    optionsBox.hidden = false;
    optionsBox.replaceChildren(...tools.optionButtons(given));
  }
  function closeField() {
    open = null;
    options = [];
    optionsBox.hidden = true;
    form.hidden = true;
    if (form.contains(document.activeElement)) input.blur();
    draw();
  }
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const value = input.value.trim();
    if (pendingClass) {
      const fields = { class: "q", name: value };
      return change(fields);
    }
    change({ [open]: value || null });
  });

  // ---- acts
  let pendingClass = false;
  function change(fields) {
    // A number that becomes a quantity needs a name first.
    if (fields.class === "q" && !fields.name && rowOf(item).class !== "q") {
      pendingClass = true;
      open = "name";
      optionsBox.hidden = true;
      form.hidden = false;
      at("edit-label").textContent = said.label_fields.name;
      input.value = "";
      return input.focus();
    }
    const row = rowOf(item);
    if (Object.entries(fields).every(([field, value]) => (row[field] || null) === (value || null))) return closeField();
    return send({ wish: "change", item, fields }, { again: fields });
  }
  function accept() {
    const key = item, next = following();
    return send({ wish: "accept", item: key, fields: rowOf(key) }, { next });
  }
  function following() {
    const visible = page.visible(), here = visible.indexOf(page.current());
    return visible.slice(here + 1).find((place) => entries[place].kind !== "finding");
  }
  // One after the other, so that each is said of what the one before left.
  function send(asked, then = {}) {
    busy += 1;
    document.body.toggleAttribute("data-busy", true);
    sending = sending.then(() => post(asked, then)).finally(() => {
      busy -= 1;
      document.body.toggleAttribute("data-busy", busy > 0);
      while (waiting.length && !busy) press(waiting.shift());
    });
    return sending;
  }
  async function post(asked, { next, again, focus }) {
    who = await tools.whoIs(said, who);
    if (!who) return;
    showWho();
    const answer = await tools.call(address, { ...asked, seen: editing.versions[asked.item] || 0, revision: report.revision }, said.labels.offline);
    if (answer.updates) take(answer.updates);
    if (!answer.ok) return refuse(answer, asked, again);
    pendingClass = false;
    if (answer.counts) for (const name of ["changed", "accepted"]) {
      at(`edit-${name}`).textContent = at(`edit-${name}`).dataset.words.replace("{n}", answer.counts[name]);
    }
    if (answer.redraw) return redraw(focus === undefined ? extentOf(asked.item)[0] : focus);
    if (asked.wish !== "accept") at("edit-stale").hidden = false;
    closeField();
    if (next !== undefined) page.choose(next, "text");
    else if (asked.wish === "accept") tell(said.labels.nothing, true);
    document.dispatchEvent(new CustomEvent("labels:saved", { detail: asked }));
  }
  function take(updates) {
    for (const update of updates) {
      editing.versions[update.item] = update.version;
      editing.states[update.item] = update.state;
      if (update.row) editing.rows[update.item] = update.row;
      const place = placeOf(update.item);
      if (place < 0 || !update.entry) continue;
      page.update(place, update.entry);
      mark(place);
    }
    if (item) draw();
  }
  // What a person said is never thrown away by a refusal: it stands in the form again.
  function refuse(answer, asked, again) {
    tell(answer.status === 409 ? `${answer.error} ${said.labels.kept}` : answer.error);
    const [field, value] = Object.entries(again || {}).find(([name]) => name !== "class") || [];
    if (field && item === asked.item) {
      openField(field, value === null ? "" : value);
      if (editing.choices[field]) optionsBox.querySelector(`[data-option="${editing.choices[field].indexOf(value)}"]`).focus();
    }
  }
  function redraw(offset) {
    const there = new URL(location.href);
    there.searchParams.set("at", offset);
    there.hash = "";
    location.replace(there);
  }

  // ---- commitments by their clauses
  const clauses = report.clauses;
  const runOf = (key) => {
    const [start, end] = extentOf(key);
    return [clauses.findIndex((clause) => clause[1] > start), clauses.findLastIndex((clause) => clause[0] < end)];
  };
  const keyOfRun = ([first, last]) => `commitment:${clauses[first][0]}-${clauses[last][1]}`;

  function stretch(by) {
    const [first, last] = runOf(item);
    if (last + by < first || last + by >= clauses.length) return;
    const piece = keyOfRun([first, last + by]);
    send({ wish: "cut", item, pieces: [piece] }, { focus: extentOf(piece)[0] });
  }
  function split() {
    const [first, last] = runOf(item);
    if (first === last) return;
    tell(said.labels.cut_at, true);
    open = "cut";
    const whole = item;
    offer(clauses.slice(first, last).map((clause, place) => [
      offsets.textOf(clause[0], clause[1]),
      () => send({ wish: "cut", item: whole, pieces: [keyOfRun([first, first + place]), keyOfRun([first + place + 1, last])] }),
      false,
    ]));
  }
  function startAdding() {
    const chosen = offsets.selected();
    const around = chosen || (item && item !== editing.meta ? extentOf(item) : [0, 1]);
    const first = Math.max(0, clauses.findIndex((clause) => clause[1] > around[0]));
    const last = chosen ? Math.max(first, clauses.findLastIndex((clause) => clause[0] < around[1])) : first;
    box.hidden = false;
    document.body.classList.add("editing");
    adding = [first, last];
    showAdding();
  }
  function showAdding() {
    offsets.select(clauses[adding[0]][0], clauses[adding[1]][1]);
    tell(`${said.labels.adding}：${offsets.textOf(clauses[adding[0]][0], clauses[adding[1]][1])}`, true);
  }
  function stopAdding() {
    adding = null;
    getSelection().removeAllRanges();
    tell("");
    if (!item) box.hidden = true;
  }
  function whileAdding(key) {
    const [first, last] = adding, end = clauses.length - 1;
    if (key === "j" || key === "ArrowDown") adding = [Math.min(last + 1, end), Math.min(last + 1, end)];
    else if (key === "k" || key === "ArrowUp") adding = [Math.max(first - 1, 0), Math.max(first - 1, 0)];
    else if (key === "]") adding = [first, Math.min(last + 1, end)];
    else if (key === "[") adding = [first, Math.max(first, last - 1)];
    else if (key === "Enter") {
      const made = keyOfRun(adding);
      stopAdding();
      box.hidden = false;
      return send({ wish: "add", item: made });
    } else if (key === "Escape") return stopAdding();
    else return;
    showAdding();
  }
  function addHeading() {
    const chosen = offsets.selected();
    if (!chosen) return tell(said.labels.select_heading);
    const words = offsets.textOf(...chosen), lead = words.length - words.trimStart().length, tail = words.length - words.trimEnd().length;
    const start = chosen[0] + lead, end = chosen[1] - tail;
    const above = entries.filter((entry) => entry.kind === "heading" && entry.at[0] <= start).pop();
    send({ wish: "add", item: `section:${start}-${end}`, fields: { level: 3, kind: above ? above.part : "preamble" } });
  }

  const acts = {
    accept,
    undo: () => send({ wish: "undo", item: editing.meta }, { focus: item ? extentOf(item)[0] : 0 }),
    none: () => openField("class"),
    add: startAdding,
    heading: addHeading,
    remove: () => send({ wish: "remove", item }),
    split,
    longer: () => stretch(1),
    shorter: () => stretch(-1),
    whole: () => show(editing.meta),
    close: () => { show(null); page.dismiss(); },
  };
  const ACT_KEYS = { Enter: "accept", u: "undo", x: "none", a: "add", h: "heading", d: "remove", w: "split", "]": "longer", "[": "shorter", r: "whole" };

  // ---- keys and buttons
  document.addEventListener("keydown", (event) => {
    if (!tools.plain(event)) return;
    const target = event.target;
    const stop = () => { event.preventDefault(); event.stopPropagation(); };
    if (target === input) {
      if (event.key === "Escape") { stop(); pendingClass = false; closeField(); }
      return;
    }
    if (tools.isTyping(target)) return;
    const among = target === document.body || text.contains(target) || list.contains(target);
    if (event.key === "Enter" && !among) return;
    if (press(event.key)) stop();
  }, true);
  // What a key does, and whether it does anything here; keys that come while the server answers wait for what it says.
  const waiting = [];
  function press(key) {
    if (busy && (item || adding)) return Boolean(waiting.push(key));
    if (adding) {
      if (!["j", "k", "]", "[", "Enter", "Escape", "ArrowDown", "ArrowUp"].includes(key)) return false;
      whileAdding(key);
      return true;
    }
    if (open) {
      const place = tools.OPTIONS.indexOf(key);
      if (key === "Escape") closeField();
      else if (place >= 0 && options[place]) options[place][1]();
      else if (key === "j" || key === "k") { closeField(); page.step(key === "j" ? 1 : -1); }
      return true;
    }
    const act = ACT_KEYS[key];
    if (["undo", "add", "heading", "whole"].includes(act)) { acts[act](); return true; }
    if (!item) return false;
    if (key === "Escape") { acts.close(); return true; }
    const button = act && at("edit-actions").querySelector(`[data-do="${act}"]`);
    if (button && !button.hidden) { acts[act](); return true; }
    const field = Object.entries(tools.KEYS[kindOf(item)]).find(([, each]) => each === key);
    if (field && fieldsBox.querySelector(`[data-field="${field[0]}"]`)) { openField(field[0]); return true; }
    if (key === "j" || key === "k") { page.step(key === "j" ? 1 : -1); return true; }
    return false;
  }
  box.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button || button.type === "submit") return;
    if (button.dataset.field) openField(button.dataset.field);
    else if (button.dataset.option) options[Number(button.dataset.option)][1]();
    else if (button.dataset.do) acts[button.dataset.do]();
  });

  // ---- who
  function showWho() { at("edit-who").querySelector("b").textContent = who || "—"; }
  at("edit-who").addEventListener("click", async () => { who = (await tools.whoIs(said, who, true)) || who; showWho(); });

  // Back where the page was before it was drawn again.
  const back = new URL(location.href).searchParams.get("at");
  if (back !== null) {
    const offset = Number(back);
    const found = entries.findIndex((entry) => entry.at && entry.kind !== "heading" && entry.at[0] === offset);
    const near = found >= 0 ? found : entries.findIndex((entry) => entry.at && entry.at[1] > offset);
    if (near >= 0) page.choose(near, "text");
  }
})();
