"use strict";
// The list, the filters, the card and the keyboard of the page. Report text only ever enters it as text.
(() => {
  const data = JSON.parse(document.getElementById("ui-data").textContent);
  const { entries, sections, words } = data;
  const at = (id) => document.getElementById(id);
  const list = at("ui-list"), card = at("ui-card"), panel = at("ui-panel"), form = at("ui-filters"), search = at("ui-search");
  const narrow = matchMedia("(max-width: 800px)");

  // The pieces of each entry in the text; a finding has none of its own and points at the entries it is about.
  const pieces = entries.map(() => []);
  for (const piece of document.querySelectorAll("[data-i]")) pieces[piece.dataset.i].push(piece);
  const clauses = entries.map(() => []);
  for (const clause of document.querySelectorAll("[data-q]")) {
    for (const place of clause.dataset.q.split(" ")) clauses[place].push(clause);
  }
  const byId = new Map();
  entries.forEach((entry, place) => {
    if (entry.kind !== "finding" && !byId.has(entry.id)) byId.set(entry.id, place);
  });
  const piecesOf = (place) =>
    entries[place].refs ? entries[place].refs.flatMap((id) => pieces[byId.get(id)] || []) : pieces[place];

  const make = (tag, className, text) => {
    const element = document.createElement(tag);
    if (className) element.className = className;
    if (text !== undefined) element.textContent = text;
    return element;
  };
  const named = (group, key) => (words[group] && words[group][key]) || key;

  // ---- the list
  const rows = entries.map((entry, place) => (entry.kind === "heading" ? null : rowOf(entry, place)));
  const nothing = make("li", "none", words.ui.none);
  nothing.hidden = true;
  list.append(...rows.filter(Boolean).map((row) => row.parentElement), nothing);

  function rowOf(entry, place) {
    const row = make("a", [entry.kind, entry.status, entry.strength].filter(Boolean).join(" "));
    const anchor = entry.refs ? entry.refs[0] : entry.id;
    row.href = "#" + (anchor || "ui-findings");
    row.dataset.row = place;
    row.tabIndex = -1;
    const top = make("div", "top");
    const under = (...facts) => row.append(make("div", "under", facts.filter(Boolean).join(" · ")));
    row.append(top);
    if (entry.kind === "indicator") {
      top.append(make("span", "clip", entry.name), make("b", "", entry.figure));
      under(named("measure", entry.measure), named("status", entry.status), entry.period, percent(entry.confidence));
    } else if (entry.kind === "commitment") {
      top.append(make("span", "clip", entry.quote));
      const said = [named("topics", entry.topic), named("strength", entry.strength)];
      under(...said, named("specificity", entry.specificity), entry.deadline, percent(entry.confidence));
    } else if (entry.kind === "excluded") {
      top.append(make("span", "", entry.figure), make("span", "", named("reason", entry.reason)));
    } else {
      top.append(make("span", "", entry.name));
      under(named("severity", entry.severity), entry.refs.join(" "));
    }
    make("li").append(row);
    return row;
  }
  function percent(value) {
    return value === null || value === undefined ? "" : Math.round(value * 100) + "%";
  }

  // ---- the filters
  const wordsOf = (entry) =>
    [entry.id, entry.name, entry.quote, entry.figure, entry.canon && words.canon[entry.canon], entry.canon]
      .filter(Boolean).join("\n").toLowerCase();
  const searched = entries.map(wordsOf);
  let visible = [];

  function within(section, wanted) {
    for (let id = section, left = 9; id && left; left -= 1) {
      if (id === wanted) return true;
      id = sections[id] ? sections[id][0] : null;
    }
    return false;
  }
  function wantedBy(fields) {
    const kinds = new Set(fields.getAll("kind"));
    const get = (name) => fields.get(name);
    const [from, to] = [Number(get("from")) / 100, Number(get("to")) / 100];
    const terms = search.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
    const narrows = [get("status"), get("topic"), get("strength"), get("section"), get("canon")];
    return {
      changed: narrows.filter(Boolean).length + (from > 0 || to < 1) + (terms.length > 0),
      test: (entry, place) =>
        kinds.has(entry.kind) &&
        ["status", "topic", "strength"].every((name) => !get(name) || entry[name] === get(name)) &&
        (!get("section") || within(entry.section, get("section"))) &&
        (!get("canon") || (entry.kind === "indicator" && (get("canon") === "core") === Boolean(entry.canon))) &&
        ((from === 0 && to === 1) || (typeof entry.confidence === "number" && entry.confidence >= from && entry.confidence <= to)) &&
        terms.every((term) => searched[place].includes(term)),
    };
  }
  function apply() {
    const { changed, test } = wantedBy(new FormData(form));
    visible = [];
    entries.forEach((entry, place) => {
      if (!rows[place]) return;
      const shown = test(entry, place);
      rows[place].parentElement.hidden = !shown;
      if (shown) visible.push(place);
      for (const piece of pieces[place]) piece.classList.toggle("off", !shown);
    });
    nothing.hidden = visible.length > 0;
    const all = rows.filter(Boolean).length;
    at("ui-shown").textContent = words.ui.shown.replace("{n}", visible.length).replace("{all}", all);
    at("ui-badge").textContent = visible.length;
    at("ui-reset").hidden = !changed;
    for (const slider of form.querySelectorAll("[type=range]")) {
      slider.previousElementSibling.textContent = slider.value + "%";
    }
    if (!visible.includes(current)) rove(visible[0]);
  }
  function clear() {
    for (const field of form.querySelectorAll("select, [type=search]")) field.value = "";
    form.elements.from.value = 0;
    form.elements.to.value = 100;
    apply();
  }
  form.addEventListener("input", (event) => {
    // The two ends of the range may meet but not cross.
    const [from, to] = [form.elements.from, form.elements.to];
    if (Number(from.value) > Number(to.value)) (event.target === from ? to : from).value = event.target.value;
    apply();
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  at("ui-reset").addEventListener("click", () => { clear(); search.focus(); });

  // ---- choosing an entry: the text, the list and the card follow
  let current = -1, roving = null;

  function rove(place) {
    if (roving) roving.tabIndex = -1;
    roving = place === undefined ? null : rows[place];
    if (roving) roving.tabIndex = 0;
  }
  function paint(place, on) {
    if (place < 0) return;
    for (const piece of piecesOf(place)) piece.classList.toggle("on", on);
    for (const clause of clauses[place]) clause.classList.toggle("on", on);
    if (!rows[place]) return;
    rows[place].classList.toggle("on", on);
    if (on) rows[place].setAttribute("aria-current", "true");
    else rows[place].removeAttribute("aria-current");
  }
  function choose(place, focus) {
    paint(current, false);
    current = place;
    paint(place, true);
    const row = rows[place];
    if (row) {
      if (row.parentElement.hidden) reveal(entries[place]);
      rove(place);
      keepInView(row.parentElement);
    }
    document.dispatchEvent(new CustomEvent("report:chosen", { detail: { place, entry: entries[place] } }));
    const piece = piecesOf(place)[0];
    if (!piece) {
      if (entries[place].kind === "finding") at("ui-findings").scrollIntoView();
      if (focus === "list") row.focus({ preventScroll: true });
      return hide();
    }
    const box = piece.getBoundingClientRect();
    if (box.top < 90 || box.bottom > innerHeight - (narrow.matches ? innerHeight / 2 : 120)) {
      piece.scrollIntoView({ block: narrow.matches ? "start" : "center", behavior: "instant" });
      if (narrow.matches) scrollBy({ top: -innerHeight / 6, behavior: "instant" });
    }
    if (focus === "list") row.focus({ preventScroll: true });
    else focusOn(piece);
    show(piece, true);
  }
  let focusable = null;
  function focusOn(piece) {
    if (focusable) focusable.removeAttribute("tabindex");
    focusable = piece;
    piece.tabIndex = 0;
    piece.focus({ preventScroll: true });
  }
  function reveal(entry) {
    clear();
    const box = form.querySelector(`[name=kind][value=${entry.kind}]`);
    if (!box.checked) { box.checked = true; apply(); }
  }
  function keepInView(item) {
    const top = item.offsetTop - list.offsetTop, bottom = top + item.offsetHeight;
    if (top < list.scrollTop || bottom > list.scrollTop + list.clientHeight) list.scrollTop = top - list.clientHeight / 3;
  }
  function step(by) {
    if (!visible.length) return;
    const inList = list.contains(document.activeElement);
    const here = visible.indexOf(current);
    // Nothing chosen yet: begin with the first entry below the top of the window.
    const below = (place) => !entries[place].refs && pieces[place][0].getBoundingClientRect().top > 48;
    const next = here < 0 ? Math.max(0, visible.findIndex(below)) : here + by;
    if (visible[next] !== undefined) choose(visible[next], inList ? "list" : "text");
  }

  // ---- the card
  // `held`: shown for the chosen entry, not for the pointer, and so kept while the page scrolls.
  let shownAt = null, held = false, waiting = 0;

  function fieldsOf(entry) {
    const known = (value, text) => (value === null || value === undefined || value === "" ? undefined : text || String(value));
    const group = (name) => known(entry[name], named(name, entry[name]));
    const section = sections[entry.section];
    return {
      reason: group("reason"),
      measure: group("measure"), value: known(entry.figure), normalized: known(entry.normalized), bound: group("bound"),
      status: group("status"), period: known(entry.period), canon: known(entry.canon, `${words.canon[entry.canon]} ${entry.canon}`),
      action: known(entry.action), strength: group("strength"), specificity: group("specificity"), deadline: known(entry.deadline),
      topic: known(entry.topic, named("topics", entry.topic)),
      quantities: entry.quantities && entry.quantities.map(quantity).join("；") || undefined,
      level: known(entry.level), part: group("part"), section: section && section[1], quote: known(entry.quote),
      confidence: known(entry.confidence, percent(entry.confidence)), source: known(entry.source),
      at: entry.at && entry.at.join("–"), id: entry.id,
    };
  }
  function quantity(id) {
    const entry = entries[byId.get(id)];
    return entry ? `${entry.name} ${entry.figure} [${id}]` : id;
  }
  function fill(place, piece) {
    const entry = entries[place];
    card.className = [entry.kind, entry.status].filter(Boolean).join(" ");
    const title = make("div", "title");
    title.append(make("span", "", entry.kind === "indicator" || entry.kind === "heading" ? entry.name : named("kind", entry.kind)));
    if (entry.figure) title.append(make("b", "", entry.figure));
    const facts = make("dl");
    const add = (name, text) => facts.append(make("dt", "", name), make("dd", "", text));
    for (const [name, text] of Object.entries(fieldsOf(entry))) if (text !== undefined) add(words.fields[name], text);
    const around = piece.parentElement.closest(".c");
    if (around) add(words.ui.in_commitment, entries[around.dataset.i].id);
    card.replaceChildren(title, facts);
  }
  function show(piece, hold) {
    clearTimeout(waiting);
    fill(Number(piece.dataset.i), piece);
    if (shownAt) shownAt.removeAttribute("aria-describedby");
    shownAt = piece;
    held = hold;
    piece.setAttribute("aria-describedby", "ui-card");
    card.hidden = false;
    put(piece);
  }
  function put(piece) {
    const box = piece.getClientRects()[0] || piece.getBoundingClientRect();
    // Beside the list, not over it.
    const right = document.querySelector("main").getBoundingClientRect().right;
    const left = Math.max(8, Math.min(box.left, right - card.offsetWidth - 8));
    const last = piece.getBoundingClientRect().bottom;
    // What stands at the foot of the window, if anything does, stays free.
    const floor = innerHeight - Number(document.body.dataset.foot || 0);
    const below = last + 10 + card.offsetHeight < floor || box.top < card.offsetHeight + 60;
    card.style.left = left + "px";
    card.style.top = (below ? Math.max(56, Math.min(last + 10, floor - card.offsetHeight - 8)) : box.top - card.offsetHeight - 10) + "px";
  }
  function hide() {
    clearTimeout(waiting);
    if (shownAt) shownAt.removeAttribute("aria-describedby");
    shownAt = null;
    card.hidden = true;
  }

  // ---- pointer
  const text = document.querySelector(".text");
  const pieceAt = (target) => target.closest && target.closest("[data-i]");
  text.addEventListener("pointerover", (event) => {
    const piece = pieceAt(event.target);
    if (event.pointerType === "touch" || !piece || piece === shownAt) return;
    clearTimeout(waiting);
    waiting = setTimeout(() => show(piece, false), piece.matches(".c, .h") ? 450 : 120);
  });
  text.addEventListener("pointerout", (event) => {
    if (event.pointerType === "touch") return;
    clearTimeout(waiting);
    if (!held) hide();
  });
  text.addEventListener("click", (event) => {
    const piece = pieceAt(event.target);
    if (!piece || String(getSelection())) return;
    choose(Number(piece.dataset.i), "text");
    focusOn(piece);
    show(piece, true);
  });
  text.addEventListener("focusout", hide);
  list.addEventListener("focusout", hide);
  addEventListener("scroll", () => {
    if (!shownAt) return;
    const box = shownAt.getBoundingClientRect();
    if (held && box.bottom > 48 && box.top < innerHeight) put(shownAt);
    else hide();
  }, { passive: true });

  list.addEventListener("click", (event) => {
    const row = event.target.closest("[data-row]");
    if (!row) return;
    event.preventDefault();
    drawer(false);
    choose(Number(row.dataset.row), narrow.matches ? "text" : "list");
  });
  // A citation anywhere in the page is a way to its entry.
  document.addEventListener("click", (event) => {
    const link = event.target.closest && event.target.closest("a[href^='#']");
    if (!link || event.defaultPrevented) return;
    const place = byId.get(link.getAttribute("href").slice(1));
    if (place === undefined || entries[place].kind === "heading") return;
    event.preventDefault();
    choose(place, "text");
  });
  for (const button of document.querySelectorAll("[data-topic]")) {
    button.addEventListener("click", () => {
      clear();
      form.elements.topic.value = button.dataset.topic;
      apply();
      drawer(true);
    });
  }

  // ---- keyboard
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const target = event.target;
    const typing = target.matches("input:not([type=checkbox]), select, textarea");
    const among = list.contains(target) || text.contains(target);
    if (event.key === "Escape") return dismiss();
    if (target === search && event.key === "ArrowDown" && visible.length) {
      event.preventDefault();
      choose(visible.includes(current) ? current : visible[0], "list");
      if (list.querySelector(".on")) list.querySelector(".on").focus({ preventScroll: true });
    }
    if (typing) return;
    const by = event.key === "j" || (among && event.key === "ArrowDown") ? 1 : event.key === "k" || (among && event.key === "ArrowUp") ? -1 : 0;
    if (by) {
      event.preventDefault();
      step(by);
    } else if (event.key === "/") {
      event.preventDefault();
      drawer(true);
      search.focus();
      search.select();
    }
  });
  // One press closes one thing: the card, then the search, then the drawer, then the choice.
  function dismiss() {
    if (!card.hidden) return hide();
    if (search.value) { search.value = ""; return apply(); }
    if (panel.classList.contains("open")) return drawer(false);
    paint(current, false);
    current = -1;
    if (document.activeElement === search) search.blur();
  }

  // ---- the drawer of a narrow screen
  function drawer(open) {
    panel.classList.toggle("open", open);
    at("ui-open").setAttribute("aria-expanded", String(open));
  }
  at("ui-open").addEventListener("click", () => {
    drawer(!panel.classList.contains("open"));
    if (panel.classList.contains("open")) search.focus();
  });
  at("ui-close").addEventListener("click", () => { drawer(false); at("ui-open").focus(); });

  if (narrow.matches) at("ui-more").open = false;
  apply();
  // An address such as page.html#n15 leads to that entry.
  function arrive() {
    const place = byId.get(location.hash.slice(1));
    if (place !== undefined && rows[place]) choose(place, "text");
  }
  addEventListener("hashchange", arrive);
  arrive();

  // ---- for scripts that add to the page: what there is, what is chosen (`report:chosen` tells of each change), and
  // an entry whose fields have become others.
  const classesOf = (entry) =>
    ({ indicator: `n ${entry.status}`, commitment: `c ${entry.strength}`, excluded: "x" })[entry.kind] || "h";
  function update(place, fields) {
    const entry = Object.assign(entries[place], fields);
    const fresh = rowOf(entry, place);
    if (rows[place]) rows[place].parentElement.replaceWith(fresh.parentElement);
    rows[place] = fresh;
    searched[place] = wordsOf(entry);
    for (const piece of pieces[place]) piece.className = classesOf(entry);
    apply();
    if (place === current) { paint(place, true); rove(place); }
  }
  window.reportPage = { data, byId, pieces, choose, step, update, dismiss, current: () => current, visible: () => visible };
})();
