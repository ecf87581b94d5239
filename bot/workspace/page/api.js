// The page's calls to its own server. Every call says who is speaking: there is
// no login here, only the "Speak as" switch.

import { store } from "./store.js";

export class CallFailed extends Error {}

async function answer(response) {
  let body = null;
  try {
    body = await response.json();
  } catch {
    throw new CallFailed(`The workspace answered ${response.status}.`);
  }
  if (!response.ok && body?.ok === undefined) {
    throw new CallFailed(body?.error ?? `The workspace answered ${response.status}.`);
  }
  return body;
}

async function reach(path, options) {
  try {
    return await answer(await fetch(path, options));
  } catch (error) {
    if (error instanceof CallFailed) throw error;
    throw new CallFailed("The local workspace does not answer. Is it still running?");
  }
}

/** What is read must be there: an answer that is not ok is thrown. */
export async function get(path, params = {}) {
  const query = new URLSearchParams({ as: store.me ?? "", ...params });
  const result = await reach(`/client/${path}?${query}`, { headers: { Accept: "application/json" } });
  if (result.ok === false) throw new CallFailed(reason(result));
  return result;
}

// X-Workspace cannot be sent by another site's form: it is the guard against
// posts from elsewhere, so every POST carries it.
export function post(path, body = {}) {
  return reach(`/client/${path}`, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-Workspace": "1" },
    body: JSON.stringify({ as: store.me, ...body }),
  });
}

export async function upload(file) {
  const form = new FormData();
  form.append("as", store.me);
  form.append("file", file, file.name);
  const result = await reach("/client/upload", {
    method: "POST",
    headers: { "X-Workspace": "1" },
    body: form,
  });
  if (!result.file) throw new CallFailed(reason(result));
  return result.file;
}

export const fileUrl = (id) => `/client/file/${encodeURIComponent(id)}?as=${encodeURIComponent(store.me)}`;

const REASONS = {
  dispatch_failed: "The bot did not answer. Is it running?",
  dispatch_unknown_error: "The bot answered with an error.",
  operation_timeout: "The bot took longer than three seconds to answer.",
  expired_trigger_id: "The bot took too long to open its form.",
};

/** What a person can do something with, from an answer that is not ok. */
export function reason({ error, message } = {}) {
  return message || (REASONS[error] ?? String(error ?? "Something went wrong.").replaceAll("_", " "));
}
