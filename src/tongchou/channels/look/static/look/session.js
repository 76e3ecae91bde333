/* A session ends when nobody works: say so before, slide it while somebody types, and put back
   into a page what was typed before the session ended. Pages work without this. */
"use strict";

(() => {
  const kept = document.getElementById("kept-form");
  if (kept) {
    const typed = JSON.parse(kept.textContent);
    for (const [name, values] of Object.entries(typed)) {
      const fields = document.querySelectorAll(`main [name="${CSS.escape(name)}"]`);
      fields.forEach((field, place) => {
        if (["file", "hidden", "submit"].includes(field.type) || field.tagName === "BUTTON") return;
        if (["checkbox", "radio"].includes(field.type)) field.checked = values.includes(field.value);
        else if (values[place] ?? values[0]) field.value = values[place] ?? values[0];
      });
    }
  }

  const notice = document.getElementById("session-ends");
  if (!notice) return;
  const idle = Number(notice.dataset.idle) * 1000;
  const warning = Math.min(120000, idle / 2);
  let seen = Date.now();
  let typedAt = 0;

  const slide = async () => {
    const answer = await fetch(notice.dataset.slide, { credentials: "same-origin" });
    if (!answer.ok) return;
    seen = Date.now();
    notice.hidden = true;
  };

  document.addEventListener("input", () => (typedAt = Date.now()));
  notice.querySelector("button").addEventListener("click", slide);
  setInterval(() => {
    const silent = Date.now() - seen;
    if (typedAt > seen && silent > Math.min(60000, idle / 4)) slide();
    else notice.hidden = silent < idle - warning;
  }, Math.min(5000, idle / 10));
})();
