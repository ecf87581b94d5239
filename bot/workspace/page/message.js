// One message as an article.

import { h, icon, append } from "./dom.js";
import { attachment, blocks } from "./blocks.js";
import { avatar } from "./avatar.js";
import { emoji } from "./emoji.js";
import { fileCard } from "./files.js";
import { menu } from "./dialogs.js";
import { mrkdwn, flat, inline } from "./mrkdwn.js";
import { nameOf, store, user, emit } from "./store.js";
import { sentAt, time, longDay, dayName, shortDay } from "./dates.js";
import { Surface } from "./surface.js";
import { post, reason } from "./api.js";
import { toast } from "./dialogs.js";

const QUIET = new Set(["channel_join", "channel_leave", "channel_topic", "channel_purpose", "channel_name", "group_join"]);

export const authorOf = (message) => message.user ?? message.bot_id ?? store.bot?.user_id;
export const isQuiet = (message) => QUIET.has(message.subtype);
const authorName = (message) => message.username || (user(authorOf(message)) ? nameOf(authorOf(message)) : message.bot_profile?.name ?? nameOf(authorOf(message)));

/** How a message sounds in one line. */
export const gist = (message) =>
  flat(message.text).slice(0, 300) || (message.files?.length ? `a file, ${message.files[0].name}` : "a message");

/**
 * @param settings {channel, inThread, surface (to keep what was chosen), onreply, ondismiss}
 */
export function messageNode(message, settings) {
  const when = sentAt(message);
  const iso = when.toISOString();
  const name = authorName(message);
  const container = { type: "message", channel: settings.channel, ts: message.ts };
  if (message.ephemeral) container.ephemeral = true;
  const surface = new Surface(container, allBlocks(message), settings.values);

  const isBot = user(authorOf(message))?.is_bot || Boolean(message.bot_id);
  const node = h("article.message", {
    class: [message.ephemeral ? "ephemeral" : "", isQuiet(message) ? "event" : "", mentionsMe(message) ? "calls-me" : ""].join(" "),
    dataset: { ts: message.ts, user: authorOf(message) ?? "" },
    tabindex: -1,
    "aria-label": `${name}, ${time(when)}`,
  });
  const body = h("div.message-body", null,
    h("div.byline", null,
      h("span.author", null, name),
      isBot ? h("span.tag", null, "app") : null,
      h("time", { datetime: iso, title: `${longDay(when)}, ${time(when)}` }, time(when)),
      message.edited ? h("span.edited", null, "(edited)") : null),
    message.ephemeral ? h("div.only-you", null, icon("eye"), "Only visible to you",
      h("button.link", { type: "button", onclick: () => settings.ondismiss(message.ts) }, "Dismiss message")) : null,
    h("div.content", null, content(message, surface)),
    reactions(message),
    settings.inThread ? null : replies(message, settings));
  append(node, [
    h("div.margin", null, avatar(authorOf(message)), h("time.margin-time", { datetime: iso, "aria-hidden": "true" }, time(when))),
    body,
    isQuiet(message) ? null : toolbar(message, settings),
  ]);
  return node;
}

const allBlocks = (message) => [...(message.blocks ?? []), ...(message.attachments ?? []).flatMap((each) => each.blocks ?? [])];

const mentionsMe = (message) => store.me && String(message.text ?? "").includes(`<@${store.me}`);

function content(message, surface) {
  const parts = [];
  if (isQuiet(message)) parts.push(h("div.text", null, inline(message.text ?? "")));
  else if (message.blocks?.length) parts.push(h("div.blocks", null, blocks(message.blocks, surface)));
  else if (message.text) parts.push(mrkdwn(message.text));
  for (const each of message.attachments ?? []) parts.push(attachment(each, surface));
  if (message.files?.length) parts.push(h("div.files", null, message.files.map(fileCard)));
  return parts;
}

function reactions(message) {
  if (!message.reactions?.length) return null;
  return h("div.reactions", null, message.reactions.map((each) =>
    h("span.reaction", { title: `${(each.users ?? []).map(nameOf).join(", ")}: ${each.name}` },
      emoji(each.name) ?? `:${each.name}:`, h("b", null, String(each.count ?? each.users?.length ?? 1)))));
}

function replies(message, settings) {
  const count = message.reply_count ?? 0;
  if (!count) return null;
  const last = message.latest_reply ? new Date(Number.parseFloat(message.latest_reply) * 1000) : null;
  return h("button.replies", { type: "button", onclick: () => settings.onreply(message) },
    h("span.reply-people", null, (message.reply_users ?? []).slice(0, 4).map((id) => avatar(id, "small"))),
    h("b", null, count === 1 ? "1 reply" : `${count} replies`),
    last && !message.sent_at ? h("span", null, `last ${dayName(last)?.toLowerCase() ?? shortDay(last)} ${time(last)}`) : h("span", null, "View thread"));
}

function toolbar(message, settings) {
  const items = () => [
    settings.onreply && !message.ephemeral ? { label: "Reply in thread", lead: icon("reply"), run: () => settings.onreply(message) } : null,
    ...(message.ephemeral ? [] : store.messageShortcuts.map((shortcut) => ({
      label: shortcut.name, detail: store.bot?.name, lead: icon("bolt"), run: () => runShortcut(shortcut, message, settings.channel),
    }))),
    { label: "Copy text", lead: icon("file"), run: () => navigator.clipboard?.writeText(flat(message.text)).then(() => toast("Copied."), () => toast("The browser did not let this page copy.", "problem")) },
  ].filter(Boolean);
  const more = h("button.tool", {
    type: "button", "aria-label": "More actions", title: "More actions", "aria-haspopup": "menu", "aria-expanded": "false",
    dataset: { tool: "more" },
    onclick: () => menu(more, items(), { label: "More actions", end: true }),
  }, icon("more"));
  const reply = settings.onreply && !message.ephemeral ? h("button.tool.tool-reply", {
    type: "button", "aria-label": "Reply in thread", title: "Reply in thread", onclick: () => settings.onreply(message),
  }, icon("reply")) : null;
  return h("div.toolbar", { role: "group", "aria-label": "Message actions" }, reply, more);
}

async function runShortcut(shortcut, message, channel) {
  try {
    const result = await post("shortcut", { callback_id: shortcut.callback_id, channel, message_ts: message.ts });
    if (result.ok === false) toast(`“${shortcut.name}” did not work. ${reason(result)}`, "problem");
  } catch (error) {
    toast(error.message, "problem");
  }
  emit("shortcut", { shortcut, message });
}
