// Block Kit's elements as controls of this page. Each is drawn from its element
// and reports to the surface it stands on.

import { h, icon, link, newId, safeUrl } from "./dom.js";
import { confirm, menu } from "./dialogs.js";
import { plainText, textObject } from "./mrkdwn.js";
import { select } from "./selects.js";
import { dateInput, dateTimeInput, fileInput, textInput, timeInput } from "./inputs.js";
import { fileUrl } from "./api.js";

/** `field` is {labelledby, describedby} when the element stands under a label. */
export function element(spec, block, surface, field = {}) {
  const build = BUILDERS[spec.type];
  if (!build) return h("span.unknown", null, `[${spec.type}]`);
  const node = build(spec, block, surface, field);
  node.dataset.action = spec.action_id ?? "";
  return node;
}

/** Runs `then` at once, or after the element's own question was answered with yes. */
async function afterConfirm(spec, then) {
  if (!spec.confirm || (await confirm(spec.confirm))) then();
}

function button(spec, block, surface) {
  const style = { primary: "primary", danger: "danger" }[spec.style] ?? "";
  const attributes = { class: style, "aria-label": spec.accessibility_label };
  const press = (node) => afterConfirm(spec, () => surface.act(block, spec, undefined, node));
  if (spec.url && safeUrl(spec.url)) {
    // Slack opens the address and tells the bot that it was pressed.
    const node = link(spec.url, plainText(spec.text?.text));
    node.classList.add("button", ...(style ? [style] : []));
    node.addEventListener("click", () => surface.act(block, spec, undefined, null));
    return node;
  }
  const node = h("button.button", { type: "button", ...attributes, onclick: () => press(node) }, plainText(spec.text?.text));
  return node;
}

function overflow(spec, block, surface) {
  const open = () => menu(node, (spec.options ?? []).map((option) => ({
    label: plainText(option.text.text),
    detail: option.description ? plainText(option.description.text) : null,
    run: () => {
      if (option.url && safeUrl(option.url)) window.open(option.url, "_blank", "noopener");
      afterConfirm(spec, () => surface.act(block, spec, option, node));
    },
  })), { label: "More", end: true });
  const node = h("button.button.icon-button", {
    type: "button", "aria-label": "More options", "aria-haspopup": "menu", "aria-expanded": "false", onclick: open,
  }, icon("more"));
  return node;
}

function choices(spec, block, surface, field) {
  const several = spec.type === "checkboxes";
  const name = newId("choice");
  const current = surface.values.get(block, spec);
  const has = (option) => (several ? current.some((each) => each.value === option.value) : current?.value === option.value);
  const read = () => {
    const picked = (spec.options ?? []).filter((_, index) => boxes[index].checked);
    return several ? picked : picked[0] ?? null;
  };
  const boxes = [];
  const rows = (spec.options ?? []).map((option) => {
    const box = h("input", {
      type: several ? "checkbox" : "radio", name, checked: has(option), value: option.value,
      onchange: () => afterConfirm(spec, () => surface.change(block, spec, read())),
    });
    boxes.push(box);
    return h("label.choice", null, box, h("span", null,
      h("span", null, textObject(option.text)),
      option.description ? h("small", null, textObject(option.description)) : null));
  });
  return h("div.choices", {
    role: several ? "group" : "radiogroup", "aria-labelledby": field.labelledby, "aria-describedby": field.describedby,
  }, rows);
}

function image(spec) {
  const own = spec.slack_file?.id ? fileUrl(spec.slack_file.id) : null;
  const url = safeUrl(spec.image_url ?? own ?? "");
  if (!url) return h("span.unknown", null, spec.alt_text ?? "image");
  // Nothing is fetched from elsewhere: a picture there is only named and linked to.
  if (new URL(url, location.href).origin !== location.origin) return link(url, spec.alt_text || "A picture elsewhere");
  return h("img.block-image", { src: url, alt: spec.alt_text ?? "", loading: "lazy" });
}

const BUILDERS = {
  button,
  workflow_button: button,
  overflow,
  image,
  checkboxes: choices,
  radio_buttons: choices,
  static_select: select,
  external_select: select,
  users_select: select,
  channels_select: select,
  conversations_select: select,
  multi_static_select: select,
  multi_external_select: select,
  multi_users_select: select,
  multi_channels_select: select,
  multi_conversations_select: select,
  datepicker: dateInput,
  timepicker: timeInput,
  datetimepicker: dateTimeInput,
  plain_text_input: textInput,
  rich_text_input: textInput,
  email_text_input: textInput,
  url_text_input: textInput,
  number_input: textInput,
  file_input: fileInput,
};
