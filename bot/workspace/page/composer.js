// Where one writes: messages, slash commands, files.

import { h, icon, replace } from "./dom.js";
import { post, reason, upload } from "./api.js";
import { Completion } from "./completion.js";
import { size } from "./files.js";
import { nameOf, store } from "./store.js";

// What was begun in a conversation is still there when one comes back to it.
const drafts = new Map();

export class Composer {
  /** @param settings {channel, threadTs, placeholder, onsent} */
  constructor(settings) {
    this.settings = settings;
    this.key = [store.me, settings.channel, settings.threadTs ?? ""].join("|");
    this.files = [];
    this.error = h("p.composer-error", { role: "alert", hidden: true });
    this.shelf = h("ul.file-list.composer-files", { hidden: true });
    this.input = h("textarea.composer-input", {
      rows: 1, "data-testid": settings.threadTs ? "thread-composer" : "composer",
      placeholder: settings.placeholder, "aria-label": settings.placeholder, autocomplete: "off", enterkeyhint: "send",
      onkeydown: (event) => this.#key(event),
      oninput: () => this.#typed(),
      onclick: () => this.completion.update(),
      onblur: () => this.completion.close(),
      onpaste: (event) => this.#paste(event),
    });
    this.input.value = drafts.get(this.key) ?? "";
    this.completion = new Completion(this.input, (offer, question) => this.#insert(offer, question));
    this.picker = h("input", { type: "file", multiple: true, hidden: true, onchange: () => {
      this.attach([...this.picker.files]);
      this.picker.value = "";
    } });
    this.sendButton = h("button.send", { type: "button", "aria-label": "Send", title: "Send (Enter)", onclick: () => this.send() }, icon("send"));
    this.root = h("div.composer", { role: "group", "aria-label": "Write" }, this.completion.box, this.error,
      h("div.composer-box", null, this.shelf, this.input,
        h("div.composer-bar", null,
          h("button.tool", { type: "button", "aria-label": "Attach a file", title: "Attach a file", onclick: () => this.picker.click() }, icon("clip")),
          this.picker,
          settings.threadTs ? null : h("button.tool.slash", { type: "button", "aria-label": "Commands", title: "Commands", onclick: () => this.start("/") }, "/"),
          h("button.tool.slash", { type: "button", "aria-label": "Mention a person", title: "Mention a person", onclick: () => this.start("@") }, "@"),
          h("span.speaking", null, "as ", h("b", null, nameOf(store.me))),
          h("span.composer-keys", { "aria-hidden": "true" }, h("kbd", null, "Enter"), " sends, ", h("kbd", null, "Shift"), "+", h("kbd", null, "Enter"), " new line"),
          this.sendButton)));
    this.#typed(false);
  }

  focus() {
    this.input.focus({ preventScroll: true });
  }

  /** Puts a character in as if typed, so that its list comes up. */
  start(text) {
    const { input } = this;
    if (text.startsWith("/")) {
      if (!input.value.startsWith("/")) input.value = text;
      input.setSelectionRange(input.value.length, input.value.length);
    } else {
      const before = input.value.slice(0, input.selectionStart);
      input.setRangeText(`${before && !/\s$/.test(before) ? " " : ""}${text}`, input.selectionStart, input.selectionEnd, "end");
    }
    input.focus();
    this.#typed();
  }

  async attach(files) {
    for (const file of files) {
      const entry = { name: file.name, size: file.size, id: null };
      this.files.push(entry);
      this.#drawFiles();
      try {
        Object.assign(entry, await upload(file));
      } catch (error) {
        this.files = this.files.filter((each) => each !== entry);
        this.#fail(`${file.name}: ${error.message}`);
      }
      this.#drawFiles();
    }
    this.focus();
  }

  async send() {
    const text = this.input.value.trim();
    if (this.busy || (!text && !this.files.length) || this.files.some((each) => !each.id)) return;
    this.#fail(null);
    this.busy = true;
    this.root.setAttribute("aria-busy", "true");
    try {
      const complaint = /^\/\S/.test(text) && !text.startsWith("//") ? await this.#command(text) : await this.#message(text);
      if (complaint) {
        this.#fail(complaint);
        return;
      }
      this.input.value = "";
      this.files = [];
      this.#drawFiles();
      this.#typed(false);
      this.settings.onsent?.();
    } catch (error) {
      this.#fail(error.message);
    } finally {
      this.busy = false;
      this.root.removeAttribute("aria-busy");
      this.focus();
    }
  }

  /** Both answer with what to say if it failed, else with nothing. */
  async #command(text) {
    const name = text.split(/\s/, 1)[0];
    if (this.settings.threadTs) return `${name} cannot be used in a thread, as in Slack. Write @${user()} and the same words instead.`;
    if (!store.commands.some((each) => each.command === name)) return `${name} is not a command here. Type / to see those that are.`;
    const result = await post("command", { channel: this.settings.channel, text });
    return result.ok === false ? `${name} failed with the error “${result.error}”. ${reason(result)}` : null;
  }

