// The keys of the desk and its help dialog. Every key does what a link or button on the page does too.
"use strict";

const help = document.getElementById("toetsen");

function typing(target) {
  return target.closest("input, textarea, select, [contenteditable]") !== null;
}

function press(selector) {
  const target = document.querySelector(selector);
  if (target) target.click();
}

function focusOn(selector) {
  const target = document.querySelector(selector);
  if (target) target.focus();
}

// Cases of the page's main list, or of the left pane where the page has no list of its own.
function cases() {
  const own = document.querySelectorAll("main [data-case]");
  return [...(own.length ? own : document.querySelectorAll(".left .worklist a"))];
}

function step(by) {
  const all = cases();
  if (!all.length) return;
  const here = all.findIndex((one) => one === document.activeElement || one.contains(document.activeElement));
  const start = here < 0 ? all.findIndex((one) => one.hasAttribute("aria-current")) : here;
  const next = all[Math.min(Math.max(start + by, 0), all.length - 1)];
  (next.matches("a") ? next : next.querySelector("a")).focus();
}

function select() {
  const row = document.activeElement.closest("[data-case]");
  const box = row && row.querySelector("input[type=checkbox]");
  if (box) box.click();
}

// On a list a key is for the case that has the focus; on a case page for the case that is open.
function act(name) {
  const row = document.activeElement.closest("main [data-case]");
  if (row) {
    const box = row.querySelector("input[type=checkbox]");
    if (box && !box.checked) box.click();
  }
  press(`[data-key="${name}"]`);
}

const KEYS = {
  j: () => step(1),
  k: () => step(-1),
  x: select,
  c: () => act("c"),
  s: () => act("s"),
  r: () => act("r"),
  n: () => { window.location.href = "/desk/registreren"; },
  g: () => { window.location.href = "/desk"; },
  "/": () => focusOn("#zoek-zaak"),
  "?": () => { if (help) help.showModal(); },
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || (help && help.open)) return;
  const what = KEYS[event.key];
  if (what) {
    event.preventDefault();
    what();
  }
});

const opener = document.querySelector("[data-help]");
if (opener && help) {
  opener.addEventListener("click", (event) => {
    event.preventDefault();
    help.showModal();
  });
}
