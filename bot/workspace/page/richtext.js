// rich_text blocks: what Slack's own composer makes, and bots may send.

import { h, link } from "./dom.js";
import { emoji } from "./emoji.js";
import { slackDate } from "./dates.js";
import { channelMention, mention } from "./mrkdwn.js";

function styled(node, style = {}) {
  let result = node;
  if (style.code) result = h("code", null, result);
  if (style.strike) result = h("s", null, result);
  if (style.italic) result = h("em", null, result);
  if (style.bold) result = h("strong", null, result);
  return result;
}

function leaf(element) {
  switch (element.type) {
    case "text": return styled(h("span", null, element.text), element.style);
    case "link": return styled(link(element.url, element.text || element.url), element.style);
    case "user": return styled(mention(element.user_id), element.style);
    case "channel": return styled(channelMention(element.channel_id), element.style);
    case "usergroup": return h("span.mention", null, "@group");
    case "broadcast": return h("span.mention", null, `@${element.range}`);
    case "emoji": return h("span.emoji", { title: `:${element.name}:` }, emoji(element.name) ?? `:${element.name}:`);
    case "date": return h("time", null, slackDate(element.timestamp, element.format || "{date}") ?? element.fallback ?? "");
    case "color": return h("code", null, element.value);
    default: return document.createTextNode(element.text ?? "");
  }
}

const leaves = (section) => (section.elements ?? []).map(leaf);

function part(element) {
  switch (element.type) {
    case "rich_text_section": return h("div.line.prewrap", null, leaves(element));
    case "rich_text_quote": return h("blockquote.prewrap", null, leaves(element));
    case "rich_text_preformatted": return h("pre", null, h("code", null, leaves(element)));
    case "rich_text_list": {
      const attributes = { class: `indent-${Math.min(element.indent ?? 0, 5)}` };
      if (element.style === "ordered" && element.offset) attributes.start = element.offset + 1;
      return h(element.style === "ordered" ? "ol" : "ul", attributes, element.elements.map((item) => h("li", null, leaves(item))));
    }
    default: return null;
  }
}

export function richText(block) {
  return h("div.text.rich", null, (block.elements ?? []).map(part));
}

/** Typed lines as the rich_text value that rich_text_input reports. */
export function richTextValue(text) {
  if (!text) return null;
  return {
    type: "rich_text",
    elements: [{ type: "rich_text_section", elements: [{ type: "text", text }] }],
  };
}

export function richTextAsPlain(value) {
  return (value?.elements ?? [])
    .map((section) => (section.elements ?? []).map((each) => each.text ?? each.url ?? (each.elements ?? []).map((e) => e.text ?? "").join("")).join(""))
    .join("\n");
}
