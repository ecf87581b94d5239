// A person's mark: initials on one of eight quiet colours, the same everywhere.

import { h, mark } from "./dom.js";
import { store, user } from "./store.js";

/** By the person's place in the list: neighbours never look alike. */
const shade = (id) => Math.max(0, [...store.users.keys()].indexOf(id)) % 8;

export function avatar(id, size = "") {
  const found = user(id);
  const isBot = found?.is_bot || (store.bot && (id === store.bot.user_id || id === store.bot.bot_id));
  if (isBot) return h("span.avatar.avatar-bot", { class: size, "aria-hidden": "true" }, mark());
  const name = found?.real_name || found?.name || "?";
  const initials = found?.initials || name.split(/\s+/).map((word) => word[0]).slice(0, 2).join("");
  return h("span.avatar", { class: `shade-${shade(id)} ${size}`, "aria-hidden": "true" }, initials);
}
