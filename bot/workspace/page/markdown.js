// The `markdown` block: ordinary Markdown, the part of it that bots send.

import { h, link } from "./dom.js";
import { emoji } from "./emoji.js";

const INLINE = [
  [/^`([^`\n]+)`/, (m) => h("code", null, m[1])],
  [/^\*\*(?=\S)([\s\S]+?)\*\*/, (m) => h("strong", null, inline(m[1]))],
  [/^__(?=\S)([\s\S]+?)__/, (m) => h("strong", null, inline(m[1]))],
  [/^\*(?=\S)([^*\n]+)\*/, (m) => h("em", null, inline(m[1]))],
  [/^_(?=\S)([^_\n]+)_(?![\p{L}\p{N}])/u, (m) => h("em", null, inline(m[1]))],
  [/^~~(?=\S)([\s\S]+?)~~/, (m) => h("s", null, inline(m[1]))],
  [/^!?\[([^\]\n]*)\]\(([^)\s]+)(?:\s+"[^"]*")?\)/, (m) => link(m[2], inline(m[1] || m[2]))],
  [/^<(https?:[^>\s]+|mailto:[^>\s]+)>/, (m) => link(m[1], m[1])],
  [/^https?:\/\/[^\s<>()]+[^\s<>().,;:!?]/, (m) => link(m[0], m[0])],
  [/^\\([\\`*_{}[\]()#+\-.!|~>])/, (m) => m[1]],
];

function inline(text) {
  const nodes = [];
  let plain = "";
  let rest = text;
  let before = "";
  scan: while (rest) {
    const named = /^:([a-z0-9_+-]+):/.exec(rest);
    if (named && emoji(named[1])) {
      plain += emoji(named[1]);
      rest = rest.slice(named[0].length);
      continue;
    }
    for (const [pattern, build] of INLINE) {
      const found = pattern.exec(rest);
      // snake_case_words are words, not italics.
      if (found && !(found[0].startsWith("_") && /[\p{L}\p{N}]/u.test(before))) {
        if (plain) nodes.push(plain);
        plain = "";
        nodes.push(build(found));
        rest = rest.slice(found[0].length);
        before = found[0].at(-1);
        continue scan;
      }
    }
    before = rest[0];
    plain += rest[0];
    rest = rest.slice(1);
  }
  if (plain) nodes.push(plain);
  return nodes;
}

const cells = (row) => row.trim().replace(/^\||\|$/g, "").split("|").map((cell) => cell.trim());

export function markdown(text) {
  const rows = String(text ?? "").split("\n");
  const nodes = [];
  let at = 0;
  const takeWhile = (test) => {
    const taken = [];
    while (at < rows.length && test(rows[at])) taken.push(rows[at++]);
    return taken;
  };
  while (at < rows.length) {
    const row = rows[at];
    const heading = /^(#{1,6})\s+(.*?)#*$/.exec(row);
    if (/^\s*```/.test(row)) {
      at += 1;
      const code = takeWhile((each) => !/^\s*```/.test(each));
      at += 1;
      nodes.push(h("pre", null, h("code", null, code.join("\n"))));
    } else if (heading) {
      at += 1;
      nodes.push(h(`h${Math.min(heading[1].length + 2, 6)}.md-heading`, null, inline(heading[2])));
    } else if (/^\s*([-*_])\s*(\1\s*){2,}$/.test(row)) {
      at += 1;
      nodes.push(h("hr"));
    } else if (/^\s*>/.test(row)) {
      const quoted = takeWhile((each) => /^\s*>/.test(each)).map((each) => each.replace(/^\s*>\s?/, ""));
      nodes.push(h("blockquote", null, markdown(quoted.join("\n"))));
    } else if (/^\s*([-*+]|\d+[.)])\s+/.test(row)) {
      nodes.push(list(takeWhile((each) => /^\s*([-*+]|\d+[.)])\s+/.test(each) || /^\s{2,}\S/.test(each))));
    } else if (row.includes("|") && /^\s*\|?[\s:|-]+\|[\s:|-]*$/.test(rows[at + 1] ?? "")) {
      const table = takeWhile((each) => each.includes("|"));
      nodes.push(grid(cells(table[0]), table.slice(2).map(cells)));
    } else if (!row.trim()) {
      at += 1;
    } else {
      const paragraph = takeWhile((each) => each.trim() && !/^(#{1,6}\s|\s*>|\s*```|\s*([-*+]|\d+[.)])\s+)/.test(each));
      nodes.push(h("p", null, paragraph.flatMap((each, index) => (index ? [h("br"), ...inline(each)] : inline(each)))));
    }
  }
  return h("div.text.md", null, nodes);
}

function list(rows) {
  const ordered = /^\s*\d/.test(rows[0]);
  const items = [];
  for (const row of rows) {
    const found = /^(\s*)([-*+]|\d+[.)])\s+(.*)$/.exec(row);
    if (found && (found[1].length < 2 || !items.length)) items.push({ text: found[3], below: [] });
    else items.at(-1).below.push(row.replace(/^\s{2,4}/, ""));
  }
  const start = ordered ? Number.parseInt(rows[0], 10) : null;
  return h(ordered ? "ol" : "ul", { start: start > 1 ? start : null }, items.map((item) =>
    h("li", null, inline(item.text), item.below.length ? markdown(item.below.join("\n")) : null)));
}

export function grid(head, rows) {
  return h("div.table-wrap", { tabindex: 0, role: "region", "aria-label": "Table" }, h("table", null,
    h("thead", null, h("tr", null, head.map((cell) => h("th", { scope: "col" }, typeof cell === "string" ? inline(cell) : cell)))),
    h("tbody", null, rows.map((row) => h("tr", null, row.map((cell) => h("td", null, typeof cell === "string" ? inline(cell) : cell)))))));
}
