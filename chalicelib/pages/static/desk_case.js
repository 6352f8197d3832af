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

// Typed text is not lost by pressing a button of another form: it is handed to the next page of the case, in this tab
// alone and only on the way there. Who leaves otherwise is asked first.
const TYPED = "desk-typed";
const kept = [...document.querySelectorAll("form[data-keep]")];
takeOver();
const start = new Map(kept.map((form) => [form, form.dataset.keep === "changed" ? written(form) : ""]));
let sending = null;
let handed = false;

function written(form) {
  return form.querySelector("textarea").value;
}

function unsent() {
  return kept.filter((form) => form !== sending && written(form) !== start.get(form));
}

function place(form) {
  return new URL(form.getAttribute("action"), location).pathname;
}

// A browser that keeps nothing for frames of other sites refuses: then leaving asks first.
function handOver(forms) {
  try {
    sessionStorage.setItem(TYPED, JSON.stringify(Object.fromEntries(forms.map((form) => [place(form), written(form)]))));
    return true;
  } catch {
    return false;
  }
}

function takeOver() {
  let typed = null;
  try {
    typed = JSON.parse(sessionStorage.getItem(TYPED));
    sessionStorage.removeItem(TYPED);
  } catch {
    return;
  }
  for (const form of typed ? kept : []) {
    const area = form.querySelector("textarea");
    const text = typed[place(form)];
    if (!text || area.value) continue;
    area.value = text;
    const fold = form.closest("details");
    if (fold) fold.open = true;
  }
}

document.addEventListener("submit", (event) => {
  if (event.defaultPrevented) return;
  const [, , , here] = location.pathname.split("/");
  sending = event.target;
  const rest = unsent();
  handed = rest.length > 0 && place(event.target).startsWith(`/desk/zaak/${here}/`) && handOver(rest);
  setTimeout(() => { sending = null; handed = false; }, 1000);
});
window.addEventListener("beforeunload", (event) => {
  if (!handed && unsent().length) event.preventDefault();
});

const preview = document.getElementById("voorbeeld");
if (preview) preview.focus();
