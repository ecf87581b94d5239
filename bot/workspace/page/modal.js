// Modals: a stack of views in one dialog. Each view keeps what was typed in it
// while another lies over it, and through an update in place.

import { h, icon, mark, newId, replace } from "./dom.js";
import { blocks } from "./blocks.js";
import { post, reason } from "./api.js";
import { plainText } from "./mrkdwn.js";
import { store } from "./store.js";
import { Surface } from "./surface.js";
import { Values } from "./values.js";

let stack = [];
let dialog = null;
let returnFocus = null;

const top = () => stack.at(-1);
const hasFields = (view) => (view.blocks ?? []).some((block) => block.type === "input");

/** A view was opened, pushed or updated: the server says which by its ids. */
export function showView(view) {
  if (!view || view.type === "home") return;
  const at = stack.findIndex((entry) => entry.view.id === view.id
    || (view.external_id && entry.view.external_id === view.external_id));
  if (at >= 0) {
    const entry = stack[at];
    if (entry.view.hash && entry.view.hash === view.hash && at === stack.length - 1 && !entry.busy) return;
    const values = entry.surface.values;
    const focused = at === stack.length - 1 ? focusMark() : null;
    stack[at] = makeEntry(view, values);
    stack.length = at + 1;
    draw(focused ?? {});
    return;
  }
  const below = stack.findIndex((entry) => entry.view.id === view.previous_view_id);
  stack = below >= 0 ? stack.slice(0, below + 1) : [];
  stack.push(makeEntry(view, new Values(view.state?.values)));
  draw();
}

export function viewClosed(viewId) {
  const at = viewId ? stack.findIndex((entry) => entry.view.id === viewId) : 0;
  if (at < 0) return;
  stack.length = at;
  draw();
}

export function closeAllViews() {
  stack = [];
  draw();
}

export const openViews = () => stack.map((entry) => entry.view.id);

/**
 * After a reconnect: what the server no longer holds open goes away, unless it was
 * opened (not in `before`) while the server was being asked.
 */
export function reconcile(view, before = openViews()) {
  if (view) showView(view);
  else if (before.includes(top()?.view.id)) closeAllViews();
}

function makeEntry(view, values) {
  return { view, errors: {}, trouble: null, busy: false, surface: new Surface({ type: "view", view_id: view.id }, view.blocks, values) };
}

// --- Drawing -------------------------------------------------------------------

function draw(focus = null) {
  if (!stack.length) {
    if (!dialog) return;
    dialog.close();
    dialog.remove();
    dialog = null;
    if (returnFocus?.isConnected) returnFocus.focus();
    else document.querySelector("[data-testid=composer]")?.focus();
    returnFocus = null;
    return;
  }
  if (!dialog) {
    returnFocus = document.activeElement;
    dialog = h("dialog.modal", { role: "dialog", "aria-modal": "true", oncancel: (event) => {
      event.preventDefault();
      close();
    } });
    document.body.append(dialog);
    dialog.showModal();
  }
  const entry = top();
  const { view } = entry;
  const title = newId("title");
  const scrolled = focus ? dialog.querySelector(".modal-body")?.scrollTop : 0;
  const toasts = dialog.querySelector(":scope > .toasts");
  dialog.setAttribute("aria-labelledby", title);
  dialog.dataset.view = view.id;
  dialog.dataset.callback = view.callback_id ?? "";
  entry.body = h("div.modal-body", null,
    entry.trouble ? h("p.trouble", { role: "alert" }, entry.trouble) : null,
    blocks(view.blocks, entry.surface, entry.errors));
  const submit = view.submit || hasFields(view)
    ? h("button.button.primary.submit", { type: "submit" }, h("span", null, plainText(view.submit?.text ?? "Submit"))) : null;
  entry.submit = submit;
  // novalidate: Slack's checks are ours to say, beside the fields.
  const form = h("form.modal-form", { novalidate: true, onsubmit: (event) => {
    event.preventDefault();
    send(entry);
  } },
  h("header.modal-head", null,
    stack.length > 1 ? h("button.tool", { type: "button", "aria-label": "Back", onclick: () => close() }, icon("back")) : h("span.modal-mark", null, mark()),
    h("div.modal-title", null, h("h2", { id: title }, plainText(view.title?.text ?? "")), h("small", null, store.bot?.name ?? "")),
    h("button.tool.modal-x", { type: "button", "aria-label": "Close the form", onclick: () => close() }, icon("close"))),
  entry.body,
  h("footer.modal-foot", null,
    h("button.button", { type: "button", onclick: () => close() }, plainText(view.close?.text ?? (stack.length > 1 ? "Back" : submit ? "Cancel" : "Close"))),
    submit));
  replace(dialog, form, toasts);
  if (scrolled) entry.body.scrollTop = scrolled;
  takeFocus(entry, focus);
}

