// How many SMS the answer takes, told after every pause in typing. The server counts, as it also writes what is sent.
"use strict";

const told = document.getElementById("sms-maat");
const answer = document.getElementById("antwoord");
let waiting = 0;
let asked = 0;

async function tellSize() {
  const mine = ++asked;
  const fields = new FormData(answer);
  const body = new URLSearchParams();
  for (const name of ["csrf", "version", "text", "by", "by_phone"]) if (fields.has(name)) body.set(name, fields.get(name));
  const said = await fetch(told.dataset.sms, { method: "POST", body }).catch(() => null);
  if (!said || !said.ok || mine !== asked) return;
  const { text } = await said.json();
  if (told.textContent !== text) told.textContent = text; // a screen reader hears it only when it changed
}

function soon() {
  clearTimeout(waiting);
  waiting = setTimeout(tellSize, 500);
}

if (told && answer) {
  answer.addEventListener("input", soon);
  answer.addEventListener("change", soon);
  if (document.getElementById("f-text").value.trim()) soon();
}
