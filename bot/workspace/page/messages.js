// A list of messages: a channel, a direct message, or the replies of one thread.

import { h, icon, replace } from "./dom.js";
import { get } from "./api.js";
import { announce } from "./dialogs.js";
import { authorOf, gist, isQuiet, messageNode } from "./message.js";
import { businessNow, dayName, isoDay, longDay, sentAt } from "./dates.js";
import { emit, nameOf, store } from "./store.js";
import { Values } from "./values.js";

const PAGE = 60;
const byTs = (a, b) => (a.ts < b.ts ? -1 : a.ts > b.ts ? 1 : 0);
const dismissedKey = () => `dismissed:${store.me}`;

// Ephemeral messages that were dismissed stay away for this browser's session.
const dismissed = () => new Set(JSON.parse(sessionStorage.getItem(dismissedKey()) ?? "[]"));

export class MessageList {
  /** @param settings {channel, threadTs, onreply, empty, intro, unread} */
  constructor(settings) {
    this.settings = settings;
    this.messages = new Map();
    this.nodes = new Map();
    this.values = new Map();
    this.hasMore = false;
    this.list = h("div.message-list");
    this.top = h("div.list-top");
    this.root = h("section.messages", {
      "aria-label": settings.threadTs ? "Thread" : "Messages", tabindex: 0, onscroll: () => this.#scrolled(), onkeydown: (event) => this.#keys(event),
    }, this.top, this.list);
    this.latest = h("button.latest", { type: "button", hidden: true, onclick: () => this.toEnd() }, icon("down"), h("span", null, "New messages"));
    this.#longPress();
    // Pictures and fonts arrive late; the end should stay the end.
    this.resize = new ResizeObserver(() => { if (this.atEnd) this.root.scrollTop = this.root.scrollHeight; });
    this.resize.observe(this.list);
    this.resize.observe(this.root);
    this.atEnd = true;
  }

  stop() {
    this.resize.disconnect();
    this.stopped = true;
  }

  async load() {
    const { channel, threadTs } = this.settings;
    // What arrives as news while this is under way is not in the answer, and stays.
    const known = [...this.messages.keys()];
    const answer = await get("messages", { channel, limit: PAGE, ...(threadTs ? { thread_ts: threadTs } : {}) });
    if (this.stopped) return;
    const fresh = new Map((answer.messages ?? []).filter((each) => this.#belongs(each)).map((each) => [each.ts, each]));
    const oldest = [...fresh.keys()].sort()[0];
    for (const ts of known) {
      // What was deleted while we were away goes; older pages already read are kept.
      if (!fresh.has(ts) && (!oldest || ts >= oldest)) this.#forget(ts);
    }
    for (const message of fresh.values()) this.#draw(message);
    this.hasMore = this.messages.size > fresh.size ? this.hasMore : Boolean(answer.has_more);
    this.#arrange();
    if (this.atEnd) this.toEnd();
    emit("seen", [...fresh.values()]);
  }

  async loadOlder() {
    if (!this.hasMore || this.loading) return;
    this.loading = true;
    const first = [...this.messages.keys()].sort()[0];
    const { channel, threadTs } = this.settings;
    const answer = await get("messages", { channel, before: first, limit: PAGE, ...(threadTs ? { thread_ts: threadTs } : {}) });
    const height = this.root.scrollHeight;
    for (const message of answer.messages ?? []) if (this.#belongs(message)) this.#draw(message);
    this.hasMore = Boolean(answer.has_more) && (answer.messages ?? []).length > 0;
    this.#arrange();
    this.root.scrollTop += this.root.scrollHeight - height;
    this.loading = false;
  }

  upsert(message, { isNew = false } = {}) {
    if (!this.#belongs(message)) return false;
    const known = this.messages.has(message.ts);
    const stick = this.atEnd || authorOf(message) === store.me;
    this.#draw(message);
    this.#arrange();
    if (known || !isNew) return true;
    if (stick) this.toEnd();
    else this.latest.hidden = false;
    if (authorOf(message) !== store.me) announce(`${nameOf(authorOf(message))}: ${gist(message)}`);
    return true;
  }

  remove(ts) {
    this.#forget(ts);
    this.#arrange();
  }

  dismiss(ts) {
    sessionStorage.setItem(dismissedKey(), JSON.stringify([...dismissed(), ts].slice(-200)));
    const next = this.nodes.get(ts)?.nextElementSibling ?? this.root;
    this.remove(ts);
    next.focus?.();
  }

  /** The clock has moved: "Today" may be another day now. */
  newDay() {
    if (this.today !== isoDay(businessNow())) this.#arrange();
  }

  toEnd() {
    this.root.scrollTop = this.root.scrollHeight;
    this.atEnd = true;
    this.latest.hidden = true;
  }

  /** Brings one message into view and marks it for a moment. */
  show(ts, focus = "article") {
    const node = this.nodes.get(ts);
    if (!node) return;
    node.scrollIntoView({ block: "center" });
    node.classList.add("flash");
    setTimeout(() => node.classList.remove("flash"), 2500);
    (focus === "more" ? node.querySelector("[data-tool=more]") : node).focus();
  }

  #belongs(message) {
    if (message.ephemeral && dismissed().has(message.ts)) return false;
    const { threadTs } = this.settings;
    if (threadTs) return message.ts === threadTs || message.thread_ts === threadTs;
    return !message.thread_ts || message.thread_ts === message.ts || message.subtype === "thread_broadcast";
  }

  #forget(ts) {
    this.nodes.get(ts)?.remove();
    this.nodes.delete(ts);
    this.messages.delete(ts);
  }

  #draw(message) {
    const before = this.messages.get(message.ts);
    if (before && JSON.stringify(before) === JSON.stringify(message)) return;
    this.messages.set(message.ts, message);
    if (!this.values.has(message.ts)) this.values.set(message.ts, new Values());
    const old = this.nodes.get(message.ts);
    const node = messageNode(message, {
      channel: this.settings.channel,
      inThread: Boolean(this.settings.threadTs),
      values: this.values.get(message.ts),
      onreply: this.settings.onreply,
      ondismiss: (ts) => this.dismiss(ts),
    });
    this.nodes.set(message.ts, node);
    if (!old) return;
    // An update in place must not throw the keyboard's place away.
    const action = old.contains(document.activeElement) ? document.activeElement.closest("[data-action]")?.dataset.action : null;
    const within = old.contains(document.activeElement);
    old.replaceWith(node);
    if (within) (action && node.querySelector(`[data-action="${CSS.escape(action)}"]`) || node).focus();
  }

  /** Order, day headings, runs of one author. */
  #arrange() {
    const { list } = this;
    for (const rule of list.querySelectorAll(":scope > .rule")) rule.remove();
    const sorted = [...this.messages.values()].sort(byTs);
    let previous = null;
    let cursor = list.firstChild;
    const put = (node) => {
      if (cursor === node) cursor = cursor.nextSibling;
      else list.insertBefore(node, cursor);
    };
    // Where reading began stays where it was, though more arrives below.
    this.unreadFrom ??= this.settings.unread ? sorted.at(-this.settings.unread)?.ts ?? null : null;
    this.today = isoDay(businessNow());
    // As the channel counts them: an answer that only one person sees is none.
    const replies = sorted.filter((each) => !each.ephemeral && each.ts !== this.settings.threadTs).length;
    sorted.forEach((message, index) => {
      const node = this.nodes.get(message.ts);
      const day = sentAt(message);
      if (!previous || isoDay(sentAt(previous)) !== isoDay(day)) {
        const name = dayName(day);
        put(h("h2.rule.day", null, h("span", null, name ? `${name}, ` : "", longDay(day))));
      }
      if (message.ts === this.unreadFrom && index > 0) put(h("div.rule.unread-rule", { role: "separator" }, h("span", null, "New")));
      if (this.settings.threadTs && index === 1 && replies) {
        put(h("div.rule.reply-rule", null, h("span", null, replies === 1 ? "1 reply" : `${replies} replies`)));
      }
      const close = previous && authorOf(previous) === authorOf(message) && sentAt(message) - sentAt(previous) < 5 * 60e3
        && isoDay(sentAt(previous)) === isoDay(day) && !isQuiet(previous) && !isQuiet(message) && !message.ephemeral && !previous.ephemeral
        && !(this.settings.threadTs && index === 1) && message.ts !== this.unreadFrom
        // A card with a heading deserves its own byline.
        && message.blocks?.[0]?.type !== "header";
      node.classList.toggle("follows", Boolean(close));
      put(node);
      previous = message;
    });
    this.#roving(list.querySelector("article.current") ?? list.lastElementChild);
    replace(this.top, this.hasMore ? h("p.older", null, "Loading older messages…") : sorted.length ? this.settings.intro ?? null : this.settings.empty ?? this.settings.intro ?? null);
  }

