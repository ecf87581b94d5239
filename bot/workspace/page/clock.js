// The rehearsal clock: business time runs ahead of real time, never back.

import { h, icon, replace } from "./dom.js";
import { post, reason } from "./api.js";
import { announce, toast } from "./dialogs.js";
import { atWall, businessNow, dayAndMonth, isoDay, nextWorkingDay, shortDay, time, weekday } from "./dates.js";
import { emit, on, store, takeClock } from "./store.js";

let moving = false;

async function move(body, label) {
  if (moving) return;
  moving = true;
  emit("clock");
  announce("Moving the clock…");
  try {
    const answer = await post("clock", body);
    if (answer.ok === false) toast(`The clock did not move. ${reason(answer)}`, "problem");
    else {
      takeClock(answer.clock ?? answer);
      announce(`It is now ${shortDay(businessNow())}, ${time(businessNow())}.`);
    }
  } catch (error) {
    toast(`The clock did not move. ${error.message}`, "problem");
  } finally {
    moving = false;
    emit("clock", label);
  }
}

/** "+9 days" once it has been moved; what a newcomer needs to trust the dates. */
function ahead() {
  const seconds = store.clock.offset_seconds ?? 0;
  if (seconds < 60) return "Same as the real time";
  const days = Math.round(seconds / 86400);
  if (days >= 2) return `${days} days ahead of the real time`;
  const hours = Math.round(seconds / 3600);
  return hours >= 1 ? `${hours === 1 ? "1 hour" : `${hours} hours`} ahead of the real time` : "Minutes ahead of the real time";
}

export function clockPanel() {
  const day = h("span.clock-day");
  const date = h("span.clock-date");
  const hour = h("span.clock-time");
  const note = h("p.clock-note");
  const problem = h("p.field-error", { role: "alert", hidden: true });
  const when = h("input.input", { type: "datetime-local", "aria-label": "Move to date and time" });
  const buttons = [
    h("button.chip", { type: "button", onclick: () => move({ advance_seconds: 3600 }) }, "+1 hour"),
    h("button.chip", { type: "button", onclick: () => move({ to: nextWorkingDay(businessNow()).toISOString() }) }, "Next working day 09:00"),
    h("button.chip", { type: "button", onclick: () => move({ advance_seconds: 7 * 86400 }) }, "+1 week"),
  ];
  const go = h("button.chip", { type: "submit" }, "Go");
  const form = h("form.clock-to", { onsubmit: (event) => {
    event.preventDefault();
    if (!when.value) return;
    const to = atWall(when.value.slice(0, 10), when.value.slice(11, 16));
    problem.hidden = to > businessNow();
    problem.textContent = "The clock only moves forward.";
    if (problem.hidden) move({ to: to.toISOString() });
  } }, when, go);
  const root = h("section.clock", { "aria-label": "Clock" },
    h("div.clock-face", null, h("span.clock-leaf", null, day, date), hour),
    note, h("div.chips", null, buttons[0], buttons[2], buttons[1]), h("details.clock-more", null, h("summary", null, "Move to a date"), form, problem));

  function draw() {
    root.hidden = !store.clock.available;
    if (root.hidden) return;
    const now = businessNow();
    day.textContent = weekday(now);
    date.textContent = dayAndMonth(now);
    hour.textContent = time(now);
    note.textContent = moving ? "moving…" : ahead();
    root.classList.toggle("moving", moving);
    root.setAttribute("aria-busy", String(moving));
    for (const each of [...buttons, go]) each.disabled = moving;
    when.min = `${isoDay(now)}T${time(now)}`;
    if (!when.value || when.value < when.min) when.value = `${isoDay(nextWorkingDay(now))}T09:00`;
  }
  on("clock", draw);
  on("state", draw);
  setInterval(draw, 5000);
  draw();
  return root;
}

/** On a telephone: business time in the header, which opens the drawer at the clock. */
export function clockChip(open) {
  const text = h("span");
  const chip = h("button.clock-chip", { type: "button", onclick: open }, icon("clock"), text);
  const draw = () => {
    chip.hidden = !store.clock.available;
    const now = businessNow();
    replace(text, moving ? "moving…" : `${shortDay(now)}, ${time(now)}`);
    chip.setAttribute("aria-label", `Clock: ${text.textContent}. Move it.`);
  };
  draw();
  return { chip, draw };
}
