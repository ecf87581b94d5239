// What shows that a step of the tour has been taken: words that anybody reads on this
// page, not what the bot keeps. Steps are counted from 0.

/** All that a message or a block says, in one string. */
function words(node) {
  if (Array.isArray(node)) return node.map(words).join("\n");
  if (node === null || typeof node !== "object") return "";
  return Object.entries(node)
    .map(([key, value]) => (key === "text" && typeof value === "string" ? value : words(value)))
    .join("\n");
}

const says = (pattern) => (message) => pattern.test(words(message));

// `sure`: it cannot happen before the steps above it, so these are done as well, even if
// the page did not see them. The others count only when their turn has come.
const SIGNS = [
  { step: 6, sure: false, shows: (message) => (message.files ?? []).some((file) => /\.ics$/i.test(file.name ?? "")) },
  { step: 5, sure: false, shows: says(/:white_check_mark: completed/) },
  { step: 4, sure: true, shows: says(/reported done/i) },
  { step: 3, sure: true, shows: says(/^\W*Today: /m) },
  { step: 1, sure: true, shows: says(/\bRecorded from /) },
  { step: 0, sure: true, shows: says(/\bDraft register\b/) },
];

export const CLOCK_MOVED = { step: 2, sure: false };
export const ACCEPT_PRESSED = { step: 5, sure: false };

/** The furthest steps that a message of the bot's shows: first those that are sure. */
export const signsOf = (message) =>
  SIGNS.filter((sign) => sign.shows(message)).sort((a, b) => Number(b.sure) - Number(a.sure));

/** Which steps are done once this has happened too; never fewer than before. */
export function after(done, { step, sure }) {
  const before = Array.from({ length: step }, (_, index) => index);
  if (!sure && !before.every((each) => done.includes(each))) return done;
  return [...new Set([...done, ...(sure ? before : []), step])];
}
