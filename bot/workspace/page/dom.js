// Building nodes. Data only ever becomes text or an attribute here: nothing on
// this page assigns innerHTML, so a message cannot bring markup with it.

const PROPERTIES = new Set(["value", "checked", "disabled", "selected", "indeterminate", "open"]);

/** h("button.primary", {type: "button", onclick: f}, "Send") → HTMLElement */
export function h(spec, attributes, ...children) {
  const [tag, ...classes] = spec.split(".");
  const node = document.createElement(tag || "div");
  if (classes.length) node.className = classes.join(" ");
  if (attributes) setAll(node, attributes);
  append(node, children);
  return node;
}

function setAll(node, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "class") node.classList.add(...value.split(" ").filter(Boolean));
    else if (name === "dataset") Object.assign(node.dataset, value);
    else if (PROPERTIES.has(name)) node[name] = value;
    else node.setAttribute(name, value === true ? "" : String(value));
  }
}

export function append(node, children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false || child === "") continue;
    node.append(child instanceof Node ? child : String(child));
  }
  return node;
}

export function replace(node, ...children) {
  node.replaceChildren();
  return append(node, children);
}

/** Only these may become an href: a message must not smuggle in javascript:. */
export function safeUrl(url) {
  if (typeof url !== "string") return null;
  if (url.startsWith("/") && !url.startsWith("//")) return url;
  try {
    const parsed = new URL(url);
    return ["http:", "https:", "mailto:", "tel:", "webcal:"].includes(parsed.protocol) ? url : null;
  } catch {
    return null;
  }
}

export function link(url, ...children) {
  const href = safeUrl(url);
  if (!href) return h("span", null, ...children);
  return h("a", { href, target: "_blank", rel: "noopener noreferrer" }, ...children);
}

let lastId = 0;
/** A document-wide id, for aria-labelledby and its kind. */
export const newId = (prefix = "n") => `${prefix}-${++lastId}`;

const SVG = "http://www.w3.org/2000/svg";
const ICONS = {
  menu: "M3 5.5h14M3 10h14M3 14.5h14",
  close: "M5 5l10 10M15 5L5 15",
  back: "M12 4.5L6.5 10l5.5 5.5",
  hash: "M7.5 3L6 17M14 3l-1.500 14M3.500 7.500h13M3 12.500h13",
  lock: "M5 9.500h10v7H5zM7 9.500V6.500a3 3 0 0 1 6 0v3",
  send: "M3.500 10L16.500 4l-4 12.500-3-5.500zM9.500 11l7-7",
  clip: "M14.500 9.500l-5 5a3.200 3.200 0 0 1-4.500-4.500l6-6a2.100 2.100 0 0 1 3 3l-5.800 5.800a1 1 0 0 1-1.500-1.500L11.500 6.500",
  reply: "M4 5h12v8.500H9.500L6 16.500v-3H4z",
  more: "M4.500 10h.01M10 10h.01M15.500 10h.01",
  down: "M5.500 8l4.500 4.500L14.500 8",
  check: "M4.500 10.500l3.500 3.500 7.500-8",
  clock: "M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM10 6.200V10l2.500 2",
  download: "M10 3.500v9M6.500 9l3.500 3.500L13.500 9M4 16.500h12",
  file: "M5.500 2.500h6l3.500 3.500v11.500h-9.500zM11.500 2.500V6H15",
  home: "M3.500 9.500L10 4l6.500 5.500M5.500 8.500V16h9V8.500",
  bolt: "M11 2.500L4.500 11.500H9.500L9 17.500l6.500-9H10.500z",
  bin: "M4.500 6h11M8 6V4h4v2M6 6l.7 10.500h6.600L14 6",
  guide: "M4 4.500h4.500A1.500 1.500 0 0 1 10 6v10a1.500 1.500 0 0 0-1.500-1.500H4zM16 4.500h-4.500A1.500 1.500 0 0 0 10 6v10a1.500 1.500 0 0 1 1.500-1.500H16z",
  forward: "M4 5l5.500 5L4 15zM10.500 5l5.500 5-5.500 5z",
  eye: "M2.500 10S5.500 5 10 5s7.500 5 7.500 5-3 5-7.500 5-7.500-5-7.500-5zM10 8a2 2 0 1 0 0 4 2 2 0 0 0 0-4z",
};

export function icon(name, extra = "") {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 20 20");
  svg.setAttribute("class", `icon ${extra}`.trim());
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", ICONS[name] || "");
  if (name === "more") path.setAttribute("class", "dots");
  svg.append(path);
  return svg;
}

/** The bot's own mark: lines of an agenda, the last of which ends in a tick. */
export function mark() {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 20 20");
  svg.setAttribute("class", "mark");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", "M4 5.200h12M4 9.500h7.500M4 13.800h2.800l2.700 2.700 6.800-7");
  svg.append(path);
  return svg;
}
