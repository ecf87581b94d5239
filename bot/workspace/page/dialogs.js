// Small things that come up over the page: a question, a menu, a notice.

import { h, icon, newId } from "./dom.js";
import { textObject, plainText } from "./mrkdwn.js";

/** Asks before a button does what it says. Resolves to true or false. */
export function confirm(question = {}) {
  return new Promise((resolve) => {
    const title = newId("confirm");
    const yes = h("button.button", {
      type: "button",
      class: question.style === "danger" ? "danger" : "primary",
      onclick: () => finish(true),
    }, plainText(question.confirm?.text ?? "Yes"));
    const dialog = h("dialog.confirm", { role: "alertdialog", "aria-labelledby": title, oncancel: (event) => {
      event.preventDefault();
      finish(false);
    } },
      h("h2", { id: title }, plainText(question.title?.text ?? "Are you sure?")),
      question.text ? textObject(question.text, { block: true }) : null,
      h("div.confirm-buttons", null,
        h("button.button", { type: "button", onclick: () => finish(false) }, plainText(question.deny?.text ?? "Cancel")),
        yes));
    function finish(answer) {
      dialog.close();
      dialog.remove();
      resolve(answer);
    }
    document.body.append(dialog);
    dialog.showModal();
    yes.focus();
  });
}

/** Puts a floating box by its anchor, within the window. */
export function place(box, anchor, { width = false, end = false } = {}) {
  const by = anchor.getBoundingClientRect();
  if (width) box.style.minWidth = `${Math.round(by.width)}px`;
  const size = box.getBoundingClientRect();
  const below = innerHeight - by.bottom - 8;
  const above = by.top - 8;
  const up = size.height > below && above > below;
  const room = Math.max(120, up ? above : below);
  box.style.maxHeight = `${Math.round(room)}px`;
  const height = Math.min(size.height, room);
  box.style.top = `${Math.round(up ? by.top - height - 4 : by.bottom + 4)}px`;
  const left = end ? by.right - size.width : by.left;
  box.style.left = `${Math.round(Math.max(8, Math.min(left, innerWidth - size.width - 8)))}px`;
}

/** Nodes outside an open modal are inert, so what floats over it lives inside it. */
export const floatHost = (anchor) => anchor.closest("dialog") ?? document.body;

let openMenu = null;

/** items: [{label, detail, icon, danger, checked, run, heading}] */
export function menu(anchor, items, { label = "Menu", end = false } = {}) {
  if (openMenu?.anchor === anchor) {
    openMenu.close();
    return;
  }
  openMenu?.close();
  const isChoice = items.some((item) => item.checked !== undefined);
  const rows = items.map((item) => item.heading
    ? h("div.menu-heading", { role: "presentation" }, item.heading)
    : h("button.menu-item", {
      type: "button",
      role: isChoice ? "menuitemradio" : "menuitem",
      "aria-checked": item.checked === undefined ? null : String(item.checked),
      class: item.danger ? "danger" : "",
      tabindex: -1,
      onclick: () => {
        close();
        item.run();
      },
    }, item.lead ?? null, h("span.menu-text", null, h("span", null, item.label), item.detail ? h("small", null, item.detail) : null),
    item.checked ? icon("check", "menu-tick") : null));
  const box = h("div.menu", { role: "menu", "aria-label": label, popover: "manual", onkeydown: keys }, rows);
  const buttons = rows.filter((row) => row.tagName === "BUTTON");
  const host = floatHost(anchor);
  host.append(box);
  box.showPopover();
  place(box, anchor, { end });
  anchor.setAttribute("aria-expanded", "true");
  (buttons.find((each) => each.getAttribute("aria-checked") === "true") ?? buttons[0])?.focus();

  function keys(event) {
    const at = buttons.indexOf(document.activeElement);
    const moves = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: buttons.length - 1 };
    if (event.key in moves) {
      event.preventDefault();
      buttons[(moves[event.key] + buttons.length) % buttons.length].focus();
    } else if (event.key === "Escape" || event.key === "Tab") {
      event.preventDefault();
      event.stopPropagation();
      close();
    } else if (event.key.length === 1) {
      buttons.find((each, index) => index > at && each.textContent.toLowerCase().startsWith(event.key.toLowerCase()))?.focus();
    }
  }
  function outside(event) {
    if (!box.contains(event.target) && !anchor.contains(event.target)) close(false);
  }
  function close(refocus = true) {
    document.removeEventListener("pointerdown", outside, true);
    removeEventListener("resize", close);
    box.remove();
    anchor.setAttribute("aria-expanded", "false");
    openMenu = null;
    if (refocus && anchor.isConnected) anchor.focus();
  }
  document.addEventListener("pointerdown", outside, true);
  addEventListener("resize", close);
  openMenu = { anchor, close };
}

/** A line that comes and goes at the foot of the page. */
export function toast(text, kind = "note") {
  const host = document.querySelector("dialog[open].modal") ?? document.body;
  const node = h("div.toast", { class: kind, role: kind === "problem" ? "alert" : "status" },
    h("span", null, text),
    h("button.quiet", { type: "button", "aria-label": "Dismiss", onclick: () => node.remove() }, icon("close")));
  let shelf = host.querySelector(":scope > .toasts");
  if (!shelf) {
    shelf = h("div.toasts");
    host.append(shelf);
  }
  shelf.append(node);
  setTimeout(() => node.remove(), kind === "problem" ? 12000 : 5000);
}

let announcer = null;
/** For people who hear the page. */
export function announce(text) {
  announcer ??= document.getElementById("announcer");
  announcer.textContent = "";
  setTimeout(() => { announcer.textContent = text; }, 50);
}
