// One message, view or home tab that holds elements: who is told when they are used.

import { post, reason, CallFailed } from "./api.js";
import { Values, actionOf } from "./values.js";
import { toast } from "./dialogs.js";
import { emit } from "./store.js";

export class Surface {
  /** `container` is the page API's {type: "message", …} or {type: "view", view_id}. */
  constructor(container, blocks, values = new Values()) {
    this.container = container;
    this.blocks = blocks ?? [];
    this.values = values;
    this.atHome = false;
  }

  state() {
    return { values: this.values.collect(this.blocks) };
  }

  /** Sends block_actions; while it runs, `node` (the button) shows that it is busy. */
  async act(block, element, value, node) {
    if (node?.getAttribute("aria-busy") === "true") return;
    node?.setAttribute("aria-busy", "true");
    try {
      const result = await post("action", {
        container: this.container,
        action: actionOf(block, element, value),
        state: this.state(),
      });
      if (result.ok === false) toast(reason(result), "problem");
      else emit("pressed", element);
    } catch (error) {
      toast(error.message, "problem");
    } finally {
      node?.removeAttribute("aria-busy");
    }
  }

  /** A value was chosen or typed: keep it, and tell the bot where Slack would. */
  change(block, element, value, { quiet = false } = {}) {
    this.values.set(block, element, value);
    if (quiet) return;
    if (block.type !== "input" || block.dispatch_action) this.act(block, element, value);
  }

  async options(block, element, typed) {
    const result = await post("options", {
      container: this.container,
      action_id: element.action_id,
      block_id: block.block_id,
      value: typed,
    });
    if (result.ok === false) throw new CallFailed(reason(result));
    return result;
  }
}
