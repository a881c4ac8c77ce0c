"use strict";
// Label mode: one item after the other. Fields are answered here and recorded together by one key; what is recorded is
// the person's own labelling. Text of reports only ever enters as text.
(() => {
  const data = JSON.parse(document.getElementById("label-data").textContent);
  const tools = window.labelTools, said = data.words, words = said.label_mode;
  const { make, kindOf, extentOf } = tools;
  const at = (id) => document.getElementById(id);
  const fieldsBox = at("edit-fields"), optionsBox = at("edit-options"), form = at("edit-form"), input = at("edit-input"), told = at("edit-told");
  const points = [...data.report.text], address = `/label/${data.report.id}`;
  const { rows, versions, states, queue, clauses } = data;

  // Where suggestions are hidden, the clauses of the parts that look forward take the place of commitments.
  if (data.hidden) {
    const first = queue.findIndex((key) => kindOf(key) === "section" || kindOf(key) === "meta");
    const stated = Object.keys(rows).filter((key) => kindOf(key) === "commitment");
    const covered = ([start, end]) => stated.find((key) => extentOf(key)[0] <= start && end <= extentOf(key)[1]);
    const found = data.forward.map((place) => covered(clauses[place]) || keyOfRun([place, place]));
    queue.splice(first, 0, ...new Set([...found, ...stated]));
  }
  let here = -1, draft = {}, open = null, options = [], adding = null, busy = false, turn = [];

  const item = () => queue[here];
  const isDone = (key) => Boolean(states[key]);
  const rowOf = (key) => ({ ...blank(key), ...rows[key] });
  const current = () => ({ ...rowOf(item()), ...draft });
  // What a quantity or a commitment is unless something is said.
  function blank(key) {
    if (kindOf(key) === "number" && draft.class === "q") return { measure: "level", bound: "eq", status: "actual", falls: false };
    if (kindOf(key) === "commitment" && draft.stated) return { strength: "will", specificity: "general", topic: "economy" };
    return {};
  }
  function keyOfRun([first, last]) { return `commitment:${clauses[first][0]}-${clauses[last][1]}`; }
  const runOf = (key) => {
    const [start, end] = extentOf(key);
    return [clauses.findIndex((clause) => clause[1] > start), clauses.findLastIndex((clause) => clause[0] < end)];
  };
  const slice = (start, end) => points.slice(start, end).join("");

  // ---- what is shown
  function go(place) {
    if (place < 0 || place >= queue.length) return;
    here = place;
    draft = {};
    turn = [];
    stopField();
    tell("");
    draw();
    ask();
  }
  // Of a number of which nothing is said yet the first question is open.
  function ask() {
    if (data.hidden && kindOf(item()) === "number" && !isDone(item())) openField("class");
  }
  function nextOpen() {
    for (let step = 1; step <= queue.length; step += 1) {
      const place = (here + step) % queue.length;
      if (!isDone(queue[place])) return place;
    }
    return -1;
  }
  function draw() {
    const key = item(), kind = kindOf(key), row = current();
    const isClause = data.hidden && kind === "commitment" && !rows[key] && !draft.stated;
    at("edit-title").textContent = kind === "meta" ? said.label_items.meta : `${said.label_items[kind]}　${slice(...extentOf(key)).slice(0, 40)}`;
    at("edit-state").textContent = states[key] ? said.labels[`state_${states[key]}`] || "✓" : "";
    fieldsBox.replaceChildren();
    if (isClause) fieldsBox.append(make("p", "", words.begins_here));
    else for (const field of data.fields[kind]) {
      if (kind === "number" && field !== "class" && row.class !== "q") continue;
      const button = make("button");
      button.type = "button";
      button.dataset.field = field;
      button.setAttribute("aria-pressed", String(open === field));
      const known = row[field] !== undefined || field in draft;
      const value = known || field !== "class" ? tools.named(said, said, field, row[field]) : words.blank;
      button.append(make("kbd", "", tools.KEYS[kind][field]), ` ${said.label_fields[field]} `, make("span", "value", value));
      fieldsBox.append(button);
    }
    const isRun = kind === "commitment" && !isClause;
    for (const button of at("edit-actions").querySelectorAll("[data-do]")) {
      if (["remove", "split", "longer", "shorter"].includes(button.dataset.do)) button.hidden = !(isRun || (kind === "section" && button.dataset.do === "remove"));
    }
    drawText(key);
    at("label-guide").textContent = said.guide[`${kind}.${open}`] || said.guide[kind];
    drawLeft();
  }
  function drawText(key) {
    const [start, end] = kindOf(key) === "meta" ? [0, 0] : extentOf(key);
    const range = adding ? [clauses[adding[0]][0], clauses[adding[1]][1]] : null;
    const focus = range || [start, end];
    const from = Math.max(0, focus[0] - 160), to = Math.min(points.length, Math.max(focus[1] + 160, kindOf(key) === "meta" ? 600 : 0));
    const clause = clauses.find(([left, right]) => left <= focus[0] && focus[0] < right) || focus;
    const cuts = [from, Math.max(from, Math.min(clause[0], focus[0])), focus[0], focus[1], Math.min(to, Math.max(clause[1], focus[1])), to];
    const kinds = ["far", "clause", "mark", "clause", "far"];
    at("label-text").replaceChildren(...kinds.map((name, place) => {
      const element = make(name === "mark" ? "mark" : "span", name === "mark" ? "" : name, slice(cuts[place], cuts[place + 1]));
      return element;
    }).filter((element) => element.textContent));
  }
  function drawLeft() {
    const left = {};
    for (const key of queue) if (!isDone(key)) left[kindOf(key)] = (left[kindOf(key)] || 0) + 1;
    const names = Object.entries(left).map(([kind, number]) => `${said.label_items[kind]} ${number}`);
    at("label-left").textContent = names.length ? `${words.left} ${names.join(" · ")}` : words.all_done;
    at("label-bar").max = queue.length;
    at("label-bar").value = queue.filter(isDone).length;
  }
  function tell(message, good) {
    told.textContent = message;
    told.classList.toggle("good", Boolean(good));
  }

  // ---- answering a field
  function openField(field, value) {
    open = field;
    const choices = data.choices[field];
    if (choices) {
      offer(choices.map((word) => [tools.named(said, said, field, word), () => answer(field, word), current()[field] === word]));
    } else {
      optionsBox.hidden = true;
      form.hidden = false;
      at("edit-label").textContent = said.label_fields[field];
      const known = field === "canon" ? Object.entries(said.canon) : field === "period" ? data.periods.filter(Boolean).map((period) => [period, ""]) : [];
      at("edit-list").replaceChildren(...known.map(([id, name]) => {
        const option = make("option", "", name);
        option.value = id;
        return option;
      }));
      input.value = value !== undefined ? value : current()[field] || "";
      input.focus();
      input.select();
    }
    draw();
  }
  function offer(given) {
    options = given;
    form.hidden = true;
    optionsBox.hidden = false;
    optionsBox.replaceChildren(...tools.optionButtons(given));
  }
  function stopField() {
    open = null;
    options = [];
    optionsBox.hidden = true;
    form.hidden = true;
    if (document.activeElement === input) input.blur();
  }
  // A number that is none needs no more words; one that is a quantity, a name at least.
  function answer(field, value) {
    const was = rowOf(item()).class;
    draft[field] = value;
    stopField();
    if (field === "class" && value !== "q") return save();
    if (field === "class" && was !== "q") turn = data.hidden ? ["name", "canon", "measure", "unit", "bound", "status", "period"] : ["name", "unit", "period"];
    const next = turn.shift();
    if (next) return openField(next);
    draw();
  }
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    answer(open, input.value.trim() || null);
  });

  // ---- recording
  const same = (key) => Object.entries(draft).every(([field, value]) => (rows[key] || {})[field] === value || (!value && !(rows[key] || {})[field]));
  function save() {
    const key = item(), kind = kindOf(key);
    if (data.hidden && kind === "commitment" && !rows[key] && !draft.stated) return send({ wish: "none", item: key }, true);
    const { stated, ...fields } = draft;
    if (rows[key] && same(key)) return send({ wish: "accept", item: key, fields: rows[key] }, true);
    if (!rows[key] && kind === "number" && !("class" in fields)) return openField("class");
    if (!rows[key] && kind === "commitment") return send({ wish: "add", item: key, fields: current_fields() }, true);
    return send({ wish: "change", item: key, fields: rows[key] ? fields : current_fields() }, true);
  }
  function current_fields() {
    const { stated, ...fields } = current();
    return fields;
  }
  function wait(on) {
    busy = on;
    document.body.toggleAttribute("data-busy", on);
  }
  async function send(asked, on) {
    wait(true);
    await post(asked, on);
    wait(false);
    replay();
  }
  async function post(asked, on) {
    const before = here;
    const reply = await tools.call(`${address}/labels`, { ...asked, seen: versions[asked.item] || 0 }, said.labels.offline);
    for (const update of reply.updates || []) take(update);
    if (!reply.ok) {
      draw();
      tell(reply.status === 409 ? `${reply.error} ${said.labels.kept}` : reply.error);
      return;
    }
    document.dispatchEvent(new CustomEvent("labels:saved", { detail: asked }));
    if (asked.wish === "undo") return go(Math.max(0, queue.indexOf((reply.updates.find((update) => queue.includes(update.item)) || {}).item)));
    if (!on) return go(Math.min(before, queue.length - 1));
    const next = nextOpen();
    if (next >= 0) return go(next);
    go(here);
    tell(words.all_done, true);
  }
  function take(update) {
    const key = update.item;
    versions[key] = update.version;
    // Of a clause without a commitment the state says that somebody looked.
    states[key] = update.state;
    if (update.row) rows[key] = update.row;
    else delete rows[key];
    if (kindOf(key) !== "commitment") return;
    const place = queue.indexOf(key);
    if (update.row && place < 0) {
      const [start, end] = extentOf(key);
      const inside = queue.findIndex((each) => kindOf(each) === "commitment" && extentOf(each)[0] >= start && extentOf(each)[1] <= end);
      if (data.hidden) for (let at_ = queue.length - 1; at_ >= 0; at_ -= 1) {
        const [left, right] = extentOf(queue[at_]);
        if (kindOf(queue[at_]) === "commitment" && left >= start && right <= end) queue.splice(at_, 1);
      }
      queue.splice(inside < 0 ? Math.max(0, here) : inside, 0, key);
    } else if (!update.row && place >= 0 && !data.hidden) {
      queue.splice(place, 1);
    }
  }

  // ---- runs of clauses
  function stretch(by) {
    const key = item(), [first, last] = adding || runOf(key);
    if (last + by < first || last + by >= clauses.length) return;
    if (adding) { adding = [first, last + by]; return drawText(key); }
    if (!rows[key]) { replaceKey(key, keyOfRun([first, last + by])); return draw(); }
    send({ wish: "cut", item: key, pieces: [keyOfRun([first, last + by])] });
  }
  // A run that is not recorded yet is only looked at.
  function replaceKey(key, other) {
    const [start, end] = extentOf(other);
    const kept = queue.filter((each) => each === key || kindOf(each) !== "commitment" || rows[each] || extentOf(each)[0] >= end || extentOf(each)[1] <= start);
    queue.splice(0, queue.length, ...kept.map((each) => (each === key ? other : each)));
    here = queue.indexOf(other);
  }
  function split() {
    const key = item(), [first, last] = runOf(key);
    if (first === last || !rows[key]) return;
    tell(said.labels.cut_at, true);
    open = "cut";
    offer(clauses.slice(first, last).map(([start, end], place) => [
      slice(start, end),
      () => { stopField(); send({ wish: "cut", item: key, pieces: [keyOfRun([first, first + place]), keyOfRun([first + place + 1, last])] }); },
      false,
    ]));
  }
  function add() {
    const key = item();
    if (data.hidden && kindOf(key) === "commitment" && !rows[key]) {
      draft.stated = true;
      return draw();
    }
    const [start] = kindOf(key) === "meta" ? [0] : extentOf(key);
    const first = Math.max(0, clauses.findIndex((clause) => clause[1] > start));
    adding = [first, first];
    tell(said.labels.adding, true);
    drawText(key);
  }
  function whileAdding(key) {
    const [first, last] = adding, end = clauses.length - 1;
    if (key === "j") adding = [Math.min(last + 1, end), Math.min(last + 1, end)];
    else if (key === "k") adding = [Math.max(first - 1, 0), Math.max(first - 1, 0)];
    else if (key === "]" || key === "[") return stretch(key === "]" ? 1 : -1);
    else {
      const made = keyOfRun(adding);
      adding = null;
      tell("");
      return key === "Enter" ? send({ wish: "add", item: made }) : draw();
    }
    drawText(item());
  }
  async function finish() {
    wait(true);
    const reply = await tools.call(`${address}/finish`, {}, said.labels.offline);
    wait(false);
    if (!reply.ok) ask();
    tell(reply.ok ? words.finished : reply.error, reply.ok);
    replay();
  }

  const acts = {
    accept: save,
    undo: () => send({ wish: "undo", item: "meta:0-0" }),
    add,
    remove: () => rows[item()] && send({ wish: "remove", item: item() }, true),
    split,
    longer: () => stretch(1),
    shorter: () => stretch(-1),
    finish,
  };
  const ACT_KEYS = { Enter: "accept", u: "undo", a: "add", d: "remove", w: "split", "]": "longer", "[": "shorter", "!": "finish" };

  document.addEventListener("keydown", (event) => {
    if (!tools.plain(event)) return;
    const target = event.target, key = event.key;
    if (target === input) {
      if (key === "Escape") { event.preventDefault(); turn = []; stopField(); draw(); }
      return;
    }
    if (tools.isTyping(target) || (key === "Enter" && target.closest("a, button, summary"))) return;
    if (press(key)) event.preventDefault();
  });
  // What a key does; keys that come while the server answers wait for what it says.
  const waiting = [];
  function press(key) {
    if (busy) return Boolean(waiting.push(key));
    let taken = false;
    const act = () => { taken = true; };
    if (adding) { if (["j", "k", "]", "[", "Enter", "Escape"].includes(key)) { act(); whileAdding(key); } return taken; }
    const place = open ? tools.OPTIONS.indexOf(key) : -1;
    if (place >= 0 && options[place] && !["j", "k"].includes(key)) { act(); options[place][1](); return taken; }
    if (key === "j" || key === "k") { act(); go(here + (key === "j" ? 1 : -1)); return taken; }
    if (key === "Escape") { act(); draft = {}; turn = []; stopField(); tell(""); draw(); return taken; }
    // A key that is no answer leaves the field as it was.
    if (open) { turn = []; stopField(); draw(); }
    const named = ACT_KEYS[key];
    const button = named && at("edit-actions").querySelector(`[data-do="${named}"]`);
    if (button && !button.hidden) { act(); acts[named](); return taken; }
    const field = Object.entries(tools.KEYS[kindOf(item())]).find(([, each]) => each === key);
    if (field && fieldsBox.querySelector(`[data-field="${field[0]}"]`)) { act(); openField(field[0]); }
    return taken;
  }
  function replay() { while (waiting.length && !busy) press(waiting.shift()); }
  at("edit").addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button || button.type === "submit") return;
    if (button.dataset.field) openField(button.dataset.field);
    else if (button.dataset.option) options[Number(button.dataset.option)][1]();
    else if (button.dataset.do) acts[button.dataset.do]();
    // The next key is a key of the page again, not of the button.
    if (document.activeElement === button) button.blur();
  });

  const first = queue.findIndex((key) => !isDone(key));
  go(first < 0 ? 0 : first);
})();
