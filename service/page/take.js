// Test cases as files of other tools, as Markdown on the clipboard, or on paper.

import { ask, data } from "./client.js";
import { byId, fill, make } from "./dom.js";
import { exported } from "./suite.js";

let formats = [];
const chosen = () => formats.find((one) => one.name === byId("format").value);

/** Ask once which formats there are. */
export async function offerFormats() {
  if (formats.length) return;
  byId("taken").textContent = "";
  try {
    formats = await data("export");
  } catch (error) {
    byId("taken").textContent = error.message;
    return;
  }
  fill(byId("format"), formats.map((one) => make("option", { value: one.name }, one.name)));
  describe();
}

function describe() {
  byId("format-hint").textContent = chosen().purpose;
  byId("project-field").hidden = !chosen().needs_project;
  byId("project").required = chosen().needs_project;
}

async function file(name, project) {
  const query = project ? `?project=${encodeURIComponent(project)}` : "";
  return ask(`export/${encodeURIComponent(name)}${query}`, exported(byId("story-id").value));
}

async function download(event) {
  event.preventDefault();
  await offerFormats();
  if (!formats.length) return;
  await told(async () => {
    const project = chosen().needs_project ? byId("project").value.trim() : null;
    const response = await file(chosen().name, project);
    const name = /filename="([^"]+)"/.exec(response.headers.get("Content-Disposition") ?? "")?.[1] ?? `test-cases${chosen().suffix}`;
    const address = URL.createObjectURL(await response.blob());
    make("a", { href: address, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
    return `${name} was downloaded.`;
  });
}

async function copy() {
  await told(async () => {
    const text = await (await file("markdown")).text();
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      copyByHand(text); // without TLS, and not on this machine, a page has no clipboard
    }
    return "Copied as Markdown.";
  });
}

function copyByHand(text) {
  const area = make("textarea", { class: "unseen", "aria-hidden": "true" }, text);
  document.body.append(area);
  area.select();
  const isCopied = document.execCommand("copy");
  area.remove();
  byId("copy").focus();
  if (!isCopied) throw new Error("This browser does not let the page copy; please download Markdown instead.");
}

async function told(work) {
  byId("taken").textContent = "";
  try {
    byId("taken").textContent = await work();
  } catch (error) {
    byId("taken").textContent = error.message;
  }
}

byId("take").addEventListener("submit", download);
byId("format").addEventListener("change", describe);
byId("copy").addEventListener("click", copy);
byId("print").addEventListener("click", () => window.print());
