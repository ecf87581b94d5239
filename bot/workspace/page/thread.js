// The panel at the side with one message and the replies to it.

import { h, icon } from "./dom.js";
import { Composer, acceptDrops } from "./composer.js";
import { MessageList } from "./messages.js";
import { emit, placeName } from "./store.js";

export class Thread {
  constructor(channel, ts) {
    this.channel = channel;
    this.ts = ts;
    this.list = new MessageList({ channel, threadTs: ts });
    this.composer = new Composer({ channel, threadTs: ts, placeholder: "Reply", onsent: () => this.list.load() });
    this.root = h("aside.thread", { "aria-label": "Thread", onkeydown: (event) => {
      if (event.key === "Escape" && !event.defaultPrevented) emit("thread", null);
    } },
    h("header.head", null,
      h("button.tool.thread-back", { type: "button", "aria-label": "Close the thread", onclick: () => emit("thread", null) }, icon("back")),
      h("div.head-title", null, h("div", null, h("h2", null, "Thread"), h("p", null, placeName(channel)))),
      h("button.tool.thread-x", { type: "button", "aria-label": "Close the thread", onclick: () => emit("thread", null) }, icon("close"))),
    h("div.list-frame", null, this.list.root, this.list.latest),
    h("div.foot", null, this.composer.root));
    acceptDrops(this.root, this.composer);
  }

  load() {
    return this.list.load();
  }

  stop() {
    this.list.stop();
  }
}
