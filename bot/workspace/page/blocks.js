// Block Kit's blocks → nodes.

import { h, link, newId } from "./dom.js";
import { element } from "./elements.js";
import { fileCard } from "./files.js";
import { grid, markdown } from "./markdown.js";
import { plainText, textObject } from "./mrkdwn.js";
import { richText } from "./richtext.js";

/** `errors` are {block_id: text} to show beside the fields. */
export function blocks(list, surface, errors = {}) {
  return (list ?? []).map((block, index) => {
    block.block_id ??= `block-${index}`;
    const build = BUILDERS[block.type];
    const node = build ? build(block, surface, errors[block.block_id]) : h("p.unknown", null, `A block of the kind “${block.type}”, which this page does not show.`);
    node.classList.add("block", `block-${block.type.replaceAll("_", "-")}`);
    node.dataset.block = block.block_id;
    return node;
  });
}

function section(block, surface) {
  const body = h("div.section-body", null,
    block.text ? textObject(block.text, { block: true }) : null,
    block.fields ? h("div.fields", null, block.fields.map((field) => textObject(field, { block: true }))) : null);
  if (!block.accessory) return h("div", null, body);
  const field = block.accessory.type === "button" ? {} : { describedby: null };
  return h("div.with-accessory", { class: `accessory-${block.accessory.type.replaceAll("_", "-")}` }, body,
    h("div.accessory", null, element(block.accessory, block, surface, field)));
}

function context(block) {
  return h("div", null, (block.elements ?? []).map((each) =>
    each.type === "image" ? element(each, block) : textObject(each, { block: true })));
}

function input(block, surface, error) {
  const label = newId("label");
  const hint = newId("hint");
  const complaint = newId("error");
  const grouped = ["checkboxes", "radio_buttons"].includes(block.element?.type);
  const described = [block.hint && hint, error && complaint].filter(Boolean).join(" ") || null;
  const control = element(block.element, block, surface, { labelledby: label, describedby: described });
  const target = control.matches("input, textarea") ? control : control.querySelector("input:not([type=checkbox]):not([type=radio]), textarea");
  const node = h("div", { class: error ? "invalid" : "" },
    h("div.label-row", null,
      // A click on the label must reach the field, whatever it is made of.
      h(grouped ? "span.label" : "label.label", { id: label, for: grouped || !target ? null : (target.id ||= newId("field")) }, plainText(block.label?.text)),
      block.optional ? h("span.optional", null, "optional") : null),
    control,
    error ? h("p.field-error", { id: complaint }, error) : null,
    block.hint ? h("p.hint", { id: hint }, plainText(block.hint.text)) : null);
  if (error) {
    target?.setAttribute("aria-invalid", "true");
    // Once it is being mended, the complaint has been heard.
    const heard = () => {
      node.classList.remove("invalid");
      node.querySelector(`#${complaint}`)?.remove();
      target?.removeAttribute("aria-invalid");
    };
    node.addEventListener("input", heard, { once: true });
    node.addEventListener("change", heard, { once: true });
  }
  return node;
}

function picture(block, surface) {
  return h("figure", null,
    block.title ? h("figcaption", null, plainText(block.title.text)) : null,
    element({ ...block, type: "image" }, block, surface));
}

function table(block) {
  const cell = (each) => (each?.type === "rich_text" ? richText(each) : String(each?.text ?? ""));
  const asNode = (each) => { const made = cell(each); return made instanceof Node ? made : h("span", null, made); };
  const [head = [], ...rest] = block.rows ?? [];
  const node = grid(head.map(asNode), rest.map((row) => row.map(asNode)));
  (block.column_settings ?? []).forEach((column, index) => {
    if (!["right", "center"].includes(column?.align)) return;
    for (const row of node.querySelectorAll("tr")) row.children[index]?.classList.add(`align-${column.align}`);
  });
  return h("div", null, node);
}

const BUILDERS = {
  // One level below what stands over it: the page's title at home, else a message or form.
  header: (block, surface) => h(surface.atHome ? "h2" : "h3", null, plainText(block.text?.text)),
  section,
  divider: () => h("hr"),
  context,
  actions: (block, surface) => h("div", null, (block.elements ?? []).map((each) => element(each, block, surface))),
  context_actions: (block, surface) => h("div", null, (block.elements ?? []).map((each) => element(each, block, surface))),
  image: picture,
  input,
  rich_text: (block) => h("div", null, richText(block)),
  markdown: (block) => h("div", null, markdown(block.text)),
  table,
  file: (block) => h("div", null, block.file ? fileCard(block.file) : h("p.unknown", null, "A file from elsewhere.")),
  video: (block) => h("div", null, link(block.title_url ?? block.video_url, plainText(block.title?.text ?? "Video"))),
};

/** The older way of decorating a message: a bar of colour with text or blocks. */
export function attachment(spec, surface) {
  const named = { good: "good", warning: "warning", danger: "danger" }[spec.color];
  const node = h("div.attachment", { class: named ? `bar-${named}` : "" },
    spec.pretext ? h("div.pretext", null, textObject({ type: "mrkdwn", text: spec.pretext }, { block: true })) : null,
    h("div.attachment-body", null,
      spec.author_name ? h("div.author-line", null, link(spec.author_link, spec.author_name)) : null,
      spec.title ? h("div.attachment-title", null, spec.title_link ? link(spec.title_link, plainText(spec.title)) : plainText(spec.title)) : null,
      spec.text ? textObject({ type: "mrkdwn", text: spec.text }, { block: true }) : null,
      spec.fields ? h("div.fields", null, spec.fields.map((field) => h("div", null, h("strong", null, field.title), textObject({ type: "mrkdwn", text: field.value }, { block: true })))) : null,
      spec.blocks ? blocks(spec.blocks, surface) : null,
      spec.footer ? h("div.block-context", null, spec.footer) : null));
  // Only a plain colour number gets as far as a style.
  const hex = /^#?([0-9a-f]{6}|[0-9a-f]{3})$/i.exec(spec.color ?? "");
  if (hex) node.style.setProperty("--bar", `#${hex[1]}`);
  return node;
}
