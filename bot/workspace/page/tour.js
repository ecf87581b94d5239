// The five-minute story, for somebody who sees this for the first time.

import { h, icon, replace } from "./dom.js";
import { emit } from "./store.js";

const KEY = "matters:tour";
const read = () => {
  try {
    return { open: true, done: [], ...JSON.parse(localStorage.getItem(KEY) ?? "{}") };
  } catch {
    return { open: true, done: [] };
  }
};
let state = read();
const keep = () => localStorage.setItem(KEY, JSON.stringify(state));

const STEPS = [
  { title: "Read the minutes", text: "Find the message with the draft minutes. Under More actions choose “Read these minutes”: the bot lists the actions it found.", show: "minutes" },
  { title: "Accept what it found", text: "Look through the list, mend an owner or a date, and accept. Each owner is told once.", show: null },
  { title: "Move the clock", text: "Days pass at the foot of the side. Go to the next working day, or a week on.", show: "clock" },
  { title: "A reminder arrives", text: "Speak as one of the owners and open the bot’s messages: one message a day, with all that is theirs.", show: "speaker" },
  { title: "Done", text: "As the owner, press Done and say in a line what shows it.", show: "bot" },
  { title: "Accepted", text: "Back as Asha, the committee officer: accept it, or return it with a reason.", show: "speaker" },
  { title: "Digest and invitation", text: "Move the clock towards the next meeting. The chair receives the digest and an invitation for the calendar.", show: "clock" },
];

export const tourIsOpen = () => state.open;

export function openTour(open) {
  state.open = open;
  keep();
  emit("tour");
}

export function tour() {
  const list = h("ol.tour-steps");
  const count = h("span.tour-count");
  const root = h("aside.tour", { "aria-label": "Five-minute tour" },
    h("header", null, h("h2", null, "The first five minutes"), count,
      h("button.tool", { type: "button", "aria-label": "Dismiss the tour", onclick: () => openTour(false) }, icon("close"))),
    list);

  function draw() {
    const now = STEPS.findIndex((_, index) => !state.done.includes(index));
    count.textContent = now < 0 ? "All done" : `${now + 1} of ${STEPS.length}`;
    replace(list, STEPS.map((step, index) => {
      const done = state.done.includes(index);
      const current = index === now;
      return h("li.tour-step", { class: done ? "done" : current ? "current" : "", "aria-current": current ? "step" : null },
        h("button.tour-tick", { type: "button", role: "checkbox", "aria-checked": String(done), "aria-label": step.title, onclick: () => toggle(index) }, done ? icon("check") : String(index + 1)),
        h("div", null, h("b", null, step.title), current ? h("p", null, step.text) : null,
          current ? h("div.tour-buttons", null,
            step.show ? h("button.link", { type: "button", onclick: () => emit("show-me", step.show) }, "Show me") : null,
            h("button.link", { type: "button", onclick: () => toggle(index) }, index === STEPS.length - 1 ? "Finish" : "Next")) : null));
    }));
    if (now < 0) list.append(h("li.tour-end", null, h("p", null, "That is the whole of it: nothing decided is forgotten."), h("button.link", { type: "button", onclick: () => { state.done = []; keep(); draw(); } }, "Start again")));
  }

  function toggle(index) {
    state.done = state.done.includes(index) ? state.done.filter((each) => each !== index) : [...state.done, index];
    keep();
    const step = list.children[index + 1];
    draw();
    (step && list.querySelector(".current .link:last-child"))?.focus();
  }
  draw();
  return root;
}
