// Slack's mrkdwn → nodes. A small scanner, no regular expression over the whole:
// formatting marks only count at the edge of a word, as in Slack.

import { h, link } from "./dom.js";
import { emoji } from "./emoji.js";
import { slackDate } from "./dates.js";
import { nameOf, store, emit } from "./store.js";

const unescape = (text) =>
  text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");

const MARKS = { "*": "strong", _: "em", "~": "s" };
const isWord = (character) => character !== undefined && /[\p{L}\p{N}]/u.test(character);

export function mention(id) {
  return h("span.mention", { class: id === store.me ? "mention-me" : "" }, `@${nameOf(id)}`);
}

export function channelMention(id, label) {
  const channel = store.channels.get(id);
  const name = channel?.name ?? label ?? id;
  if (!channel) return h("span.mention", null, `#${name}`);
  return h("button.mention.mention-link", { type: "button", onclick: () => emit("go", { kind: "channel", id }) }, `#${name}`);
}

/** What stands between < and >: a link, a person, a channel, a date, a call. */
function angle(body) {
  const [target, ...rest] = body.split("|");
  const label = rest.join("|");
  if (target.startsWith("@")) return mention(target.slice(1));
  if (target.startsWith("#")) return channelMention(target.slice(1), label);
  if (target.startsWith("!date^")) {
    const [, seconds, pattern = "{date}", url] = target.split("^");
    const shown = slackDate(seconds, pattern) ?? unescape(label);
    const iso = new Date(Number(seconds) * 1000);
    const node = h("time", { datetime: Number.isNaN(iso.getTime()) ? null : iso.toISOString(), title: unescape(label) || null }, shown);
    return url ? link(unescape(url), node) : node;
  }
  if (target.startsWith("!subteam^")) return h("span.mention", null, unescape(label) || "@group");
  if (target.startsWith("!")) return h("span.mention", null, `@${target.slice(1)}`);
  return link(unescape(target), unescape(label || target.replace(/^mailto:/, "")));
}

function closingMark(text, from, character) {
  for (let at = from; at < text.length; at += 1) {
    if (text[at] === "\n") return -1;
    if (text[at] === "<") {
      const end = text.indexOf(">", at);
      if (end > 0) at = end;
    } else if (text[at] === character && at > from && !/\s/.test(text[at - 1]) && !isWord(text[at + 1])) {
      return at;
    }
  }
  return -1;
}

/** One run of text without line structure. */
export function inline(text) {
  const nodes = [];
  let plain = "";
  const flush = () => {
    if (plain) nodes.push(unescape(plain));
    plain = "";
  };
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (character === "<") {
      const end = text.indexOf(">", at);
      if (end > at + 1) {
        flush();
        nodes.push(angle(text.slice(at + 1, end)));
        at = end;
        continue;
      }
    } else if (character === "`") {
      const end = text.indexOf("`", at + 1);
      if (end > at + 1 && !text.slice(at, end).includes("\n")) {
        flush();
        nodes.push(h("code", null, unescape(text.slice(at + 1, end))));
        at = end;
        continue;
      }
    } else if (character === ":") {
      const found = /^:([a-z0-9_+-]+(?:::skin-tone-\d)?):/.exec(text.slice(at, at + 60));
      const shown = found && emoji(found[1]);
      if (shown) {
        flush();
        nodes.push(h("span.emoji", { title: found[0] }, shown));
        at += found[0].length - 1;
        continue;
      }
    } else if (MARKS[character] && !isWord(text[at - 1]) && !/\s/.test(text[at + 1] ?? " ")) {
      const end = closingMark(text, at + 1, character);
      if (end > at + 1) {
        flush();
        nodes.push(h(MARKS[character], null, inline(text.slice(at + 1, end))));
        at = end;
        continue;
      }
    }
    plain += character;
  }
  flush();
  return nodes;
}

const LIST = /^(\s*)(•|◦|▪|-|–|\d{1,3}[.)])\s+(.*)$/;

function lines(text) {
  const nodes = [];
  let quote = [];
  const flushQuote = () => {
    if (quote.length) nodes.push(h("blockquote", null, lines(quote.join("\n"))));
    quote = [];
  };
  const rows = text.split("\n");
  rows.forEach((row, index) => {
    const quoted = /^(?:&gt;|>)\s?(.*)$/.exec(row);
    if (quoted) {
      quote.push(quoted[1]);
      return;
    }
    flushQuote();
    const item = LIST.exec(row);
    if (item) {
      const deep = item[1].length >= 2 ? "deep" : "";
      nodes.push(h("div.item", { class: deep }, h("span.bullet", null, item[2] === "-" ? "•" : item[2]), h("span", null, inline(item[3]))));
    } else if (row.trim() === "") {
      if (index > 0 && index < rows.length - 1) nodes.push(h("div.gap"));
    } else {
      nodes.push(h("div.line", null, inline(row)));
    }
  });
  flushQuote();
  return nodes;
}

/** Text with code blocks, quotes, lists and lines. */
export function mrkdwn(text) {
  const parts = String(text ?? "").split("```");
  const nodes = [];
  parts.forEach((part, index) => {
    const isCode = index % 2 === 1 && (index < parts.length - 1);
    if (isCode) nodes.push(h("pre", null, h("code", null, unescape(part.replace(/^\n|\n$/g, "")))));
    else if (index % 2 === 1) nodes.push(...lines(`\`\`\`${part}`));
    else nodes.push(...lines(part.replace(/^\n/, index ? "" : "\n").replace(/^\n+|\n+$/g, "")));
  });
  return h("div.text", null, nodes);
}

/** A text object of Block Kit, on one line or several. */
export function textObject(object, { block = false } = {}) {
  if (!object) return null;
  if (object.type === "mrkdwn") return block ? mrkdwn(object.text) : h("span", null, inline(object.text));
  return h(block ? "div.text.plain" : "span", null, plainText(object.text));
}

/** Plain text knows emoji names and nothing else. */
export function plainText(text) {
  return unescape(String(text ?? "")).replace(/:([a-z0-9_+-]+):/g, (typed, name) => emoji(name) ?? typed);
}

/** For previews, titles and the announcer: no marks at all. */
export function flat(text) {
  return plainText(
    String(text ?? "")
      .replace(/<@(\w+)(?:\|[^>]*)?>/g, (_, id) => `@${nameOf(id)}`)
      .replace(/<#(\w+)(?:\|([^>]*))?>/g, (_, id, label) => `#${store.channels.get(id)?.name ?? label ?? id}`)
      .replace(/<!date\^(\d+)\^([^|>^]*)[^>]*>/g, (_, seconds, pattern) => slackDate(seconds, pattern))
      .replace(/<[^|>]+\|([^>]+)>/g, "$1")
      .replace(/<([^>]+)>/g, "$1")
      .replace(/[*_~`]/g, ""),
  );
}
