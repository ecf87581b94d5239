// Files as cards: what it is called, how large it is, and a way to have it.

import { h, icon } from "./dom.js";
import { fileUrl } from "./api.js";

export function size(bytes) {
  if (!Number.isFinite(bytes)) return "";
  if (bytes < 1000) return `${bytes} bytes`;
  if (bytes < 1e6) return `${Math.round(bytes / 1000)} kB`;
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

const KINDS = { pdf: "PDF", docx: "Word", doc: "Word", xlsx: "Excel", csv: "CSV", txt: "Text", text: "Text", md: "Markdown", html: "Web page", ics: "Calendar", png: "Picture", jpg: "Picture", jpeg: "Picture", svg: "Picture" };

function ending(file) {
  const found = /\.([a-z0-9]{1,5})$/i.exec(file.name ?? "");
  return (found?.[1] ?? file.filetype ?? "").toLowerCase();
}

export function fileCard(file) {
  if (file.mode === "tombstone" || file.mode === "deleted") return h("p.file-gone", null, "This file was deleted.");
  const kind = ending(file);
  const card = h("a.file-card", { href: fileUrl(file.id), download: file.name ?? true, "aria-label": `Download ${file.name ?? file.title}, ${size(file.size)}` },
    h("span.file-kind", { class: `kind-${kind}`, "aria-hidden": "true" }, icon("file"), h("b", null, kind.slice(0, 4).toUpperCase())),
    h("span.file-text", null,
      h("span.file-name", null, file.title || file.name),
      h("small", null, [KINDS[kind] ?? file.pretty_type, size(file.size)].filter(Boolean).join(" · "))),
    h("span.file-get", null, icon("download")));
  const isPicture = /^image\/(png|jpe?g|gif|webp)$/.test(file.mimetype ?? "");
  if (!isPicture) return card;
  return h("div.file-picture", null, h("img.block-image", { src: fileUrl(file.id), alt: file.alt_txt || file.title || file.name, loading: "lazy" }), card);
}
