// Closing and opening accounts, as a workspace's administrator does in Slack.

import { confirm, menu, toast } from "./dialogs.js";
import { h, icon } from "./dom.js";
import { post, reason } from "./api.js";
import { store } from "./store.js";

/** Closes a person's account after a question, or opens it again; the bot hears of it. */
export async function setAccount(person, deleted) {
  const sure = !deleted || await confirm({
    title: { text: `Close ${person.real_name}’s account?` },
    text: { type: "plain_text", text: "As if they had left the organisation: nobody can write to them, and the bot is told. It can be opened again under “Speak as”." },
    confirm: { text: "Close the account" },
    style: "danger",
  });
  if (!sure) return;
  const answer = await post("account", { user: person.id, deleted }).catch((error) => ({ ok: false, message: error.message }));
  if (answer.ok === false) toast(reason(answer), "problem");
  else toast(deleted ? `${person.real_name}’s account is closed.` : `${person.real_name}’s account is open again.`);
}

/** The menu in the head of a direct message with a person; null for the bot and for closed accounts. */
export function accountTool(person) {
  if (!person || person.is_bot || person.deleted || person.id === store.me) return null;
  const close = { label: "Close this account", detail: "As if they had left the organisation", danger: true, run: () => setAccount(person, true) };
  return h("button.tool", { type: "button", "aria-label": `More about ${person.real_name}`, title: "More", "aria-haspopup": "menu", "data-testid": "account-menu",
    onclick: (event) => menu(event.currentTarget, [close], { label: "More", end: true }) }, icon("more"));
}
