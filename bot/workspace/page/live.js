// News from the server as it happens, over Server-Sent Events.

import { emit, store } from "./store.js";

let source = null;
let retry = null;
let wait = 500;

function status(next) {
  if (store.live === next) return;
  store.live = next;
  emit("live", next);
}

/** (Re)starts the stream for whoever speaks now. */
export function listen() {
  clearTimeout(retry);
  source?.close();
  connect();
}

function connect() {
  source = new EventSource(`/client/events?as=${encodeURIComponent(store.me)}`);
  source.onopen = () => {
    wait = 500;
    status("open");
    // Whatever happened before the line stood was missed: load afresh.
    emit("missed");
  };
  source.onmessage = (event) => {
    let news = null;
    try {
      news = JSON.parse(event.data);
    } catch {
      return; // a keep-alive line
    }
    if (news?.type) emit("news", news);
  };
  source.onerror = () => {
    source.close();
    status("lost");
    clearTimeout(retry);
    retry = setTimeout(connect, wait);
    wait = Math.min(wait * 1.7, 8000);
  };
}

// A laptop that was asleep should not wait for its timer.
addEventListener("online", () => { if (store.live === "lost") listenAgain(); });
document.addEventListener("visibilitychange", () => { if (!document.hidden && store.live === "lost") listenAgain(); });

function listenAgain() {
  clearTimeout(retry);
  connect();
}
