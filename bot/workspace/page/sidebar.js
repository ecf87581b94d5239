// The side: whose workspace this is, who speaks, where to go, what time it is.

import { h, icon, replace } from "./dom.js";
import { avatar } from "./avatar.js";
import { clockPanel } from "./clock.js";
import { menu } from "./dialogs.js";
import { post } from "./api.js";
import { setAccount } from "./accounts.js";
import { botDm, emit, me, nameOf, on, people, store } from "./store.js";

export function sidebar() {
  const team = h("p.team");
  const speaker = h("button.speaker", { type: "button", "aria-haspopup": "menu", "aria-expanded": "false", "data-testid": "speak-as", onclick: chooseSpeaker });
  const channels = h("ul.places", { "aria-labelledby": "channels-heading" });
  const directs = h("ul.places", { "aria-labelledby": "directs-heading" });
  const connection = h("p.connection", { role: "status", hidden: true });
  const root = h("nav.sidebar", { id: "sidebar", "aria-label": "Workspace" },
    h("header.side-head", null, team, h("p.local", null, "local workspace — this is not Slack, nothing leaves this machine"),
      h("button.tool.side-close", { type: "button", "aria-label": "Close the menu", onclick: () => emit("drawer", false) }, icon("close"))),
    speaker,
    h("div.side-scroll", null,
      h("h2", { id: "channels-heading" }, "Channels"), channels,
      h("h2", { id: "directs-heading" }, "Direct messages"), directs,
      connection),
    clockPanel());

  function chooseSpeaker() {
    menu(speaker, [
      { heading: "Speak as" },
      ...people().map((each) => ({
        label: each.real_name, detail: each.title, lead: avatar(each.id), checked: each.id === store.me,
        run: () => emit("speak-as", each.id),
      })),
      ...closedAccounts(),
    ], { label: "Speak as" });
  }

  function closedAccounts() {
    const closed = [...store.users.values()].filter((each) => each.deleted && !each.is_bot);
    return closed.length === 0 ? [] : [
      { heading: "Closed accounts" },
      ...closed.map((each) => ({
        label: `Open ${each.real_name}’s account again`, detail: each.title, lead: avatar(each.id), checked: false,
        run: () => setAccount(each, false),
      })),
    ];
  }

  function place(item) {
    const here = store.place && store.place.kind === item.kind && store.place.id === item.id;
    return h("li", null, h("button.place", {
      type: "button", dataset: { place: item.id }, "aria-current": here ? "page" : null, class: item.unread ? "unread" : "", onclick: () => item.run ? item.run() : emit("go", { kind: item.kind, id: item.id }),
    }, item.lead, h("span.place-name", null, item.name), item.note ? h("small", null, item.note) : null,
    item.unread ? h("span.badge", null, String(item.unread), h("span.visually-hidden", null, " unread")) : null));
  }

  function draw() {
    const self = me();
    const focused = root.contains(document.activeElement) ? document.activeElement.dataset.place : null;
    team.textContent = store.team.name;
    replace(speaker, avatar(store.me), h("span.speaker-text", null, h("small", null, "Speak as"), h("b", null, self?.real_name ?? store.me), h("span", null, self?.title ?? "")), icon("down"));
    replace(channels, [...store.channels.values()].map((each) => place({
      kind: "channel", id: each.id, name: each.name, unread: each.unread, note: each.is_member ? null : "join",
      lead: icon(each.is_private ? "lock" : "hash"),
    })));
    const bot = botDm();
    const known = new Map([...store.dms.values()].map((dm) => [dm.user, dm]));
    const others = people().filter((each) => each.id !== store.me);
    replace(directs,
      store.bot ? place({ kind: bot ? "dm" : "home", id: bot?.id ?? "home", name: store.bot.name, unread: bot?.unread, lead: avatar(store.bot.user_id, "small"),
        run: () => emit("go", bot && bot.unread ? { kind: "dm", id: bot.id } : { kind: "home", id: "home" }) }) : null,
      others.map((each) => {
        const dm = known.get(each.id);
        return place({ kind: "dm", id: dm?.id ?? `new:${each.id}`, name: nameOf(each.id), unread: dm?.unread, lead: avatar(each.id, "small"), run: () => openDm(each.id, dm) });
      }));
    // The bot's row stands for both its tabs.
    if (store.bot && store.place && (store.place.kind === "home" || store.place.id === bot?.id)) directs.querySelector(".place")?.setAttribute("aria-current", "page");
    if (focused) root.querySelector(`[data-place="${CSS.escape(focused)}"]`)?.focus();
    connection.hidden = store.transport !== "none";
    connection.textContent = `${store.bot?.name ?? "The bot"} is not connected: commands will fail until it runs.`;
  }

  async function openDm(user, dm) {
    if (dm) return emit("go", { kind: "dm", id: dm.id });
    const answer = await post("dm", { user });
    if (answer.channel) {
      const id = answer.channel.id ?? answer.channel;
      if (!store.dms.has(id)) store.dms.set(id, { id, user, unread: 0, kind: "dm", ...(answer.channel.id ? answer.channel : {}) });
      emit("go", { kind: "dm", id });
    }
    return undefined;
  }

  on("state", draw);
  on("place", draw);
  on("unread", draw);
  return root;
}
