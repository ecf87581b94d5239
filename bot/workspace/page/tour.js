// The five-minute story, for somebody who sees this for the first time. It follows what
// happens; each step can be ticked by hand as well.

import { h, icon, replace } from "./dom.js";
import { ACCEPT_PRESSED, after, CLOCK_MOVED, signsOf } from "./tour-signs.js";
import { emit, on, store } from "./store.js";

const KEY = "matters:tour";
// `small` is null until somebody chooses: then a telephone shows a bar, a desk the steps.
// `since`: what was said before that (seconds) no longer ticks a step.
const FRESH = { open: true, small: null, done: [], since: 0 };
const read = () => {
  try {
    return { ...FRESH, ...JSON.parse(localStorage.getItem(KEY) ?? "{}") };
  } catch {
    return { ...FRESH };
  }
};
const state = read();
const keep = () => localStorage.setItem(KEY, JSON.stringify(state));

const STEPS = [
  { title: "Read the minutes", text: "Find the message with the draft minutes. Under More actions choose “Read these minutes”: the bot lists the actions it found.", show: "minutes" },
  { title: "Accept what it found", text: "In the bot’s messages: look through the list, mend an owner or a date, accept, and press Record… It says first what it will do; then each owner is told once.", show: "bot" },
  { title: "Move the clock", text: "Days pass at the foot of the side. Go to the next working day, or a week on.", show: "clock" },
  { title: "A reminder arrives", text: "Speak as one of the owners and open the bot’s messages: one message a day, with all that is theirs.", show: "speaker" },
  { title: "Done", text: "As the owner, press Done and say in a line what shows it.", show: "bot" },
  { title: "Accepted", text: "Back as Asha, the committee officer: accept it, or return it with a reason.", show: "speaker" },
  { title: "Digest and invitation", text: "Move the clock towards the next meeting. The chair receives the digest and an invitation for the calendar.", show: "clock" },
];

const count = h("span.tour-count");
const now = h("span.tour-now");
const resize = h("button.tour-resize", { type: "button", onclick: () => resizeTour(!tourIsSmall()) }, now, icon("down"));
const list = h("ol.tour-steps");
const root = h("aside.tour", { "aria-label": "Five-minute tour" },
  h("header", null, h("div.tour-title", null, h("h2", null, "The first five minutes"), count), resize,
    h("button.tool", { type: "button", "aria-label": "Dismiss the tour", title: "Dismiss the tour", onclick: () => openTour(false) }, icon("close"))),
  list);

export const tourIsOpen = () => state.open;
export const tourIsSmall = () => state.small ?? matchMedia("(max-width: 760px)").matches;

export function openTour(open) {
  state.open = open;
  keep();
  emit("tour");
}

function resizeTour(small) {
  state.small = small;
  keep();
  emit("tour");
  resize.focus();
}

/** The one panel of the tour, as it stands; `strip`: it lies over the composer. */
export function tour({ strip }) {
  root.classList.toggle("strip", strip);
  draw();
  return root;
}

const current = () => STEPS.findIndex((_, index) => !state.done.includes(index));

function draw() {
  const at = current();
  const small = tourIsSmall();
  const where = at < 0 ? "All done" : `${at + 1} of ${STEPS.length}`;
  root.classList.toggle("small", small);
  count.textContent = where;
  replace(now, h("span.tour-count", null, where), h("b", null, STEPS[at]?.title ?? "The first five minutes"));
  resize.setAttribute("aria-expanded", String(!small));
  resize.setAttribute("aria-label", small ? `Tour, ${where}: ${now.lastChild.textContent}. Show it` : "Make the tour small");
  const focused = list.contains(document.activeElement);
  replace(list, STEPS.map((each, index) => stepNode(each, index, at)), at < 0 ? ending() : null);
  if (focused) (list.querySelector(".current .link:last-child") ?? list.querySelector(".link"))?.focus();
}

function stepNode(step, index, at) {
  const done = state.done.includes(index);
  const here = index === at;
  return h("li.tour-step", { class: done ? "done" : here ? "current" : "", "aria-current": here ? "step" : null },
    h("button.tour-tick", { type: "button", role: "checkbox", "aria-checked": String(done), "aria-label": step.title, onclick: () => toggle(index) }, done ? icon("check") : String(index + 1)),
    h("div", null, h("b", null, step.title), here ? h("p", null, step.text) : null,
      here ? h("div.tour-buttons", null,
        h("button.link", { type: "button", onclick: () => emit("show-me", step.show) }, "Show me"),
        h("button.link", { type: "button", onclick: () => toggle(index) }, index === STEPS.length - 1 ? "Finish" : "Next")) : null));
}

const ending = () => h("li.tour-end", null, h("p", null, "That is the whole of it: nothing decided is forgotten."),
  h("button.link", { type: "button", onclick: () => take([]) }, "Start again"));

function toggle(index) {
  take(state.done.includes(index) ? state.done.filter((each) => each !== index) : [...state.done, index]);
}

function take(done) {
  // Who goes back wants to do it again: what is on view already must not tick it at once.
  if (done.length < state.done.length) state.since = Date.now() / 1000;
  state.done = done;
  keep();
  draw();
}

function happened(sign) {
  const done = after(state.done, sign);
  if (done.length > state.done.length) take(done);
}

/** A message of the bot's was read or has arrived. */
function saw(message) {
  if (!store.bot || message.user !== store.bot.user_id) return;
  const said = Math.max(Number.parseFloat(message.ts), Number.parseFloat(message.edited?.ts ?? 0));
  if (said > state.since) signsOf(message).forEach(happened);
}

const NEWS = new Set(["message", "message_changed", "ephemeral"]);
on("seen", (messages) => messages.forEach(saw));
on("news", (news) => {
  if (NEWS.has(news.type)) saw(news.message);
  else if (news.type === "clock") happened(CLOCK_MOVED);
});
on("pressed", (element) => { if (element.text?.text === "Accept") happened(ACCEPT_PRESSED); });
