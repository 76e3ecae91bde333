/* Whoever uses an item's page keeps working on it; whoever was taken over is told so at once. */
"use strict";

(() => {
  const desk = document.querySelector("[data-work]");
  if (!desk) return;
  const lost = document.getElementById("work-lost");
  const token = document.querySelector("main [name=csrfmiddlewaretoken]");
  const pause = 120000;
  let renewed = Date.now();

  const renew = async () => {
    if (Date.now() - renewed < pause) return;
    renewed = Date.now();
    const headers = { "X-CSRFToken": token ? token.value : "" };
    const answer = await fetch(desk.dataset.work, {
      method: "POST", headers, credentials: "same-origin", redirect: "error",
    });
    if (answer.status !== 409) return;
    lost.textContent = await answer.text();
    lost.hidden = false;
  };

  for (const kind of ["input", "click", "keydown"]) document.addEventListener(kind, renew);
})();
