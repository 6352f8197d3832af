// Offers articles while somebody types a message. They open in a new window, so that what was typed stays.
const offered = document.querySelector("[data-offer='/mail/artikels']");
const typing = document.querySelector("#f-text");
if (offered && typing) {
  const [said, section] = offered.children;
  const list = section.querySelector("ul");
  let timer;
  let last = "";
  offered.hidden = false;

  const show = (found) => {
    list.replaceChildren(...found.map((one) => {
      const item = document.createElement("li");
      const link = Object.assign(document.createElement("a"), { href: one.href, textContent: one.title, target: "_blank" });
      item.append(link);
      return item;
    }));
    section.hidden = !found.length;
    if (found.length) said.textContent = found.length === 1 ? offered.dataset.one : offered.dataset.many.replace("#", found.length);
    else said.textContent = "";
  };

  const ask = async () => {
    const words = typing.value.trim().slice(-300);
    if (words === last || words.length < 12) return;
    last = words;
    try {
      const headers = { "Content-Type": "application/json" };
      const answer = await fetch(offered.dataset.offer, { method: "POST", headers, body: JSON.stringify({ q: words }) });
      const found = answer.ok ? await answer.json() : [];
      if (words === last) show(found);
    } catch {
      show([]);
    }
  };

  typing.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, 600);
  });
}
