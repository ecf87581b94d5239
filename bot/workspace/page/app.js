// Puts the page together: who speaks, what is on view, what the news changes.

import { h, replace } from "./dom.js";
import { CallFailed, get } from "./api.js";
import { announce, toast } from "./dialogs.js";
import { closeAllViews, openViews, reconcile, showView, viewClosed } from "./modal.js";
import { Conversation } from "./conversation.js";
import { gist } from "./message.js";
import { listen } from "./live.js";
import { sidebar } from "./sidebar.js";
import { Thread } from "./thread.js";
import { tour, tourIsOpen, tourIsSmall } from "./tour.js";
import { botDm, emit, nameOf, on, placeName, store, takeClock, takeState } from "./store.js";

const app = document.getElementById("app");
const notice = h("p.notice", { role: "status", hidden: true }, "Reconnecting…");
const side = sidebar();
const shade = h("div.shade", { hidden: true, onclick: () => emit("drawer", false) });
const middle = h("div.middle");
const right = h("div.right");
const TITLE = document.title;
let conversation = null;
let thread = null;
let lastState = {};

// --- Where we are, in the address, so that a reload or a second tab knows ------------

function readHash() {
  const hash = new URLSearchParams(location.hash.slice(1));
  return { as: hash.get("as"), at: hash.get("at"), thread: hash.get("thread") };
}

/** Where a permalink of a message leads: /?channel=…&message=…&thread_ts=… */
function readPermalink() {
  const query = new URLSearchParams(location.search);
  if (!query.get("channel")) return {};
  history.replaceState(null, "", "/");
  const message = query.get("message");
  const ts = query.get("thread_ts");
  return { at: query.get("channel"), thread: ts, message: ts && ts !== message ? ts : message };
}

function writeHash() {
  const hash = new URLSearchParams({ as: store.me });
  if (store.place) hash.set("at", store.place.kind === "home" ? "home" : store.place.id);
  if (thread) hash.set("thread", thread.ts);
  const next = `#${hash}`;
  if (location.hash === next) return;
  // The first place is where one came in: Back should leave the page, not return to it.
  if (location.hash) history.pushState(null, "", next);
  else history.replaceState(null, "", next);
}

function placeOf(id) {
  if (id === "home" && store.bot) return { kind: "home", id: "home" };
  if (store.channels.has(id)) return { kind: "channel", id };
  if (store.dms.has(id)) return { kind: "dm", id };
  const first = [...store.channels.values()].find((each) => each.is_member) ?? [...store.channels.values()][0];
  return first ? { kind: "channel", id: first.id } : null;
}

// --- Loading -------------------------------------------------------------------------

async function start() {
  const wanted = { ...readHash(), ...readPermalink() };
  await firstState([wanted.as, localStorage.getItem("workspace:as"), ""].filter((each) => each !== null));
  takeState(lastState);
  localStorage.setItem("workspace:as", store.me);
  listen();
  go(placeOf(wanted.at ?? localStorage.getItem("workspace:at")), { thread: wanted.thread });
  reconcile(lastState.open_view);
  if (wanted.message) {
    await conversation.loaded;
    conversation.list?.show(wanted.message);
  }
}

/** Who was last spoken as may be gone from this workspace: then the workspace chooses. */
async function firstState(candidates) {
  let failure = null;
  for (const id of candidates) {
    store.me = id;
    try {
      lastState = await get("state");
      return;
    } catch (error) {
      failure = error;
    }
  }
  throw failure;
}

async function refresh() {
  const views = openViews();
  if (!(await freshState())) return;
  reconcile(lastState.open_view, views);
  await Promise.all([conversation?.load({ quiet: true }), thread?.load().catch(() => {})]);
  conversation?.home?.draw();
}

/** Asks how things stand; false if that failed or somebody else speaks by now. */
async function freshState() {
  const asked = store.me;
  const state = await get("state").catch(() => null);
  if (!state || store.me !== asked) return false;
  lastState = state;
  takeState(state);
  return true;
}

async function speakAs(id) {
  if (id === store.me) return;
  const at = store.place;
  const wasBot = at && (at.kind === "home" || at.id === botDm()?.id) ? at.kind : null;
  closeAllViews();
  setThread(null);
  store.me = id;
  localStorage.setItem("workspace:as", id);
  lastState = await get("state");
  takeState(lastState);
  listen();
  // "The bot's messages" stays the bot's messages, though the id is another one.
  go(wasBot === "dm" ? placeOf(botDm()?.id) : placeOf(at?.id));
  reconcile(lastState.open_view);
  announce(`You now speak as ${nameOf(id)}.`);
}