/** Where the keyboard stands, told so that it can be found again in new nodes. */
function focusMark() {
  const active = document.activeElement;
  if (!dialog?.contains(active)) return null;
  return {
    block: active.closest("[data-block]")?.dataset.block,
    action: active.closest("[data-action]")?.dataset.action,
    start: active.selectionStart ?? null,
    end: active.selectionEnd ?? null,
  };
}

const FIELDS = "input:not([type=hidden]), textarea, select";

function takeFocus(entry, focus) {
  const { body } = entry;
  const find = (block, action) => {
    const node = block && body.querySelector(`[data-block="${CSS.escape(block)}"]`);
    const field = node && (action ? node.querySelector(`[data-action="${CSS.escape(action)}"]`) : node);
    if (!field) return null;
    return field.matches(`button, ${FIELDS}`) ? field : field.querySelector(FIELDS) ?? field.querySelector("button");
  };
  if (focus) {
    const node = find(focus.block, focus.action);
    node?.focus({ preventScroll: true });
    if (node?.setSelectionRange && focus.start !== null) {
      try {
        node.setSelectionRange(focus.start, focus.end);
      } catch {
        // Number and e-mail fields have no selection to restore.
      }
    }
    if (node) return;
  }
  const wrong = Object.keys(entry.errors)[0];
  const wanted = (entry.view.blocks ?? []).flatMap((block) => (block.element ? [[block, block.element]] : []))
    .find(([, element]) => element.focus_on_load);
  const node = (wrong && find(wrong)) || (wanted && find(wanted[0].block_id, wanted[1].action_id))
    || body.querySelector(`.block-input :is(${FIELDS})`) || body.querySelector(`${FIELDS}, .block button`) || dialog.querySelector(".submit, .modal-foot .button");
  node?.focus({ preventScroll: !wrong });
  if (wrong) node?.scrollIntoView({ block: "center" });
}

// --- What people do with them -----------------------------------------------------

async function send(entry) {
  if (entry.busy) return;
  const { view, surface } = entry;
  entry.errors = surface.values.complaints(view.blocks);
  entry.trouble = null;
  if (Object.keys(entry.errors).length) {
    draw();
    return;
  }
  setBusy(entry, true);
  let answer;
  try {
    answer = await post("submit", { view_id: view.id, state: surface.state() });
  } catch (error) {
    answer = { ok: false, message: error.message };
  }
  setBusy(entry, false);
  if (top() !== entry) return; // an event has already put another view here
  if (answer.response_action === "errors" || answer.errors) {
    entry.errors = answer.errors ?? {};
    const shown = new Set((view.blocks ?? []).map((block) => block.block_id));
    // An error for a block that is not there must not vanish.
    entry.trouble = Object.entries(entry.errors).filter(([id]) => !shown.has(id)).map(([, text]) => text).join(" ") || null;
    draw();
  } else if (answer.ok === false) {
    entry.trouble = `This was not sent. ${reason(answer)} What you typed is still here.`;
    draw({});
    dialog.querySelector(".modal-body").scrollTop = 0;
  } else if (!answer.response_action) {
    viewClosed(view.id);
  } else if (answer.response_action === "clear") {
    closeAllViews();
  } else if (answer.view) {
    showView(answer.view);
  }
}

function setBusy(entry, busy) {
  entry.busy = busy;
  if (!entry.submit) return;
  entry.submit.disabled = busy;
  entry.submit.classList.toggle("spinning", busy);
  entry.submit.setAttribute("aria-busy", String(busy));
}

function close() {
  const entry = top();
  if (!entry || entry.busy) return;
  stack.pop();
  draw(stack.length ? {} : null);
  post("close", { view_id: entry.view.id }).catch(() => {});
}
