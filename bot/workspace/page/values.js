// state.values exactly as Slack sends it: one shape for each kind of element.

/** Under which key an element's value stands in Slack's payloads. */
const KEYS = {
  plain_text_input: "value",
  email_text_input: "value",
  number_input: "value",
  url_text_input: "value",
  rich_text_input: "rich_text_value",
  static_select: "selected_option",
  external_select: "selected_option",
  radio_buttons: "selected_option",
  users_select: "selected_user",
  channels_select: "selected_channel",
  conversations_select: "selected_conversation",
  multi_static_select: "selected_options",
  multi_external_select: "selected_options",
  checkboxes: "selected_options",
  multi_users_select: "selected_users",
  multi_channels_select: "selected_channels",
  multi_conversations_select: "selected_conversations",
  datepicker: "selected_date",
  timepicker: "selected_time",
  datetimepicker: "selected_date_time",
  file_input: "files",
};

/** What a bot calls the same value when it sets it beforehand. */
const INITIAL = {
  selected_option: ["initial_option", null],
  selected_user: ["initial_user", null],
  selected_channel: ["initial_channel", null],
  selected_conversation: ["initial_conversation", null],
  selected_options: ["initial_options", []],
  selected_users: ["initial_users", []],
  selected_channels: ["initial_channels", []],
  selected_conversations: ["initial_conversations", []],
  selected_date: ["initial_date", null],
  selected_time: ["initial_time", null],
  selected_date_time: ["initial_date_time", null],
  value: ["initial_value", null],
  rich_text_value: ["initial_value", null],
  files: ["initial_files", []],
};

export const isMultiple = (type) => type.startsWith("multi_");

const isEmpty = (value) => value === null || value === undefined || value === "" || (Array.isArray(value) && value.length === 0);

/** The element of a block that can hold a value: its input, accessory or actions. */
function elementsOf(block) {
  const found = [];
  if (block.type === "input" && block.element) found.push(block.element);
  if (block.type === "section" && block.accessory) found.push(block.accessory);
  if (block.type === "actions") found.push(...(block.elements ?? []));
  return found.filter((element) => KEYS[element.type]);
}

/**
 * What stands in the fields of one message or view. It outlives the nodes: an
 * update in place draws them anew and finds what was typed where block_id and
 * action_id (and the kind of element) are the same.
 */
export class Values {
  #kept = new Map();
  #before;

  /** `before`: a view's own state.values, as the server has it after a reload. */
  constructor(before = {}) {
    this.#before = before;
  }

  static #id = (block, element) => `${block.block_id}\n${element.action_id}\n${element.type}`;

  get(block, element) {
    const id = Values.#id(block, element);
    if (this.#kept.has(id)) return this.#kept.get(id);
    const key = KEYS[element.type];
    const before = this.#before?.[block.block_id]?.[element.action_id];
    if (before && before.type === element.type && before[key] !== undefined) return before[key];
    // Not kept: what nobody has touched follows the bot's next initial value.
    const [initial, otherwise] = INITIAL[key] ?? ["initial_value", null];
    return element[initial] ?? otherwise;
  }

  set(block, element, value) {
    this.#kept.set(Values.#id(block, element), value);
  }

  /** Slack's {block_id: {action_id: {type, …}}} for the blocks now shown. */
  collect(blocks) {
    const values = {};
    for (const block of blocks ?? []) {
      for (const element of elementsOf(block)) {
        values[block.block_id] ??= {};
        values[block.block_id][element.action_id] = {
          type: element.type,
          [KEYS[element.type]]: this.get(block, element),
        };
      }
    }
    return values;
  }

  /** Slack's own checks before it sends a form; {block_id: what to mend}. */
  complaints(blocks) {
    const complaints = {};
    for (const block of blocks ?? []) {
      if (block.type !== "input" || !block.element) continue;
      const value = this.get(block, block.element);
      const complaint = isEmpty(value)
        ? !block.optional && "Please complete this required field."
        : complain(block.element, value);
      if (complaint) complaints[block.block_id] = complaint;
    }
    return complaints;
  }
}

function complain(element, value) {
  if (element.type === "plain_text_input") {
    if (element.min_length && value.length < element.min_length) return `Please write at least ${element.min_length} characters.`;
    if (element.max_length && value.length > element.max_length) return `Please write at most ${element.max_length} characters (now ${value.length}).`;
  }
  if (element.type === "email_text_input" && !/^\S+@\S+\.\S+$/.test(value)) return "Please enter an e-mail address.";
  if (element.type === "url_text_input" && !/^[a-z][a-z0-9+.-]*:\/\/\S+/i.test(value)) return "Please enter a web address, with https://.";
  if (element.type === "number_input") {
    const number = Number(value);
    if (Number.isNaN(number)) return "Please enter a number.";
    if (!element.is_decimal_allowed && !Number.isInteger(number)) return "Please enter a whole number.";
    if (element.min_value !== undefined && number < Number(element.min_value)) return `Please enter ${element.min_value} or more.`;
    if (element.max_value !== undefined && number > Number(element.max_value)) return `Please enter ${element.max_value} or less.`;
  }
  return null;
}

/** Slack's block_actions entry for an element that was just used. */
export function actionOf(block, element, value) {
  const action = { type: element.type, action_id: element.action_id, block_id: block.block_id };
  if (element.type === "button") {
    action.text = element.text;
    if (element.value !== undefined) action.value = element.value;
    if (element.style) action.style = element.style;
  } else if (element.type === "overflow") {
    action.selected_option = value;
  } else {
    action[KEYS[element.type]] = value;
    if (element.placeholder) action.placeholder = element.placeholder;
  }
  action.action_ts = (Date.now() / 1000).toFixed(6);
  return action;
}
