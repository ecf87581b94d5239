// The App Home tab: the view that the bot has published for this person.

import { h, mark, replace } from "./dom.js";
import { blocks } from "./blocks.js";
import { post } from "./api.js";
import { Surface } from "./surface.js";
import { Values } from "./values.js";
import { nameOf, store } from "./store.js";

export class Home {
  constructor() {
    this.values = new Values();
    this.root = h("section.home", { "aria-label": "Home", tabindex: 0 });
    this.draw();
    // The bot publishes in answer to this; the page hears of it as an event.
    post("home").catch(() => {});
  }

  draw() {
    const view = store.homeView;
    if (!view?.blocks?.length) {
      replace(this.root, h("div.empty", null, h("span.empty-mark", null, mark()),
        h("h2", null, `${store.bot?.name ?? "The bot"} has not prepared ${nameOf(store.me)}’s home yet`),
        h("p", null, store.transport === "none"
          ? "It is not connected to this workspace at the moment. Start it, and this page fills by itself."
          : "Once something is recorded for you or waits for you, it stands here.")));
      return;
    }
    const active = this.root.contains(document.activeElement) ? document.activeElement.closest("[data-action]")?.dataset.action : null;
    const surface = new Surface({ type: "view", view_id: view.id }, view.blocks, this.values);
    surface.atHome = true;
    replace(this.root, h("div.home-sheet", null, blocks(view.blocks, surface)));
    if (active) this.root.querySelector(`[data-action="${CSS.escape(active)}"]`)?.focus();
  }
}
