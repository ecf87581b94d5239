// Every select: one or several choices, from a fixed list or asked of the bot.
// An editable combobox with a listbox, after the ARIA authoring practices.

import { h, icon, newId, replace } from "./dom.js";
import { floatHost, place } from "./dialogs.js";

/**
 * @param settings {label, labelledby, placeholder, multiple, most, clearable,
 *   chosen: [{key, label}], load: async (typed) => [{group?, items: [{key, label, detail, raw}]}],
 *   onchange: (items) => void, onclose: (changed) => void, describedby}
 */
export function combobox(settings) {
  let chosen = [...settings.chosen];
  let items = [];
  let active = -1;
  let box = null;
  let changed = false;
  let asked = 0;
  const listId = newId("list");

  const input = h("input.combo-input", {
    type: "text", role: "combobox", autocomplete: "off", spellcheck: "false",
    "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": listId,
    "aria-label": settings.label, "aria-labelledby": settings.labelledby, "aria-describedby": settings.describedby,
    onclick: () => open(), onkeydown: keys,
    oninput: () => { if (box) fill(); else open(true); },
    onblur: () => setTimeout(() => { if (document.activeElement !== input) close(); }, 120),
  });
  const pills = h("span.pills");
  const clear = h("button.quiet.combo-clear", { type: "button", "aria-label": "Clear", onclick: () => { pick([]); input.focus(); } }, icon("close"));
  const root = h("div.combo", { class: settings.multiple ? "multiple" : "", onclick: (event) => {
    if (event.target === root || event.target === pills) input.focus(), open();
  } }, pills, input, settings.clearable && !settings.multiple ? clear : null, icon("down", "combo-arrow"));

  function draw() {
    if (settings.multiple) {
      replace(pills, chosen.map((item) => h("span.pill", null, item.label,
        h("button.quiet", { type: "button", "aria-label": `Remove ${item.label}`, onclick: () => remove(item) }, icon("close")))));
      input.placeholder = chosen.length ? "" : settings.placeholder ?? "Choose";
    } else {
      input.value = chosen[0]?.label ?? "";
      input.placeholder = settings.placeholder ?? "Choose";
      clear.hidden = !chosen.length;
    }
  }

  function pick(next) {
    chosen = next;
    changed = true;
    draw();
    settings.onchange(chosen);
  }

  function remove(item) {
    pick(chosen.filter((each) => each.key !== item.key));
    if (box) mark();
    else settings.onclose?.(true), (changed = false);
    input.focus();
  }

  function choose(item) {
    if (!settings.multiple) {
      pick([item]);
      close();
      return;
    }
    const has = chosen.some((each) => each.key === item.key);
    if (!has && settings.most && chosen.length >= settings.most) return;
    pick(has ? chosen.filter((each) => each.key !== item.key) : [...chosen, item]);
    input.value = "";
    fill();
  }

  function open(keepTyped = false) {
    if (box) return;
    box = h("ul.listbox", { id: listId, role: "listbox", popover: "manual", "aria-multiselectable": settings.multiple ? "true" : null,
      "aria-label": settings.label ?? "Choices", onpointerdown: (event) => event.preventDefault() });
    floatHost(root).append(box);
    box.showPopover();
    input.setAttribute("aria-expanded", "true");
    if (!keepTyped && !settings.multiple) input.select();
    fill(!keepTyped);
    addEventListener("scroll", follow, true);
    addEventListener("resize", follow);
  }

  function follow(event) {
    if (box && !(event?.target instanceof Node && box.contains(event.target))) place(box, root, { width: true });
  }

  async function fill(everything = false) {
    // A single select shows its choice in the field: that is no filter until one types.
    const typed = everything && !settings.multiple ? "" : input.value.trim();
    const mine = ++asked;
    let groups;
    try {
      const slow = setTimeout(() => { if (mine === asked) note("Looking…"); }, 150);
      groups = await settings.load(typed);
      clearTimeout(slow);
    } catch (error) {
      if (mine === asked) note(error.message);
      return;
    }
    if (mine !== asked || !box) return;
    if (typeof groups === "string") {
      items = [];
      note(groups);
      return;
    }
    items = groups.flatMap((group) => group.items);
    active = Math.max(0, items.findIndex((item) => chosen.some((each) => each.key === item.key)));
    replace(box, items.length ? groups.map((group) => [
      group.group ? h("li.listbox-group", { role: "presentation" }, group.group) : null,
      group.items.map(row),
    ]) : h("li.listbox-note", { role: "presentation" }, "Nothing matches."));
    mark();
    place(box, root, { width: true });
  }

  function note(text) {
    if (!box) return;
    replace(box, h("li.listbox-note", { role: "presentation" }, text));
    place(box, root, { width: true });
  }

  function row(item) {
    return h("li.option", { role: "option", id: `${listId}-${items.indexOf(item)}`, onclick: () => choose(item) },
      h("span.option-text", null, h("span", null, item.label), item.detail ? h("small", null, item.detail) : null), icon("check", "option-tick"));
  }

  function mark() {
    const rows = [...box.querySelectorAll("[role=option]")];
    rows.forEach((node, index) => {
      node.setAttribute("aria-selected", String(chosen.some((each) => each.key === items[index].key)));
      node.classList.toggle("active", index === active);
    });
    const node = rows[active];
    if (node) {
      input.setAttribute("aria-activedescendant", node.id);
      node.scrollIntoView({ block: "nearest" });
    } else input.removeAttribute("aria-activedescendant");
  }

  function close() {
    if (!box) return;
    removeEventListener("scroll", follow, true);
    removeEventListener("resize", follow);
    box.remove();
    box = null;
    asked += 1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
    if (settings.multiple) input.value = "";
    draw();
    if (changed) settings.onclose?.(true);
    changed = false;
  }

  function keys(event) {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!box) return open();
      if (items.length) active = (active + (event.key === "ArrowDown" ? 1 : items.length - 1)) % items.length;
      mark();
    } else if (event.key === "Enter") {
      // Enter in a form's select picks; it never submits the form around it.
      event.preventDefault();
      if (box && items[active]) choose(items[active]);
      else if (!box) open();
    } else if (event.key === "Escape" && box) {
      event.preventDefault();
      event.stopPropagation();
      close();
    } else if (event.key === "Tab") {
      close();
    } else if (event.key === "Backspace" && settings.multiple && !input.value && chosen.length) {
      remove(chosen.at(-1));
    }
    return undefined;
  }

  draw();
  return root;
}
