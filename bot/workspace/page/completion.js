// What the composer offers while one types: commands, people, channels.

import { h, newId, replace, icon } from "./dom.js";
import { avatar } from "./avatar.js";
import { store } from "./store.js";

const fold = (text) => text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "");

/** The word before the caret, if it asks for completion: {kind, from, typed}. */
export function asked(text, caret) {
  const before = text.slice(0, caret);
  const command = /^\/(\S*)$/.exec(before);
  if (command) return { kind: "command", from: 0, typed: command[1] };
  const word = /(?:^|[\s(])([@#])([\p{L}\p{N}._-]*)$/u.exec(before);
  if (word) return { kind: word[1] === "@" ? "person" : "channel", from: caret - word[2].length - 1, typed: word[2] };
  return null;
}

function offers({ kind, typed }) {
  const wanted = fold(typed);
  const starts = (text) => fold(text).split(/[\s.,-]+/).some((word) => word.startsWith(wanted)) || fold(text).startsWith(wanted);
  if (kind === "command") {
    return store.commands.filter((each) => fold(each.command.slice(1)).startsWith(wanted)).map((each) => ({
      insert: `${each.command} `, label: each.command, hint: each.usage_hint, detail: each.description, by: store.bot?.name,
    }));
  }
  if (kind === "person") {
    return [...store.users.values()].filter((each) => !each.deleted && (starts(each.real_name ?? "") || starts(each.name ?? "") || starts(each.title ?? "")))
      .slice(0, 8).map((each) => ({ insert: `@${each.name} `, label: each.real_name || each.name, detail: each.title || (each.is_bot ? "App" : ""), lead: avatar(each.id, "small"), hint: `@${each.name}` }));
  }
  return [...store.channels.values()].filter((each) => starts(each.name)).slice(0, 8)
    .map((each) => ({ insert: `#${each.name} `, label: `#${each.name}`, detail: each.topic || each.purpose, lead: icon("hash") }));
}

/** The list above a textarea. `pick` puts an offer into it. */
export class Completion {
  constructor(textarea, pick) {
    this.textarea = textarea;
    this.pick = pick;
    this.items = [];
    this.active = 0;
    this.box = h("ul.completion", { id: newId("completion"), role: "listbox", "aria-label": "Suggestions", hidden: true, onpointerdown: (event) => event.preventDefault() });
    textarea.setAttribute("aria-controls", this.box.id);
    textarea.setAttribute("aria-autocomplete", "list");
  }

  get isOpen() {
    return !this.box.hidden;
  }

  update() {
    const { value, selectionStart, selectionEnd } = this.textarea;
    this.question = selectionStart === selectionEnd ? asked(value, selectionStart) : null;
    this.items = this.question ? offers(this.question) : [];
    // The word is whole already: nothing left to offer.
    if (this.items.length === 1 && this.items[0].insert.trim() === value.slice(this.question.from, selectionStart)) this.items = [];
    this.active = 0;
    this.box.hidden = !this.items.length;
    replace(this.box, this.items.map((item, index) => h("li.offer", {
      role: "option", id: `${this.box.id}-${index}`, onclick: () => this.choose(index),
    }, item.lead ?? null, h("span.offer-text", null, h("b", null, item.label), item.hint ? h("code", null, item.hint) : null,
      item.detail ? h("small", null, item.detail) : null))));
    this.#mark();
  }

  close() {
    this.box.hidden = true;
    this.textarea.removeAttribute("aria-activedescendant");
  }

  choose(index = this.active) {
    const item = this.items[index];
    this.close();
    if (item) this.pick(item, this.question);
  }

  /** Returns true when the key was for the list. */
  key(event) {
    if (!this.isOpen) return false;
    const { key } = event;
    if (key === "ArrowDown" || key === "ArrowUp") {
      this.active = (this.active + (key === "ArrowDown" ? 1 : this.items.length - 1)) % this.items.length;
      this.#mark();
    } else if (key === "Tab" || (key === "Enter" && !event.shiftKey)) {
      this.choose();
    } else if (key === "Escape") {
      this.close();
    } else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  }

  #mark() {
    [...this.box.children].forEach((node, index) => {
      node.setAttribute("aria-selected", String(index === this.active));
      if (index === this.active) node.scrollIntoView({ block: "nearest" });
    });
    if (this.isOpen) this.textarea.setAttribute("aria-activedescendant", `${this.box.id}-${this.active}`);
    else this.textarea.removeAttribute("aria-activedescendant");
  }
}
