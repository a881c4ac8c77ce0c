"use strict";
// What the editor of a report and label mode share: fields with their keys, choosing a word by one key, and calls.
window.labelTools = (() => {
  // A key for each field, printed on it. They avoid the keys that move and act: j k a d h r u w x.
  const KEYS = {
    meta: { title: "t", region: "g", admin_level: "l", report_type: "y", date: "e", speaker: "s", review_period: "v", plan_period: "p" },
    section: { level: "l", kind: "y" },
    number: { class: "x", name: "n", canon: "c", measure: "m", unit: "i", falls: "f", bound: "b", status: "s", period: "p" },
    commitment: { strength: "g", specificity: "s", topic: "t", deadline: "p", action: "v" },
  };
  const OPTIONS = "1234567890abcdefghilmnopqrstvyz";
  const GROUPS = { kind: "part", class: "reason", topic: "topics" };

  const make = (tag, className, text) => {
    const element = document.createElement(tag);
    if (className) element.className = className;
    if (text !== undefined) element.textContent = text;
    return element;
  };
  const kindOf = (key) => key.split(":")[0];
  const extentOf = (key) => key.split(":")[1].split("-").map(Number);

  // A word of a field for people.
  function named(words, said, field, value) {
    if (field === "falls") return value ? said.label_words.yes : said.label_words.no;
    if (value === null || value === undefined || value === "") return said.label_words.none;
    if (field === "class" && value === "q") return said.label_words.q;
    if (field === "canon") return `${words.canon[value] || value} ${value}`;
    const group = words[GROUPS[field] || field] || said[field];
    return (group && group[value]) || String(value);
  }

  // A button for each word that there is to choose, with its key; `now` is the word that stands.
  function optionButtons(given) {
    return given.map(([name, , now], place) => {
      const button = make("button");
      button.type = "button";
      button.dataset.option = place;
      button.setAttribute("aria-pressed", String(Boolean(now)));
      button.append(make("kbd", "", OPTIONS[place]), ` ${name}`);
      return button;
    });
  }

  // A call of the application; `offline` is what to say where nobody answers.
  async function call(address, body, offline) {
    let response;
    try {
      response = await fetch(address, {
        method: "POST",
        headers: {
          "Content-Type": "application/json",
          Accept: "application/json",
          "X-CSRF-Token": document.querySelector("meta[name=csrf]").content,
        },
        body: JSON.stringify(body),
      });
      const told = await response.json();
      return { ok: response.ok, status: response.status, ...told };
    } catch {
      return { ok: false, status: 0, error: offline };
    }
  }

  // Ask for a name where none was given yet; the name, or null.
  async function whoIs(said, now, again) {
    if (now && !again) return now;
    const name = (prompt(said.labels.who_ask, now || "") || "").trim();
    if (!name) return null;
    const told = await call("/who", { name }, said.labels.offline);
    if (told.ok) return told.who;
    alert(told.error);
    return null;
  }

  const plain = (event) => !event.ctrlKey && !event.metaKey && !event.altKey && !event.isComposing;
  const isTyping = (target) => target.matches("input:not([type=checkbox]):not([type=range]), select, textarea");

  return { KEYS, OPTIONS, make, optionButtons, kindOf, extentOf, named, call, whoIs, plain, isTyping };
})();
