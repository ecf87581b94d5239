// What the page knows, in one place, and who wants to hear when it changes.

const listeners = new Map();

export const store = {
  me: null,
  team: { id: "", name: "" },
  bot: null,
  users: new Map(),
  channels: new Map(),
  dms: new Map(),
  commands: [],
  messageShortcuts: [],
  globalShortcuts: [],
  homeView: null,
  clock: { available: false },
  transport: "none",
  /** What is on view: {kind: "channel"|"dm"|"home", id}. */
  place: null,
  live: "connecting",
};

export function on(event, listener) {
  if (!listeners.has(event)) listeners.set(event, new Set());
  listeners.get(event).add(listener);
}

export function emit(event, detail) {
  for (const listener of listeners.get(event) ?? []) listener(detail);
}

export function takeState(state) {
  const byId = (list) => new Map((list ?? []).map((each) => [each.id, each]));
  store.me = state.me;
  store.team = state.team ?? store.team;
  store.bot = state.bot ?? null;
  store.users = byId(state.users);
  store.channels = byId(state.channels);
  store.dms = byId(state.dms);
  store.commands = state.commands ?? [];
  store.messageShortcuts = state.message_shortcuts ?? [];
  store.globalShortcuts = state.global_shortcuts ?? [];
  store.homeView = state.home?.view ?? null;
  takeClock(state.clock ?? { available: false });
  store.transport = state.transport ?? "none";
  emit("state");
}

/** `received` lets the page run the clock on between two answers of the server. */
export function takeClock(clock) {
  store.clock = { ...store.clock, ...clock, received: Date.now() };
  emit("clock");
}

export const user = (id) => store.users.get(id);
export const me = () => store.users.get(store.me);

export function nameOf(id) {
  const found = store.users.get(id);
  if (found) return found.real_name || found.name;
  if (store.bot && (id === store.bot.user_id || id === store.bot.bot_id)) return store.bot.name;
  return id ?? "Someone";
}

export const botDm = () =>
  [...store.dms.values()].find((dm) => store.bot && dm.user === store.bot.user_id);

/** Name of a conversation as a person would say it. */
export function placeName(id) {
  const channel = store.channels.get(id);
  if (channel) return `#${channel.name}`;
  const dm = store.dms.get(id);
  return dm ? nameOf(dm.user) : id;
}

export const people = () => [...store.users.values()].filter((each) => !each.deleted && !each.is_bot);