// --- What is on view -------------------------------------------------------------------

function go(place, { thread: ts = null, keepHash = false } = {}) {
  if (!place) return;
  conversation?.stop();
  setThread(null);
  store.place = place;
  if (place.kind !== "home") localStorage.setItem("workspace:at", place.id);
  conversation = new Conversation(place, { onreply: (message) => setThread(message.thread_ts ?? message.ts, { focus: true }) });
  replace(middle, conversation.root);
  conversation.loaded = conversation.load();
  emit("place");
  emit("drawer", false);
  drawRight();
  drawDot();
  // On a telephone the keyboard must not jump up by itself.
  if (matchMedia("(hover: hover)").matches) conversation.composer?.focus();
  if (ts) setThread(ts);
  if (!keepHash) writeHash();
}

function setThread(ts, { focus = false } = {}) {
  if (thread?.ts === ts) return;
  const from = thread;
  thread?.stop();
  thread = ts && store.place ? new Thread(store.place.id, ts) : null;
  drawRight();
  thread?.load().catch((error) => toast(error.message, "problem"));
  if (thread && focus) thread.composer.focus();
  if (!thread && from) conversation?.list?.nodes.get(from.ts)?.focus();
  writeHash();
}

/** At the side: the thread, else the tour. Small, or where there is no room for it there,
 *  the tour is a strip over the composer. */
function drawRight() {
  const small = tourIsSmall();
  const strip = small || !matchMedia("(min-width: 1081px)").matches;
  const steps = tourIsOpen() ? tour({ strip }) : null;
  conversation?.root.querySelector(":scope > .tour")?.remove();
  replace(right, thread?.root ?? (strip ? null : steps));
  if (conversation && steps && strip && (small || !thread)) {
    if (conversation.foot) conversation.foot.before(steps);
    else conversation.root.append(steps);
  }
  app.classList.toggle("has-thread", Boolean(thread));
  app.classList.toggle("has-tour", Boolean(steps) && !small && !thread);
}

/** What waits elsewhere shows on the closed drawer and on the browser's tab. */
function drawDot() {
  const unread = [...store.channels.values(), ...store.dms.values()].reduce((sum, each) => sum + (each.unread ?? 0), 0);
  for (const dot of app.querySelectorAll(".drawer-dot")) dot.hidden = !unread;
  const ownName = store.place.id === botDm()?.id ? "Messages" : placeName(store.place.id);
  const name = store.place.kind === "home" ? "Home" : ownName;
  document.title = `${unread ? `(${unread}) ` : ""}${name} – ${TITLE}`;
}

function drawer(open) {
  const wide = matchMedia("(min-width: 761px)").matches;
  app.classList.toggle("drawer-open", Boolean(open) && !wide);
  shade.hidden = !open || wide;
  // A closed drawer must not be reachable by Tab.
  side.inert = !wide && !open;
  middle.inert = !wide && Boolean(open);
  if (open && !wide) (open === "clock" ? side.querySelector(".clock .chip") : side.querySelector(".speaker")).focus();
  if (open === "clock") side.querySelector(".clock").classList.add("flash"), setTimeout(() => side.querySelector(".clock").classList.remove("flash"), 2500);
}

async function showMinutes() {
  if (store.place?.kind !== "channel") go(placeOf(null));
  await conversation.loaded;
  const withFile = [...conversation.list.messages.values()].filter((each) => each.files?.length).at(-1);
  if (withFile) conversation.list.show(withFile.ts, "more");
  else toast("There is no message with a file in this channel: attach one with the paper clip.");
}

function showMe(what) {
  if (what === "minutes") showMinutes();
  else if (what === "clock") drawer("clock"), side.querySelector(".clock .chip").focus();
  else if (what === "speaker") drawer(true), side.querySelector(".speaker").focus();
  else if (what === "bot") {
    const dm = botDm();
    go(dm ? { kind: "dm", id: dm.id } : { kind: "home", id: "home" });
  }
}

// --- News ---------------------------------------------------------------------------------

