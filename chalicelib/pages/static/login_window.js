// The window gives its code to the frame that opened it, if that is ours, and closes.
"use strict";

if (window.opener) {
  window.opener.postMessage({ code: document.getElementById("overdracht").dataset.code }, window.location.origin);
  window.close();
}
