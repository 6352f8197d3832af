// What the checks ask of a page: one object of functions, evaluated in the page by checks.py.
(() => {
  const OPERABLE = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]";
  const seen = (element) => {
    const { width, height } = element.getBoundingClientRect();
    return width > 0 && height > 0 && element.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  };
  const styleOf = (element) => getComputedStyle(element);
  const named = (element) => {
    const text = (element.getAttribute("aria-label") || element.textContent || "").trim().replace(/\s+/g, " ");
    const id = element.id ? `#${element.id}` : "";
    const kind = element.className && typeof element.className === "string" ? `.${element.className.split(" ")[0]}` : "";
    return `<${element.localName}${id}${kind}> ${text.slice(0, 50)}`.trim();
  };
  const ancestors = function* (element) {
    for (let one = element; one; one = one.parentElement) yield one;
  };
  const hiddenOnPurpose = (element) => [...ancestors(element)].some((one) => {
    const { width, height, bottom } = one.getBoundingClientRect();
    const offPaper = bottom + scrollY <= 0;
    return (width <= 1 && height <= 1) || offPaper;
  });
  const scrolls = (element) => [...ancestors(element.parentElement)].some(
    (one) => one !== document.documentElement && one !== document.body && /auto|scroll/.test(styleOf(one).overflowX));
  const withText = () => [...document.body.querySelectorAll("*")].filter((element) =>
    seen(element) && !hiddenOnPurpose(element)
    && [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim()));

  // --- Layout: nothing beside the page, no text cut off ---
  const beside = () => {
    const width = document.documentElement.clientWidth;
    const wide = document.documentElement.scrollWidth > width ? [`the page is ${document.documentElement.scrollWidth} px wide`] : [];
    const out = [...document.body.querySelectorAll("*")].filter((element) => {
      const { left, right } = element.getBoundingClientRect();
      return (right > width + 1 || left < -1) && seen(element) && !hiddenOnPurpose(element) && !scrolls(element);
    });
    return [...wide, ...out.slice(0, 5).map(named)];
  };
  const cut = () => withText().filter((element) => {
    if (element.matches("input, textarea, select, option")) return false;
    return [...ancestors(element)].some((one) => {
      const { overflowX, overflowY } = styleOf(one);
      const across = /hidden|clip/.test(overflowX) && one.scrollWidth > one.clientWidth + 1;
      const down = /hidden|clip/.test(overflowY) && one.scrollHeight > one.clientHeight + 1;
      return one !== document.body && one !== document.documentElement && (across || down);
    });
  }).slice(0, 5).map(named);

  // --- Text spacing of WCAG 1.4.12; a constructed sheet, so that the page's own policy stays in force ---
  let spacing;
  const space = (on) => {
    if (on && !spacing) {
      spacing = new CSSStyleSheet();
      spacing.replaceSync("* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }"
        + " p { margin-bottom: 2em !important }");
    }
    document.adoptedStyleSheets = on ? [spacing] : [];
  };
  const misfits = (spaced) => {
    space(spaced);
    const found = [...beside().map((one) => `beside the page: ${one}`), ...cut().map((one) => `cut off: ${one}`)];
    space(false);
    return found;
  };

  // --- The keyboard: what can be operated, where the focus is, whether that can be seen ---
  const operable = () => {
    const dialog = document.querySelector("dialog:modal");
    const all = [...(dialog || document).querySelectorAll(OPERABLE)].filter((element) =>
      seen(element) && !element.disabled && element.tabIndex >= 0 && !element.closest("[inert]"));
    return all.filter((element) => element.type !== "radio" || !element.name
      || element === groupOf(element).find((one) => one.checked) || !groupOf(element).some((one) => one.checked) && element === groupOf(element)[0]);
  };
  const groupOf = (radio) => [...document.querySelectorAll("input[type=radio]")].filter((one) => one.name === radio.name && one.form === radio.form);
  const luminance = (colour) => {
    const [r, g, b] = colour.map((part) => part / 255).map((part) => (part <= .04045 ? part / 12.92 : ((part + .055) / 1.055) ** 2.4));
    return .2126 * r + .7152 * g + .0722 * b;
  };
  const parts = (text) => text.match(/[\d.]+/g).map(Number);
  const ground = (element) => {
    for (const one of ancestors(element)) {
      const [r, g, b, alpha = 1] = parts(styleOf(one).backgroundColor);
      if (alpha === 1) return [r, g, b];
    }
    return matchMedia("(prefers-color-scheme: dark)").matches ? [18, 18, 18] : [255, 255, 255];
  };
  const contrast = (one, other) => {
    const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (high + .05) / (low + .05);
  };
  const ring = (element) => {
    const { outlineStyle, outlineWidth, outlineColor, outlineOffset } = styleOf(element);
    if (outlineStyle === "none" || parseFloat(outlineWidth) < 2) return "has no ring of 2 px";
    const [r, g, b, alpha = 1] = parts(outlineColor);
    const behind = ground(parseFloat(outlineOffset) >= 0 ? element.parentElement : element);
    return alpha < 1 || contrast([r, g, b], behind) < 3 ? "has a ring that is hard to see" : "";
  };
  const covered = (element) => {
    const whole = [...element.getClientRects()].filter(({ width, height }) => width && height);
    const points = whole.flatMap(({ left, right, top, bottom }) => [
      [(left + right) / 2, (top + bottom) / 2], [left + 2, top + 2], [right - 2, bottom - 2]]);
    return !points.some(([x, y]) => {
      const hit = document.elementFromPoint(x, y);
      return hit && (element.contains(hit) || (element.labels && [...element.labels].some((label) => label.contains(hit))));
    });
  };
  let walk; // the stops so far, what is wrong with them, whether the focus came round
  const start = () => {
    if (!walk) addEventListener("keydown", stop, true);
    walk = { stops: [], wrong: [], over: false };
    const top = document.querySelector("dialog:modal") || document.body;
    if (!top.hasAttribute("tabindex")) {
      top.setAttribute("tabindex", "-1");
      top.focus({ preventScroll: true });
      top.blur();
      top.removeAttribute("tabindex");
    }
    scrollTo(0, 0);
  };
  // Looks at where the focus is, before the next Tab takes it on.
  const stop = () => {
    const element = document.activeElement;
    if (walk.over || walk.stops.at(-1) === element) return; // a date has a stop for each of its parts
    if (!element || element === document.body) walk.over = walk.stops.length > 0;
    else if (walk.stops.includes(element)) walk.over = true;
    else {
      walk.stops.push(element);
      const faults = [ring(element), covered(element) ? "is covered while it has the focus" : ""].filter(Boolean);
      walk.wrong.push(...faults.map((fault) => `${named(element)} ${fault}`));
    }
  };
  const over = () => {
    stop();
    return walk.over;
  };
  const end = () => {
    walk.over = true;
    document.activeElement?.blur(); // a skip link that is left with the focus lies over what the next check looks at
    const missed = operable().filter((element) => !walk.stops.includes(element));
    return [...walk.wrong, ...missed.map((element) => `not reached: ${named(element)}`)];
  };

  return { misfits, start, over, end };
})()
