// Search the knowledge and choose sources without leaving what is being typed: the same form goes to the same place, and
// of the page that comes back only the right pane is taken over. Without script the whole page is shown anew.
"use strict";

const pane = document.getElementById("kennis");

async function ask(button) {
  const form = button.form;
  const fields = new URLSearchParams(new FormData(form, button));
  const answer = await fetch(form.action, { method: "POST", body: fields, headers: { Accept: "text/html" } });
  if (!answer.ok) return false;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.getElementById("kennis");
  if (!fresh) return false;
  pane.replaceChildren(...fresh.childNodes);
  takeOver(form, page);
  return true;
}

// A source brings its theme and level along, where none was chosen yet.
function takeOver(form, page) {
  for (const name of ["theme", "level"]) {
    const field = form.elements[name];
    const told = page.querySelector(`select[name="${name}"]`);
    if (field && told && !field.value) field.value = told.value;
  }
}

document.addEventListener("submit", async (event) => {
  const button = event.submitter;
  if (!pane || !button || !/^(search|add:|drop:)/.test(button.value)) return;
  event.preventDefault();
  const inQuery = document.activeElement === document.getElementById("kennis-q");
  if (button.classList.contains("unseen") && !inQuery) return; // Enter in another field: nothing to search
  const shown = await ask(button).catch(() => false);
  if (!shown) sendWhole(button);
  document.getElementById("kennis-q").focus();
});

function sendWhole(button) {
  const field = document.createElement("input");
  field.type = "hidden";
  field.name = button.name;
  field.value = button.value;
  button.form.append(field);
  button.form.requestSubmit(); // unlike submit() it tells that the text is being sent
}
