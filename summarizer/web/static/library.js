"use strict";
// A choice takes effect at once, and a report that was stored meanwhile appears in the list.
(() => {
  const form = document.querySelector(".finder");
  if (form) find();
  function find() {
    const fields = [...form.querySelectorAll(".filters input, .filters select")];
    // On a narrow screen the filters are folded while none is in use.
    const narrows = fields.some((field) => field.value && field.name !== "sort");
    if (matchMedia("(max-width: 800px)").matches && !narrows) form.querySelector("details").open = false;
    form.addEventListener("change", (event) => { if (event.target.matches("select")) form.requestSubmit(); });
    // An address without what was not asked for.
    form.addEventListener("formdata", (event) => {
      for (const [name, value] of [...event.formData]) {
        if (!value || (name === "sort" && value === "added")) event.formData.delete(name);
      }
    });
  }
  document.addEventListener("upload:stored", async () => {
    const answer = await fetch(location.href);
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("app-list");
    if (!fresh) return;
    // With the first report there is something to search.
    if (!form) location.reload();
    else document.getElementById("app-list").replaceWith(fresh);
  });
})();