  // The words go as typed: the server turns @asha into <@U…>, as Slack's own client does.
  async #message(text) {
    const { channel, threadTs } = this.settings;
    const body = { channel, text };
    if (threadTs) body.thread_ts = threadTs;
    if (this.files.length) body.file_ids = this.files.map((each) => each.id);
    const result = await post("message", body);
    return result.ok === false ? `The message was not sent: ${reason(result)}` : null;
  }

  #fail(text) {
    this.error.textContent = text ?? "";
    this.error.hidden = !text;
  }

  #typed(complete = true) {
    const { input } = this;
    drafts.set(this.key, input.value);
    if (!CSS.supports("field-sizing", "content")) {
      input.style.height = "auto";
      input.style.height = `${Math.min(input.scrollHeight, 220)}px`;
    }
    const ready = Boolean(input.value.trim() || this.files.length) && this.files.every((each) => each.id);
    this.sendButton.classList.toggle("ready", ready);
    this.sendButton.disabled = !ready;
    if (complete) this.completion.update();
  }

  #insert(offer, question) {
    const { input } = this;
    const end = question.kind === "command" ? input.value.length : input.selectionStart;
    input.setRangeText(offer.insert, question.from, end, "end");
    input.focus();
    this.#typed();
  }

  #key(event) {
    if (event.isComposing || this.completion.key(event)) return;
    if (event.key === "Enter" && !event.shiftKey && !event.altKey) {
      event.preventDefault();
      this.send();
    }
  }

  #paste(event) {
    const files = [...(event.clipboardData?.files ?? [])];
    if (!files.length) return;
    event.preventDefault();
    this.attach(files);
  }

  #drawFiles() {
    this.shelf.hidden = !this.files.length;
    replace(this.shelf, this.files.map((file) => h("li", { "aria-busy": file.id ? null : "true" }, icon("file"), h("span", null, file.name),
      h("small", null, file.id ? size(file.size) : "uploading…"),
      h("button.quiet", { type: "button", "aria-label": `Remove ${file.name}`, onclick: () => {
        this.files = this.files.filter((each) => each !== file);
        this.#drawFiles();
      } }, icon("close")))));
    this.#typed(false);
  }
}

const user = () => store.users.get(store.bot?.user_id)?.name ?? store.bot?.name ?? "the bot";

/** Files dropped anywhere on a conversation go to its composer. */
export function acceptDrops(root, composer) {
  let depth = 0;
  const has = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
  root.addEventListener("dragenter", (event) => { if (has(event)) depth += 1, root.classList.add("dropping"); });
  root.addEventListener("dragleave", () => { depth -= 1; if (depth <= 0) depth = 0, root.classList.remove("dropping"); });
  root.addEventListener("dragover", (event) => { if (has(event)) event.preventDefault(); });
  root.addEventListener("drop", (event) => {
    if (!has(event)) return;
    event.preventDefault();
    depth = 0;
    root.classList.remove("dropping");
    composer.attach([...event.dataTransfer.files]);
  });
}
