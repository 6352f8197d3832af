// After a mistake the summary of errors takes the focus, so that it is read and seen first.
const summary = document.querySelector(".errors");
if (summary) summary.focus();
