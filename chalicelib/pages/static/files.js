// Sends files while somebody still types: each goes straight to the bucket, with a form that we give for it.
const files = document.querySelector("#bestanden");
if (files) {
  const form = files.closest("form");
  const chooser = files.querySelector("input[type=file]");
  const chosen = files.querySelector(".chosen");
  const list = chosen.querySelector("ul");
  const said = files.querySelector(".said");
  const texts = files.dataset;
  const under = new Set();
  let wanted = false;
  files.querySelector(".choose").hidden = false;

  const fill = (text, name, other = "") => text.replace("#", () => name).replace("%%", () => other);
  const places = new Set([...list.querySelectorAll("input")].map((one) => Number(one.value.split(":")[0])));

  const free = () => {
    for (let place = 0; place < Number(texts.most); place += 1) if (!places.has(place)) return place;
    return -1;
  };

  const listed = (place, name) => {
    const item = Object.assign(document.createElement("li"), { className: "choice" });
    const box = Object.assign(document.createElement("input"), {
      type: "checkbox", id: `bestand-${place}`, name: "files", value: `${place}:${name}`, checked: true,
    });
    const label = Object.assign(document.createElement("label"), { htmlFor: box.id, textContent: name });
    item.append(box, label);
    list.append(item);
    chosen.hidden = false;
  };

  const offer = async (file, place) => {
    const body = JSON.stringify({ key: form.dataset.key, place, name: file.name, size: file.size });
    const answer = await fetch(texts.offer, { method: "POST", headers: { "Content-Type": "application/json" }, body });
    const given = await answer.json();
    if (!answer.ok) throw new Error(given.error);
    return given;
  };

  const put = (file, given) => new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const body = new FormData();
    for (const [name, value] of Object.entries(given.fields)) body.append(name, value);
    body.append("file", file);
    let told = -1;
    request.upload.addEventListener("progress", (event) => {
      const quarter = Math.floor((4 * event.loaded) / event.total); // four times is enough to hear
      if (quarter > told && quarter < 4) said.textContent = fill(texts.busy, file.name, 25 * quarter);
      told = Math.max(told, quarter);
    });
    request.addEventListener("load", () => (request.status < 300 ? resolve() : reject(new Error(texts.lost))));
    request.addEventListener("error", () => reject(new Error(texts.lost)));
    request.open("POST", given.url);
    request.send(body);
  });

  const send = async (file) => {
    const place = free();
    if (place < 0) {
      said.textContent = fill(texts.failed, file.name, texts.many);
      return;
    }
    places.add(place);
    try {
      const given = await offer(file, place);
      await put(file, given);
      listed(place, given.name);
      said.textContent = fill(texts.done, given.name);
    } catch (error) {
      places.delete(place);
      wanted = false; // what failed is read first
      said.textContent = fill(texts.failed, file.name, error instanceof TypeError ? texts.lost : error.message);
    }
  };

  const sendAll = async (some) => {
    for (const file of some) await send(file);
  };

  chooser.addEventListener("change", () => {
    const work = sendAll([...chooser.files]).finally(() => {
      under.delete(work);
      if (wanted && !under.size) form.requestSubmit();
    });
    under.add(work);
    chooser.value = "";
  });

  form.addEventListener("submit", (event) => {
    wanted = under.size > 0;
    if (!wanted) return;
    event.preventDefault();
    said.textContent = texts.wait;
  });
}
