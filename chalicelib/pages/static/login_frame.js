// Log in from inside a frame: a window of our own goes to the identity provider and hands back a code of one use, which
// is worth nothing without the verifier that never leaves this frame.
"use strict";

const form = document.getElementById("kader");
const message = document.getElementById("melding");

function text(bytes) {
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

const verifier = text(crypto.getRandomValues(new Uint8Array(32)));
let opened = null;

// Worked out before the click: a window that is opened later than its click is blocked.
crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier)).then((hash) => {
  const said = text(new Uint8Array(hash));
  document.getElementById("venster").addEventListener("click", () => {
    opened = window.open(`/desk/login/venster?challenge=${said}`, "_blank", "popup,width=520,height=680");
    message.textContent = opened ? message.dataset.waiting : message.dataset.blocked;
  });
});

window.addEventListener("message", (event) => {
  if (event.origin !== window.location.origin || event.source !== opened) return;
  if (typeof event.data !== "object" || typeof event.data.code !== "string") return;
  form.elements.code.value = event.data.code;
  form.elements.verifier.value = verifier;
  form.submit();
});
