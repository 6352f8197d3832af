// Offers articles while somebody types: a combobox with a list (WAI-ARIA Authoring Practices). Without it one just searches.
const input = document.querySelector("input[data-suggest]");
if (input) {
  const list = document.createElement("ul");
  const said = document.createElement("p");
  Object.assign(list, { id: "voorstellen", className: "suggestions", hidden: true });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.dataset.label);
  said.className = "unseen";
  said.setAttribute("role", "status");
  input.after(list, said);
  for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id }))
    input.setAttribute(name, value);
  let chosen = -1;
  let asked = "";
  let timer;

  const mark = (number) => {
    const options = [...list.children];
    chosen = number < 0 ? -1 : number % options.length;
    options.forEach((option, n) => option.setAttribute("aria-selected", String(n === chosen)));
    if (chosen < 0) input.removeAttribute("aria-activedescendant");
    else input.setAttribute("aria-activedescendant", options[chosen].id);
  };

  const open = () => {
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
  };

  const close = () => {
    list.hidden = true;
    mark(-1);
    input.setAttribute("aria-expanded", "false");
  };

  const show = (found) => {
    list.replaceChildren(...found.map((one, n) => {
      const option = document.createElement("li");
      Object.assign(option, { id: `voorstel-${n}`, textContent: one.title });
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      option.dataset.href = one.href;
      return option;
    }));
    mark(-1);
    if (found.length) open();
    else close();
    said.textContent = [input.dataset.none, input.dataset.one][found.length] ?? input.dataset.many.replace("#", found.length);
  };

  const ask = async () => {
    const words = input.value.trim();
    if (words === asked) return;
    asked = words;
    if (words.length < 2) {
      list.replaceChildren();
      close();
      return;
    }
    try {
      const answer = await fetch(`${input.dataset.suggest}?q=${encodeURIComponent(words)}`);
      const found = answer.ok ? await answer.json() : [];
      if (words === input.value.trim()) show(found);
    } catch {
      close();
    }
  };

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, 150);
  });
  input.addEventListener("keydown", (event) => {
    if (list.hidden && event.key === "ArrowDown" && list.children.length) open();
    if (list.hidden) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      mark(event.key === "ArrowDown" ? chosen + 1 : (chosen > 0 ? chosen : list.children.length) - 1);
    } else if (event.key === "Escape") {
      event.preventDefault();
      close();
    } else if (event.key === "Enter" && chosen >= 0) {
      event.preventDefault();
      location.assign(list.children[chosen].dataset.href);
    }
  });
  list.addEventListener("mousedown", (event) => {
    const option = event.target.closest("[role=option]");
    if (option && event.button === 0) location.assign(option.dataset.href);
  });
  input.addEventListener("blur", close);
}
