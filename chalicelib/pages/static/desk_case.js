// A case page that stays open: who else has it open, seconds left to take an answer back, and no typed text lost by mistake.
"use strict";

const also = document.querySelector("[data-also]");

async function askWhoElse() {
  const csrf = document.querySelector("input[name=csrf]");
  if (document.hidden || !csrf) return;
  const body = new URLSearchParams({ csrf: csrf.value });
  const answer = await fetch(also.dataset.also, { method: "POST", body }).catch(() => null);
  if (!answer || !answer.ok) return;
  const { names } = await answer.json();
  const text = names.length ? also.dataset.text.replace("#", names.join(", ")) : "";
  if (also.textContent.trim() !== text) also.textContent = text; // said anew only when it changed
}

if (also) setInterval(askWhoElse, 60000);

const undo = document.querySelector(".undo");
if (undo) {
  const left = Number(undo.dataset.left) * 1000;
  setTimeout(() => {
    const form = undo.querySelector("form");
    const focused = form.contains(document.activeElement);
    form.remove();
    undo.querySelector("p").textContent = undo.dataset.done;
    if (focused) document.getElementById("inhoud").focus();
  }, Math.max(0, left));
}

// Leaving with typed text asks first; sending it does not.
const kept = [...document.querySelectorAll("form[data-keep]")];
const start = new Map(kept.map((form) => [form, written(form)]));
let sending = false;

function written(form) {
  return [...form.querySelectorAll("textarea")].map((area) => area.value).join("\n");
}

document.addEventListener("submit", () => { sending = true; setTimeout(() => { sending = false; }, 1000); });
window.addEventListener("beforeunload", (event) => {
  if (!sending && kept.some((form) => written(form) !== start.get(form))) event.preventDefault();
});

const preview = document.getElementById("voorbeeld");
if (preview) preview.focus();
