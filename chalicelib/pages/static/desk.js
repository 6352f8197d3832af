// The keys of the desk and its help dialog. Every key does what a link or button on the page does too.
"use strict";

const help = document.getElementById("toetsen");

function typing(target) {
  return target.closest("input, textarea, select, [contenteditable]") !== null;
}

function press(selector) {
  const target = document.querySelector(selector);
  if (!target) return;
  target.click();
  if (target.matches("summary")) target.focus(); // what it opened is the next stop
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
  v: () => press("[data-key=v]"),
  n: () => { window.location.href = "/desk/registreren"; },
  g: () => { window.location.href = "/desk"; },
  "/": () => focusOn("#zoek-zaak"),
  "?": () => { if (help) help.showModal(); },
};

// Keys of one letter can be switched off (WCAG 2.1.4): who speaks to the computer would press them by mistake.
const OFF = "desk-keys-off";

// A browser that keeps nothing for frames of other sites refuses even to be asked.
function memory() {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
}

function off() {
  return memory()?.getItem(OFF) === "1";
}

function showSwitches() {
  for (const button of document.querySelectorAll(".keys-switch")) {
    button.hidden = false;
    button.textContent = off() ? button.dataset.off : button.dataset.on;
  }
}

for (const button of document.querySelectorAll(".keys-switch")) {
  button.addEventListener("click", () => {
    if (off()) memory()?.removeItem(OFF);
    else memory()?.setItem(OFF, "1");
    showSwitches();
  });
}
showSwitches();

document.addEventListener("keydown", (event) => {
  if (off() || event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || (help && help.open)) return;
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
