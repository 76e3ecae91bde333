/* The keyboard of the pages: j and k walk a list, enter opens, n leads to the next item,
   / searches, p prints. */
"use strict";

(() => {
  const isTyping = (target) =>
    target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName);

  const links = () => Array.from(document.querySelectorAll("[data-walk] a.walk"));

  const walk = (by) => {
    const all = links();
    if (all.length === 0) return;
    const here = all.indexOf(document.activeElement);
    const next = Math.max(0, Math.min(all.length - 1, here + by));
    all[next].focus();
    all[next].closest("tr, li")?.scrollIntoView({ block: "nearest" });
  };

  const acts = {
    j: () => walk(1),
    k: () => walk(-1),
    n: () => document.querySelector("[data-next]")?.click(),
    "/": () => document.querySelector("[data-search]")?.focus(),
  };

  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || isTyping(event.target)) return;
    const act = acts[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-print]")) window.print();
  });

  document.querySelector(".summary")?.focus();
})();
