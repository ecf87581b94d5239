// Fields that are typed into: text, dates, files.

import { h, icon, newId, replace } from "./dom.js";
import { upload } from "./api.js";
import { plainText } from "./mrkdwn.js";
import { richTextAsPlain, richTextValue } from "./richtext.js";
import { atWall, isoDay, longDay, time } from "./dates.js";
import { size } from "./files.js";

const KINDS = { email_text_input: "email", url_text_input: "url", number_input: "text" };

const aria = (spec, field) => ({
  "aria-labelledby": field.labelledby,
  "aria-describedby": field.describedby,
  "aria-label": field.labelledby ? null : plainText(spec.placeholder?.text ?? "Text"),
});

export function textInput(spec, block, surface, field) {
  const rich = spec.type === "rich_text_input";
  const multiline = rich || spec.multiline;
  const kept = surface.values.get(block, spec);
  const when = spec.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
  let waiting = null;

  const read = () => (rich ? richTextValue(input.value) : input.value === "" ? null : input.value);
  const input = h(multiline ? "textarea.input" : "input.input", {
    type: multiline ? null : KINDS[spec.type] ?? "text",
    inputmode: spec.type === "number_input" ? (spec.is_decimal_allowed ? "decimal" : "numeric") : null,
    rows: multiline ? 4 : null,
    placeholder: spec.placeholder ? plainText(spec.placeholder.text) : null,
    maxlength: spec.max_length,
    autocomplete: "off",
    ...aria(spec, field),
    oninput: () => {
      surface.change(block, spec, read(), { quiet: true });
      count();
      if (!block.dispatch_action || !when.includes("on_character_entered")) return;
      // One message to the bot a pause, not one a letter.
      clearTimeout(waiting);
      waiting = setTimeout(() => surface.change(block, spec, read()), 400);
    },
    onkeydown: (event) => {
      if (event.key !== "Enter" || multiline) return;
      if (block.dispatch_action && when.includes("on_enter_pressed")) {
        event.preventDefault();
        surface.change(block, spec, read());
      }
    },
  });
  input.value = (rich ? richTextAsPlain(kept) : kept) ?? "";

  const counter = spec.max_length ? h("span.counter", { "aria-hidden": "true" }) : null;
  function count() {
    if (!counter) return;
    const left = spec.max_length - input.value.length;
    counter.textContent = left <= Math.max(20, spec.max_length * 0.1) ? `${left} left` : "";
  }
  count();
  return h("div.field", null, input, counter);
}

/** A native picker. The bot is told after a pause: typing a year passes through 0002. */
function picker(type, spec, block, surface, field, { show, read }) {
  let waiting = null;
  const input = h("input.input.picker", {
    type, ...aria(spec, field),
    onchange: () => {
      const value = input.value ? read(input.value) : null;
      surface.change(block, spec, value, { quiet: true });
      clearTimeout(waiting);
      if (block.type !== "input" || block.dispatch_action) {
        waiting = setTimeout(() => surface.change(block, spec, value), 600);
      }
    },
  });
  input.value = show(surface.values.get(block, spec)) ?? "";
  // The browser writes dates its own way: said in words, no day is taken for a month.
  const words = h("span.in-words", { "aria-live": "polite" });
  const say = () => {
    const day = type === "time" ? "" : input.value.slice(0, 10);
    words.textContent = day && input.validity.valid ? longDay(new Date(`${day}T12:00:00Z`)) : "";
  };
  input.addEventListener("input", say);
  say();
  return h("div.field.picker-field", null, input, words);
}

const same = { show: (value) => value ?? "", read: (typed) => typed };

export const dateInput = (spec, block, surface, field) => picker("date", spec, block, surface, field, same);
export const timeInput = (spec, block, surface, field) => picker("time", spec, block, surface, field, same);
export const dateTimeInput = (spec, block, surface, field) =>
  picker("datetime-local", spec, block, surface, field, {
    show: (seconds) => {
      if (!seconds) return "";
      const date = new Date(seconds * 1000);
      return `${isoDay(date)}T${time(date)}`;
    },
    read: (typed) => Math.floor(atWall(typed.slice(0, 10), typed.slice(11, 16)).getTime() / 1000),
  });

export function fileInput(spec, block, surface, field) {
  const most = spec.max_files ?? 10;
  const types = (spec.filetypes ?? []).map((each) => `.${each.toLowerCase()}`);
  const shelf = h("ul.file-list");
  const problem = h("p.field-error", { role: "alert", hidden: true });
  const status = h("span.uploading", { hidden: true }, "Uploading…");
  const input = h("input.visually-hidden", {
    type: "file", id: newId("file"), multiple: most > 1, accept: types.join(",") || null, ...aria(spec, field),
    onchange: () => take([...input.files]),
  });

  const files = () => surface.values.get(block, spec);
  async function take(chosen) {
    problem.hidden = true;
    for (const file of chosen) {
      const ending = `.${file.name.split(".").at(-1).toLowerCase()}`;
      const complaint = types.length && !types.includes(ending) ? `${file.name}: only ${types.join(", ")} can be read here.`
        : files().length >= most ? `At most ${most} ${most === 1 ? "file" : "files"}.` : null;
      if (complaint) {
        complain(complaint);
        continue;
      }
      status.hidden = false;
      try {
        const kept = await upload(file);
        surface.change(block, spec, [...files(), kept]);
      } catch (error) {
        complain(error.message);
      }
      status.hidden = true;
      draw();
    }
    input.value = "";
  }
  function complain(text) {
    problem.textContent = text;
    problem.hidden = false;
  }
  function draw() {
    replace(shelf, files().map((file) => h("li", null, icon("file"), h("span", null, file.name), h("small", null, size(file.size)),
      h("button.quiet", { type: "button", "aria-label": `Remove ${file.name}`, onclick: () => {
        surface.change(block, spec, files().filter((each) => each.id !== file.id));
        draw();
      } }, icon("close")))));
  }
  draw();
  const zone = h("div.drop", {
    ondragover: (event) => { event.preventDefault(); event.stopPropagation(); zone.classList.add("over"); },
    ondragleave: () => zone.classList.remove("over"),
    ondrop: (event) => {
      event.preventDefault();
      event.stopPropagation();
      zone.classList.remove("over");
      take([...event.dataTransfer.files]);
    },
  }, input, h("label.button", { for: input.id }, icon("clip"), most > 1 ? "Choose files" : "Choose a file"),
  h("span.drop-hint", null, types.length ? `or drop here: ${types.map((each) => each.slice(1)).join(", ")}` : "or drop here"), status);
  return h("div.field", null, zone, shelf, problem);
}
