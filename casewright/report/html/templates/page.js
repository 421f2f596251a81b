"use strict";
// Stories lie packed in the page; one is unpacked when it is opened. Its HTML was escaped when it was written.
const stories = [...document.querySelectorAll("details.story")];
const list = document.getElementById("list");

async function unpack(story) {
  const packed = story.querySelector(":scope > script");
  if (!packed) return;
  const bytes = Uint8Array.from(atob(packed.textContent), (character) => character.charCodeAt(0));
  packed.remove();
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  const body = document.createElement("div");
  body.innerHTML = await new Response(stream).text();
  story.append(body);
}

for (const story of stories) {
  story.addEventListener("toggle", () => { if (story.open) unpack(story); });
}

const value = (id) => document.getElementById(id).value;

function show() {
  const words = value("find").toLowerCase().split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const story of stories) {
    const fits = ["difficulty", "subset", "trouble"].every((name) => {
      const wanted = value("by-" + name);
      return !wanted || wanted === story.dataset[name];
    });
    story.hidden = !(fits && words.every((word) => story.dataset.words.includes(word)));
    shown += story.hidden ? 0 : 1;
  }
  const what = stories.length === 1 ? "story" : "stories";
  document.getElementById("count").value = `${shown} of ${stories.length} ${what}`;
}

function arrange() {
  const quality = (story) => Number.parseFloat(story.dataset.quality) || 0;
  const order = value("order") ? [...stories].sort((one, other) => quality(one) - quality(other)) : stories;
  list.append(...order);
}

function openLinked() {
  const story = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (story && story.matches("details.story")) {
    story.hidden = false;
    story.open = true;
    story.scrollIntoView();
  }
}

const filter = document.querySelector("form.filter");
filter.addEventListener("input", show);
filter.addEventListener("submit", (event) => event.preventDefault());
document.getElementById("order").addEventListener("change", arrange);
addEventListener("hashchange", openLinked);
openLinked();
