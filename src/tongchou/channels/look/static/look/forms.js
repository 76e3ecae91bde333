/* Forms: fields that are asked for only sometimes, look-ups, and the way to the other language with
   what was typed. Pages work without this: then all fields are shown, a look-up is a step. */
"use strict";

(() => {
  const form = document.querySelector("form[data-form]");
  if (!form) return;

  const showing = () => {
    form.querySelectorAll("[data-when]").forEach((field) => {
      const asked = form.elements[field.dataset.when]?.value;
      const typed = Array.from(field.querySelectorAll("input, select")).some((one) => one.value);
      const wanted = field.dataset.values.split(" ").includes(asked);
      field.hidden = !wanted && !typed && !field.classList.contains("wrong");
    });
  };
  form.addEventListener("change", showing);
  showing();

  let isTouched = false;
  form.addEventListener("input", () => (isTouched = true));
  document.querySelector("a[data-language]")?.addEventListener("click", (event) => {
    const isShownAgain = new URLSearchParams(location.search).has("kept");
    if (!isTouched && !isShownAgain) return;
    event.preventDefault();
    const asked = document.createElement("input");
    asked.type = "hidden";
    asked.name = "language_asked";
    asked.value = event.currentTarget.dataset.language;
    form.append(asked);
    form.submit();
  });

  form.querySelectorAll(".look-up").forEach((box) => {
    const input = box.querySelector("input[type=text]");
    const button = box.querySelector("button[name=find]");
    if (!input || !button) return;
    const hint = box.querySelector(".hint");
    const list = document.createElement("ul");
    list.className = "found";
    list.id = `found-${input.name}`;
    list.hidden = true;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", button.textContent.trim());
    box.append(list);
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-expanded", "false");
    input.setAttribute("aria-controls", list.id);
    let at = -1;
    let asked = 0;

    const close = () => {
      list.hidden = true;
      at = -1;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    };
    const go = (place) => {
      const all = list.children;
      if (!all.length) return;
      at = (place + all.length) % all.length;
      Array.from(all).forEach((one, other) => one.setAttribute("aria-selected", other === at));
      input.setAttribute("aria-activedescendant", all[at].id);
      all[at].scrollIntoView({ block: "nearest" });
    };
    const pick = (one) => {
      close();
      if (box.dataset.kind !== "person") {
        input.value = one.value;
        hint.textContent = one.name;
        input.focus();
        return;
      }
      const kept = document.createElement("button");
      kept.name = "pick";
      kept.value = `${input.name}=${one.value}`;
      kept.hidden = true;
      kept.formNoValidate = true;
      form.append(kept);
      kept.click();
    };
    const shown = (answer) => {
      list.replaceChildren();
      box.querySelectorAll("ul.found:not([role])").forEach((old) => old.remove());
      hint.textContent = answer.refusal || "";
      answer.found.forEach((one, place) => {
        const option = document.createElement("li");
        option.id = `${list.id}-${place}`;
        option.className = "found-one";
        option.setAttribute("role", "option");
        const code = document.createElement("span");
        code.className = "code soft";
        code.textContent = one.code;
        option.append(`${one.name} `, code);
        option.addEventListener("mousedown", (event) => event.preventDefault());
        option.addEventListener("click", () => pick(one));
        list.append(option);
      });
      if (!answer.found.length && !answer.refusal) hint.textContent = form.dataset.nothing;
      list.hidden = !answer.found.length;
      input.setAttribute("aria-expanded", String(!list.hidden));
      if (!list.hidden) go(0);
    };
    const find = async () => {
      const turn = ++asked;
      const sent = new FormData();
      sent.append("text", input.value);
      sent.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
      const answer = await fetch(box.dataset.find, { method: "POST", body: sent });
      if (turn === asked && answer.ok) shown(await answer.json());
    };
    button.addEventListener("click", (event) => {
      event.preventDefault();
      input.focus();
      find();
    });
    input.addEventListener("input", close);
    input.addEventListener("blur", () => setTimeout(close, 150));
    input.addEventListener("keydown", (event) => {
      if (event.isComposing) return;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        if (list.hidden) find();
        else go(at + (event.key === "ArrowDown" ? 1 : -1));
      } else if (event.key === "Enter" && !list.hidden) {
        event.preventDefault();
        list.children[at]?.click();
      } else if (event.key === "Escape" && !list.hidden) {
        event.preventDefault();
        close();
      }
    });
  });
})();