  #scrolled() {
    this.atEnd = this.root.scrollHeight - this.root.scrollTop - this.root.clientHeight < 48;
    if (this.atEnd) this.latest.hidden = true;
    if (this.root.scrollTop < 120) this.loadOlder();
  }

  /** One stop for the Tab key in the whole list; arrows move between messages. */
  #roving(node) {
    for (const article of this.list.querySelectorAll("article")) {
      const here = article === node;
      article.classList.toggle("current", here);
      article.tabIndex = here ? 0 : -1;
      for (const tool of article.querySelectorAll(".tool")) tool.tabIndex = here ? 0 : -1;
    }
  }

  #keys(event) {
    const article = event.target.closest?.("article");
    if (!article || event.target !== article) return;
    const articles = [...this.list.querySelectorAll("article")];
    const at = articles.indexOf(article);
    const next = { ArrowDown: articles[at + 1], ArrowUp: articles[at - 1], Home: articles[0], End: articles.at(-1) }[event.key];
    if (next) {
      event.preventDefault();
      this.#roving(next);
      next.focus();
      next.scrollIntoView({ block: "nearest" });
    }
  }

  /** On a telephone, a long press on a message opens its actions. */
  #longPress() {
    let timer = null;
    let from = null;
    const cancel = () => clearTimeout(timer);
    this.list.addEventListener("pointerdown", (event) => {
      const article = event.target.closest("article");
      if (event.pointerType !== "touch" || !article || event.target.closest("button, a, input, textarea, label")) return;
      cancel();
      from = event;
      timer = setTimeout(() => article.querySelector("[data-tool=more]")?.click(), 500);
    });
    for (const type of ["pointerup", "pointercancel"]) this.list.addEventListener(type, cancel);
    // A finger is never quite still: only a real move is a scroll.
    this.list.addEventListener("pointermove", (event) => {
      if (from && Math.hypot(event.clientX - from.clientX, event.clientY - from.clientY) > 10) cancel();
    });
    this.list.addEventListener("focusin", (event) => {
      const article = event.target.closest("article");
      if (article) this.#roving(article);
    });
  }
}

