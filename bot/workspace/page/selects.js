// The ten selects of Block Kit, all as one combobox that is fed differently.

import { combobox } from "./combobox.js";
import { confirm } from "./dialogs.js";
import { plainText } from "./mrkdwn.js";
import { isMultiple } from "./values.js";
import { store, nameOf } from "./store.js";

const fold = (text) => text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "");
const matches = (typed) => (item) => {
  const words = fold(typed).split(/\s+/).filter(Boolean);
  const text = fold(`${item.label} ${item.detail ?? ""}`);
  return words.every((word) => text.includes(word));
};

const fromOption = (option) => ({
  key: option.value,
  label: plainText(option.text?.text),
  detail: option.description ? plainText(option.description.text) : null,
  raw: option,
});

function groupsOf(source) {
  if (source.option_groups) {
    return source.option_groups.map((group) => ({ group: plainText(group.label?.text), items: group.options.map(fromOption) }));
  }
  return [{ items: (source.options ?? []).map(fromOption) }];
}

const narrowed = (groups, typed) =>
  groups.map((group) => ({ ...group, items: group.items.filter(matches(typed)) })).filter((group) => group.items.length);

const person = (user) => ({ key: user.id, label: user.real_name || user.name, detail: user.title || `@${user.name}`, raw: user.id });
const channel = (each) => ({ key: each.id, label: `#${each.name}`, detail: each.topic, raw: each.id });
const direct = (dm) => ({ key: dm.id, label: nameOf(dm.user), detail: "Direct message", raw: dm.id });

function known(spec) {
  if (spec.type.includes("users")) return [...store.users.values()].filter((user) => !user.deleted).map(person);
  const channels = [...store.channels.values()].map(channel);
  if (spec.type.includes("channels")) return channels;
  const include = spec.filter?.include;
  const rooms = channels.filter((each) => !include || include.includes(store.channels.get(each.key).is_private ? "private" : "public"));
  const dms = !include || include.includes("im") ? [...store.dms.values()].map(direct) : [];
  return [...rooms, ...dms];
}

const isStatic = (spec) => spec.type.endsWith("static_select");
const isExternal = (spec) => spec.type.endsWith("external_select");

export function select(spec, block, surface, field) {
  const multiple = isMultiple(spec.type);
  const fromBot = isStatic(spec) || isExternal(spec);
  const current = surface.values.get(block, spec);
  const list = multiple ? current : current ? [current] : [];
  const chosen = list.map((each) => (fromBot ? fromOption(each) : known(spec).find((item) => item.key === each) ?? { key: each, label: nameOf(each), raw: each }));
  let latest = current;

  async function load(typed) {
    if (isStatic(spec)) return narrowed(groupsOf(spec), typed);
    if (!isExternal(spec)) return narrowed([{ items: known(spec) }], typed);
    const least = spec.min_query_length ?? 3;
    if (typed.length < least) return `Type ${least} or more letters to search.`;
    return groupsOf(await surface.options(block, spec, typed));
  }

  return combobox({
    label: field.labelledby ? null : spec.placeholder ? plainText(spec.placeholder.text) : "Choose",
    labelledby: field.labelledby,
    describedby: field.describedby,
    placeholder: spec.placeholder ? plainText(spec.placeholder.text) : multiple ? "Choose any" : "Choose one",
    multiple,
    most: spec.max_selected_items,
    clearable: block.type === "input" && block.optional,
    chosen,
    load,
    onchange: (items) => {
      const raw = items.map((item) => item.raw);
      latest = multiple ? raw : raw[0] ?? null;
      surface.values.set(block, spec, latest);
    },
    // As in Slack, the bot hears when the list closes, not of every tick in it.
    onclose: async () => {
      if (spec.confirm && !(await confirm(spec.confirm))) return;
      surface.change(block, spec, latest);
    },
  });
}
