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
if (undo) countDown(undo, performance.now() + Number(undo.dataset.left) * 1000);

// The seconds are only seen: said aloud each second they would drown the rest.
function countDown(notice, end) {
  const left = Math.ceil((end - performance.now()) / 1000);
  const words = notice.querySelector(".seconds");
  if (left > 0) {
    words.textContent = (left === 1 ? words.dataset.one : words.dataset.other).replace("#", left);
    setTimeout(countDown, 250, notice, end);
    return;
  }
  const form = notice.querySelector("form");
  const focused = form.contains(document.activeElement);
  form.remove();
  notice.querySelector("p").textContent = notice.dataset.done;
  if (focused) document.getElementById("inhoud").focus();
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
