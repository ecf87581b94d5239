// The middle of the page: one channel, direct message or App Home, and its head.

import { h, icon, replace } from "./dom.js";
import { accountTool } from "./accounts.js";
import { acceptDrops, Composer } from "./composer.js";
import { avatar } from "./avatar.js";
import { clockChip } from "./clock.js";
import { Home } from "./home.js";
import { menu, toast } from "./dialogs.js";
import { MessageList } from "./messages.js";
import { post, reason } from "./api.js";
import { botDm, emit, nameOf, placeName, store, user } from "./store.js";
import { openTour, tourIsOpen } from "./tour.js";

export class Conversation {
  /** @param place {kind, id} */
  constructor(place, { onreply }) {
    this.place = place;
    this.dm = store.dms.get(place.id);
    this.channel = store.channels.get(place.id);
    this.isBot = place.kind === "home" || (this.dm && this.dm.user === store.bot?.user_id);
    this.clock = clockChip(() => emit("drawer", "clock"));
    this.root = h("main.conversation", { id: "main", tabindex: -1 }, this.#head());
    if (place.kind === "home") {
      this.home = new Home();
      this.root.append(this.home.root);
      return;
    }
    const unread = (this.channel ?? this.dm)?.unread ?? 0;
    this.list = new MessageList({ channel: place.id, onreply, intro: this.#intro(), empty: this.#empty(), unread });
    this.foot = h("div.foot");
    this.root.append(h("div.list-frame", null, this.list.root, this.list.latest), this.foot);
    if (this.channel && !this.channel.is_member) this.#offerToJoin();
    else this.#compose();
  }

  #compose() {
    const name = this.dm ? nameOf(this.dm.user) : placeName(this.place.id);
    this.composer = new Composer({ channel: this.place.id, placeholder: `Message ${name}`, onsent: () => {
      this.list.toEnd();
      if (store.live !== "open") this.list.load();
    } });
    replace(this.foot, this.composer.root);
    acceptDrops(this.root, this.composer);
  }

  #offerToJoin() {
    replace(this.foot, h("div.join", null, h("p", null, `You are reading ${placeName(this.place.id)}, but are not in it.`),
      h("button.button.primary", { type: "button", onclick: async () => {
        const answer = await post("join", { channel: this.place.id });
        if (answer.ok === false) toast(reason(answer), "problem");
        else emit("missed");
      } }, "Join channel")));
  }

  #head() {
    // On a telephone the clock takes the place of the line under the name.
    const opener = h("button.tool.open-drawer", { type: "button", "aria-label": "Open the menu", "aria-controls": "sidebar", onclick: () => emit("drawer", true) }, icon("menu"), h("span.drawer-dot", { hidden: true }));
    const title = this.isBot ? store.bot.name : this.dm ? nameOf(this.dm.user) : this.channel?.name ?? this.place.id;
    const lead = this.isBot ? avatar(store.bot.user_id) : this.dm ? avatar(this.dm.user) : icon(this.channel?.is_private ? "lock" : "hash", "head-icon");
    const detail = this.channel ? [this.channel.num_members ? `${this.channel.num_members} members` : null, this.channel.topic || this.channel.purpose].filter(Boolean).join(" · ")
      : this.isBot ? "Follows what was decided until it is done" : user(this.dm?.user)?.title;
    const guide = h("button.tool", { type: "button", "aria-label": "Five-minute tour", title: "Five-minute tour", onclick: () => openTour(!tourIsOpen()) }, icon("guide"));
    const global = store.globalShortcuts.length ? h("button.tool", { type: "button", "aria-label": "Shortcuts", title: "Shortcuts", "aria-haspopup": "menu", onclick: (event) =>
      menu(event.currentTarget, store.globalShortcuts.map((each) => ({ label: each.name, detail: each.description ?? store.bot?.name, lead: icon("bolt"), run: async () => {
        const answer = await post("shortcut", { callback_id: each.callback_id }).catch((error) => ({ ok: false, message: error.message }));
        if (answer.ok === false) toast(`“${each.name}” did not work. ${reason(answer)}`, "problem");
      } })), { label: "Shortcuts", end: true }) }, icon("bolt")) : null;
    return h("header.head", null, opener,
      h("div.head-title", null, lead, h("div", null, h("h1", null, title), detail ? h("p", null, detail) : null, this.clock.chip)),
      h("div.head-tools", null, this.isBot ? null : accountTool(user(this.dm?.user)), global, guide),
      this.isBot ? this.#tabs() : null);
  }

  #tabs() {
    const dm = botDm();
    const tab = (label, place, here, badge) => h("button.tab", {
      type: "button", role: "tab", "aria-selected": String(here), tabindex: here ? 0 : -1,
      onclick: () => emit("go", place),
      onkeydown: (event) => {
        if (!["ArrowLeft", "ArrowRight"].includes(event.key)) return;
        const other = event.currentTarget.nextElementSibling ?? event.currentTarget.previousElementSibling;
        other?.click();
        requestAnimationFrame(() => document.querySelector("[role=tab][aria-selected=true]")?.focus());
      },
    }, label, badge ? h("span.badge", null, String(badge)) : null);
    const messages = dm ? { kind: "dm", id: dm.id } : null;
    return h("div.tabs", { role: "tablist", "aria-label": store.bot.name },
      tab("Home", { kind: "home", id: "home" }, this.place.kind === "home"),
      messages ? tab("Messages", messages, this.place.kind === "dm", this.place.kind === "dm" ? 0 : dm.unread) : null);
  }

  #intro() {
    if (this.channel) {
      return h("div.intro", null, h("h2", null, icon("hash"), this.channel.name),
        h("p", null, this.channel.purpose || this.channel.topic || "This is where this channel begins."));
    }
    if (this.isBot) return null;
    return h("div.intro", null, avatar(this.dm?.user, "large"), h("h2", null, nameOf(this.dm?.user)), h("p", null, "Only the two of you see what is written here."));
  }

  #empty() {
    if (!this.isBot && !this.channel) return null;
    const bot = store.bot?.name ?? "the bot";
    return h("div.empty", null, avatar(store.bot?.user_id, "large"),
      h("h2", null, this.isBot ? `${bot} writes to you here` : `Nothing has been said in #${this.channel.name} yet`),
      h("p", null, "Type ", h("kbd", null, "/"), ` to see what ${bot} can do.`),
      h("ul.try", null, store.commands.slice(0, 4).map((each) => h("li", null,
        h("button.try-command", { type: "button", onclick: () => this.composer?.start(`${each.command} `) }, h("code", null, each.command), h("span", null, each.description))))));
  }

  /** `quiet`: the page already says that it is reconnecting. */
  async load({ quiet = false } = {}) {
    if (!this.list) return;
    try {
      await this.list.load();
    } catch (error) {
      if (!quiet) toast(error.message, "problem");
      return;
    }
    this.markRead();
  }

  /** Only what is in front of somebody's eyes is read. */
  markRead() {
    if (!this.list || document.hidden) return;
    const entry = store.channels.get(this.place.id) ?? store.dms.get(this.place.id);
    if (!entry) return;
    if (entry.unread) {
      entry.unread = 0;
      emit("unread");
    }
    post("read", { channel: this.place.id }).catch(() => {});
  }

  stop() {
    this.list?.stop();
  }
}
