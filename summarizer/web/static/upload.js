"use strict";
// Uploading without leaving the page: files are dropped or chosen, sent one at a time, and followed until they are read.
(() => {
  const form = document.getElementById("app-upload"), list = document.getElementById("app-uploads");
  const { upload: words, state: states } = JSON.parse(document.getElementById("app-upload-words").textContent);
  const picker = form.querySelector("[type=file]"), most = Number(form.dataset.most);
  document.documentElement.classList.add("scripted");
  // Of a folder only what may be a report.
  const known = new RegExp(`(${picker.accept.split(",").map((ending) => ending.replace(".", "\\.")).join("|")})$`, "i");
  const rows = new Map();
  const waiting = [];
  const count = document.getElementById("app-upload-count");
  let sending = false, following = 0, seen = null, taken = 0;

  const make = (tag, className, text) => {
    const element = document.createElement(tag);
    element.className = className;
    element.textContent = text;
    return element;
  };

  // ---- one row for each file
  function fill(row, state, name, told, reports) {
    row.className = state;
    tell();
    const parts = [make("b", "", states[state] || words.sending), " ", make("span", "file", name)];
    for (const [id, title] of reports || []) {
      const link = make("a", "", title);
      link.href = "/reports/" + encodeURIComponent(id);
      parts.push(" ", link);
    }
    if (told) parts.push(" ", make("span", "told", told));
    row.replaceChildren(...parts);
  }
  // How far the files are that were taken on this page; one alone says it itself.
  function tell() {
    const left = list.querySelectorAll(".sending, .waiting, .reading").length;
    count.hidden = taken < 2;
    count.textContent = words.so_far.replace("{n}", Math.max(0, taken - left)).replace("{all}", taken);
  }
  function begun(name) {
    const row = make("li", "", "");
    fill(row, "sending", name);
    list.prepend(row);
    return row;
  }

  // ---- sending
  function take(files) {
    for (const file of files) {
      const row = begun(file.name);
      taken += 1;
      if (file.size > most) fill(row, "failed", file.name, said(words.too_big, file.name));
      else waiting.push([file, row]);
    }
    sendNext();
  }
  const said = (text, name) => text.replace("{name}", () => name).replace("{n}", most / 1e6);

  async function sendNext() {
    if (sending || !waiting.length) return;
    sending = true;
    const [file, row] = waiting.shift();
    const body = new FormData();
    body.append("region", form.elements.region.value);
    body.append("files", file, file.name);
    try {
      const headers = { Accept: "application/json", "X-CSRF-Token": form.elements.csrf.value };
      const answer = await fetch(form.action, { method: "POST", headers, body });
      const told = await answer.json();
      if (!answer.ok) fill(row, "failed", file.name, told.error);
      else {
        rows.set(told[0].id, row);
        show(told[0]);
      }
    } catch {
      fill(row, "failed", file.name, said(words.lost, file.name));
    }
    sending = false;
    follow();
    sendNext();
  }

  // ---- following
  function show(upload) {
    const row = rows.get(upload.id);
    if (!row) return false;
    fill(row, upload.state, upload.name, upload.told, upload.reports);
    const underWay = upload.state === "waiting" || upload.state === "reading";
    if (!underWay) rows.delete(upload.id);
    return !underWay && upload.state !== "failed";
  }
  function follow() {
    clearTimeout(following);
    if (rows.size) following = setTimeout(ask, 400);
  }
  async function ask() {
    let stored = false;
    try {
      const answer = await fetch("/upload/state", { headers: { Accept: "application/json" } });
      if (answer.ok) for (const upload of await answer.json()) stored = show(upload) || stored;
    } catch { /* the server is busy or gone: ask again */ }
    if (stored) document.dispatchEvent(new Event("upload:stored"));
    follow();
  }

  // What was under way when the page was made.
  for (const row of list.querySelectorAll(".waiting, .reading")) rows.set(row.dataset.id, row);
  follow();

  picker.addEventListener("change", () => {
    take(picker.files);
    picker.value = "";
  });
  form.addEventListener("submit", (event) => { event.preventDefault(); picker.click(); });

  // The whole window takes what is dropped; a file that misses the form must not replace the page.
  const hasFiles = (event) => event.dataTransfer && [...event.dataTransfer.types].includes("Files");
  addEventListener("dragover", (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    clearTimeout(seen);
    form.classList.add("over");
    seen = setTimeout(() => form.classList.remove("over"), 200);
  });
  addEventListener("drop", (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    form.classList.remove("over");
    // What was dropped can be asked for now only, not when its folders have been read.
    const dropped = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry && item.webkitGetAsEntry());
    if (dropped.some((entry) => entry && entry.isDirectory)) takeFolders(dropped.filter(Boolean));
    else take(event.dataTransfer.files);
  });
  async function takeFolders(entries) {
    for (const entry of entries) {
      if (entry.isFile) take([await new Promise((done, failed) => entry.file(done, failed))]);
      else {
        const reader = entry.createReader();
        // A folder is read in pieces, until one is empty.
        for (let some = [null]; some.length; ) {
          some = await new Promise((done, failed) => reader.readEntries(done, failed));
          await takeFolders(some.filter((each) => each.isDirectory || known.test(each.name)));
        }
      }
    }
  }
})();