const NEWS = {
  message: (news) => takeMessage(news, true),
  message_changed: (news) => takeMessage(news, false),
  ephemeral: (news) => takeMessage({ ...news, message: { ...news.message, ephemeral: true } }, true),
  message_deleted: (news) => {
    if (news.channel !== store.place?.id) return;
    const ts = news.ts ?? news.deleted_ts ?? news.message?.ts;
    conversation?.list?.remove(ts);
    thread?.list.remove(ts);
    if (thread?.ts === ts) setThread(null);
  },
  view: (news) => showView(news.view),
  view_closed: (news) => {
    viewClosed(news.view_id ?? news.view?.id);
    if (news.view && news.view_id) showView(news.view);
  },
  home: (news) => {
    store.homeView = news.view;
    conversation?.home?.draw();
  },
  clock: (news) => takeClock(news.clock ?? news),
  unread: (news) => {
    const entry = store.channels.get(news.channel) ?? store.dms.get(news.channel);
    if (!entry) return refreshPlaces();
    if (news.channel === store.place?.id && !document.hidden) return undefined;
    entry.unread = news.unread ?? news.count ?? 0;
    emit("unread");
    drawDot();
    return undefined;
  },
  channel: () => refreshPlaces(),
  user: (news) => {
    store.users.set(news.user.id, news.user);
    emit("state");
  },
  transport: () => refreshPlaces(),
  file: () => {},
};

function takeMessage(news, isNew) {
  const { message } = news;
  const channel = news.channel ?? message.channel;
  if (channel !== store.place?.id) return;
  const shown = conversation?.list?.upsert(message, { isNew });
  thread?.list.upsert(message, { isNew });
  if (isNew && shown && !message.ephemeral) conversation.markRead();
  if (isNew && !shown && thread?.ts !== message.thread_ts) announce(`${nameOf(message.user)} replied in a thread: ${gist(message)}`);
}

let refreshing = null;
/** New channels and direct messages come in bursts: one look for all of them. */
function refreshPlaces() {
  clearTimeout(refreshing);
  refreshing = setTimeout(async () => {
    const wasMember = store.channels.get(store.place?.id)?.is_member;
    if (!(await freshState())) return;
    drawDot();
    const isMember = store.channels.get(store.place?.id)?.is_member;
    if (store.place?.kind === "channel" && wasMember !== isMember) go(store.place, { keepHash: true });
  }, 80);
}

on("news", (news) => NEWS[news.type]?.(news));
on("missed", async () => {
  const wasMember = store.channels.get(store.place?.id)?.is_member;
  await refresh();
  if (store.place?.kind === "channel" && wasMember !== store.channels.get(store.place.id)?.is_member) go(store.place, { keepHash: true });
});
on("live", (status) => { notice.hidden = status !== "lost"; });
on("go", (place) => go(place));
on("thread", (ts) => setThread(ts));
on("speak-as", (id) => speakAs(id).catch((error) => toast(error.message, "problem")));
on("drawer", drawer);
on("tour", drawRight);
on("show-me", showMe);
on("unread", drawDot);
on("clock", () => {
  conversation?.clock.draw();
  conversation?.list?.newDay();
  thread?.list.newDay();
});

// A call that failed where nobody waited for it is still said.
addEventListener("unhandledrejection", (event) => {
  if (!(event.reason instanceof CallFailed)) return;
  event.preventDefault();
  toast(event.reason.message, "problem");
});
document.addEventListener("visibilitychange", () => { if (!document.hidden) conversation?.markRead(); });
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && app.classList.contains("drawer-open") && !event.defaultPrevented) drawer(false);
  // A slash begins a command wherever one is.
  const typing = event.target.closest?.("input, textarea, select, dialog, [role=menu], button");
  if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    conversation?.composer?.start("/");
  }
});
addEventListener("popstate", () => {
  const wanted = readHash();
  if (wanted.as && wanted.as !== store.me) location.reload();
  else go(placeOf(wanted.at), { thread: wanted.thread, keepHash: true });
});
matchMedia("(min-width: 761px)").addEventListener("change", () => drawer(false));
for (const width of [761, 1081]) matchMedia(`(min-width: ${width}px)`).addEventListener("change", drawRight);
// Nothing tells the page that a bot has come to listen: look now and then while none answers.
setInterval(() => {
  const alone = store.transport === "none" || !store.clock.available;
  if (alone && store.live === "open" && !document.hidden) refreshPlaces();
}, 5000);

replace(app, h("a.skip", { href: "#main", onclick: (event) => {
  event.preventDefault();
  (conversation?.composer ? conversation.composer : conversation?.home?.root)?.focus();
} }, "Skip to the conversation"), side, shade, middle, right, notice);
drawer(false);
start().catch((error) => replace(app, h("div.empty.whole", { role: "alert" }, h("h1", null, "The workspace does not answer"), h("p", null, error.message),
  h("button.button.primary", { type: "button", onclick: () => location.reload() }, "Try again"))));
