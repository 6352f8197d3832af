// Leaves quickly: the page before stands no more in the browser's history, and files that were not sent go.
"use strict";

const leaveFor = (page) => {
  const form = document.querySelector("form[data-leave]");
  if (form) navigator.sendBeacon(form.dataset.leave, new URLSearchParams({ key: form.dataset.key }));
  document.body.hidden = true; // at once, also where the network is slow
  window.location.replace(page);
};

for (const way of document.querySelectorAll("a.leave")) {
  way.addEventListener("click", (event) => {
    event.preventDefault();
    leaveFor(way.href);
  });
}

// A mailbox is left by a form, which forgets the code as well: here without a trace in the history.
const out = document.querySelector("form.leaving");
if (out) {
  out.addEventListener("submit", (event) => {
    event.preventDefault();
    navigator.sendBeacon(out.action, new URLSearchParams({}));
    leaveFor("/");
  });
}
