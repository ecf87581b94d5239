// Times as the committee reads them: in the board's zone and by business time,
// which the rehearsal clock may have moved ahead of the real one.

import { store } from "./store.js";

export const zone = () => store.clock.time_zone || "Europe/London";

export function businessNow() {
  const { now, received } = store.clock;
  if (!now) return new Date();
  return new Date(Date.parse(now) + (Date.now() - received));
}

const formatters = new Map();
function format(date, options) {
  const key = zone() + JSON.stringify(options);
  if (!formatters.has(key)) {
    formatters.set(key, new Intl.DateTimeFormat("en-GB", { timeZone: zone(), ...options }));
  }
  return formatters.get(key).format(date);
}

export const time = (date) => format(date, { hour: "2-digit", minute: "2-digit" });
export const longDay = (date) =>
  format(date, { weekday: "long", day: "numeric", month: "long", year: "numeric" }).replace(",", "");
export const shortDay = (date) => format(date, { weekday: "short", day: "numeric", month: "short" }).replace(",", "");
export const weekday = (date) => format(date, { weekday: "long" });
export const dayAndMonth = (date) => format(date, { day: "numeric", month: "long", year: "numeric" });
/** 2026-11-22: sorts, compares, and fits <input type=date>. */
export const isoDay = (date) =>
  new Intl.DateTimeFormat("en-CA", { timeZone: zone(), year: "numeric", month: "2-digit", day: "2-digit" }).format(date);

/** When a message was sent: business time where the server knows it. */
export function sentAt(message) {
  return message.sent_at ? new Date(message.sent_at) : new Date(Number.parseFloat(message.ts) * 1000);
}

export function dayName(date) {
  const today = isoDay(businessNow());
  const day = isoDay(date);
  if (day === today) return "Today";
  if (day === addDays(today, -1)) return "Yesterday";
  return null;
}

/** Days between plain dates need no zone: noon UTC stays on its day. */
function addDays(day, count) {
  const date = new Date(`${day}T12:00:00Z`);
  date.setUTCDate(date.getUTCDate() + count);
  return date.toISOString().slice(0, 10);
}

/** The instant at which a clock on the wall in the board's zone shows this. */
export function atWall(day, clock) {
  const wanted = Date.parse(`${day}T${clock}:00Z`);
  let guess = wanted;
  // Two rounds: the first may land on the other side of a change of the clocks.
  for (let round = 0; round < 2; round += 1) {
    const shown = Date.parse(`${isoDay(new Date(guess))}T${time(new Date(guess))}:00Z`);
    guess += wanted - shown;
  }
  return new Date(guess);
}

// --- Slack's <!date^…> ------------------------------------------------------

function pretty(date, plain, words) {
  const today = isoDay(businessNow());
  const day = isoDay(date);
  const name = { [today]: "today", [addDays(today, -1)]: "yesterday", [addDays(today, 1)]: "tomorrow" }[day];
  return name && words ? name : plain;
}

const long = (d) => format(d, { weekday: "long", day: "numeric", month: "long", year: "numeric" }).replace(",", "");
const middle = (d) => format(d, { day: "numeric", month: "long", year: "numeric" });
const short = (d) => format(d, { day: "numeric", month: "short", year: "numeric" });

const TOKENS = {
  date_num: isoDay,
  date: middle,
  date_short: short,
  date_long: long,
  date_pretty: (d) => pretty(d, middle(d), true),
  date_short_pretty: (d) => pretty(d, short(d), true),
  date_long_pretty: (d) => pretty(d, long(d), true),
  time,
  time_secs: (d) => format(d, { hour: "2-digit", minute: "2-digit", second: "2-digit" }),
  ago: (d) => ago(d),
  day_divider_pretty: (d) => pretty(d, long(d), true),
};

function ago(date) {
  const minutes = Math.round((date - businessNow()) / 60000);
  const relative = new Intl.RelativeTimeFormat("en-GB", { numeric: "auto" });
  if (Math.abs(minutes) < 60) return relative.format(minutes, "minute");
  if (Math.abs(minutes) < 60 * 36) return relative.format(Math.round(minutes / 60), "hour");
  return relative.format(Math.round(minutes / 1440), "day");
}

export function slackDate(seconds, pattern) {
  const date = new Date(Number(seconds) * 1000);
  if (Number.isNaN(date.getTime())) return null;
  return pattern.replace(/\{(\w+)\}/g, (typed, token) => TOKENS[token]?.(date) ?? typed);
}

// --- Working days, for the clock's button ------------------------------------
// England's bank holidays, so that the button never lands on Christmas Day. The
// bot has its own, fuller calendar: this one only chooses where the clock goes.

function easterSunday(year) {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const d = (19 * a + b - Math.floor(b / 4) - Math.floor((b - Math.floor((b + 8) / 25) + 1) / 3) + 15) % 30;
  const e = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - d - (c % 4)) % 7;
  const f = d + e - 7 * Math.floor((a + 11 * d + 22 * e) / 451) + 114;
  return `${year}-${String(Math.floor(f / 31)).padStart(2, "0")}-${String((f % 31) + 1).padStart(2, "0")}`;
}

const dayOfWeek = (day) => new Date(`${day}T12:00:00Z`).getUTCDay();

function monday(year, month, last) {
  let day = last ? `${year}-${month}-31` : `${year}-${month}-01`;
  while (dayOfWeek(day) !== 1) day = addDays(day, last ? -1 : 1);
  return day;
}

function bankHolidays(year) {
  const easter = easterSunday(year);
  const days = [addDays(easter, -2), addDays(easter, 1), monday(year, "05", false), monday(year, "05", true), monday(year, "08", true)];
  for (const fixed of [`${year}-01-01`, `${year}-12-25`, `${year}-12-26`]) {
    let day = fixed;
    while ([0, 6].includes(dayOfWeek(day)) || days.includes(day)) day = addDays(day, 1);
    days.push(day);
  }
  return days;
}

export function nextWorkingDay(from) {
  let day = isoDay(from);
  // Before nine on a working day, "the next nine o'clock" is today's.
  if (time(from) >= "09:00") day = addDays(day, 1);
  while ([0, 6].includes(dayOfWeek(day)) || bankHolidays(Number(day.slice(0, 4))).includes(day)) day = addDays(day, 1);
  return atWall(day, "09:00");
}
