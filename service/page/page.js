// The page at work: a story is sent, its test cases appear, and are judged, taken along and rated.

import { Refusal, data, rememberKey, write } from "./client.js";
import { byId, fill, lines, make, plural } from "./dom.js";
import { clear, preview, settle } from "./suite.js";
import { offerFormats } from "./take.js";
import "./rate.js";

const [LEAST, MOST] = [20, 500];
const OUTCOMES = {
  not_json: "the model did not answer in JSON",
  schema_violation: "the answer did not have the form of a suite",
  truncated: "the answer was cut off",
  aborted: "the server gave up on the answer",
  timeout: "the model took too long",
  server_error: "the model's server failed",
};
let underWay = null;

/** The characters that count: as the service counts them, white space in a row once. */
const counted = (text) => [...text.replace(/\s+/g, " ").trim()].length;

function count() {
  const length = counted(byId("story").value);
  const isFitting = length >= LEAST && length <= MOST;
  byId("count").textContent = `${plural(length, "character")}${isFitting ? ` of ${LEAST}–${MOST}` : `; ${LEAST}–${MOST} are needed`}`;
  byId("count").classList.toggle("wrong", length > MOST);
  if (isFitting) byId("story").removeAttribute("aria-invalid");
  return isFitting;
}

async function tellWhoWrites() {
  try {
    const { chosen } = await data("");
    const told = chosen.is_language_model ? chosen.description : `No language model: ${chosen.description}`;
    byId("chosen").textContent = sentence(told);
    byId("chosen").className = chosen.is_language_model ? "quiet" : "note mid";
  } catch (error) {
    byId("chosen").textContent = error.message;
  }
}

function story() {
  const criteria = lines(byId("criteria").value);
  return { user_story: byId("story").value.trim(), ...(criteria.length ? { acceptance_criteria: criteria } : {}) };
}

function seen(name, told) {
  if (name === "attempt") {
    clear("A preview: nothing counts before the whole has been checked.");
    byId("progress").textContent = told.number === 1 ? "The model is writing." : `Attempt ${told.number}: the model is writing again.`;
  } else if (name === "case") {
    byId("progress").textContent = `${plural(preview(told), "test case")} so far.`;
  } else if (name === "problem") {
    clear("What was there is void.");
    byId("progress").textContent = `Attempt ${told.number} failed.`;
    const why = OUTCOMES[told.outcome] ?? told.outcome;
    byId("problems").append(make("li", {}, `Attempt ${told.number} failed: ${why}. `, make("span", { class: "quiet" }, told.detail)));
  }
}

function working(isWorking) {
  byId("write").hidden = isWorking;
  byId("stop").hidden = !isWorking;
  byId("result").setAttribute("aria-busy", isWorking);
  (isWorking ? byId("stop") : byId("write")).focus();
}

function clock() {
  const started = Date.now();
  const tick = () => { byId("clock").textContent = `${Math.round((Date.now() - started) / 1000)} s`; };
  tick();
  const timer = setInterval(tick, 1000);
  return () => { clearInterval(timer); byId("clock").textContent = ""; };
}

async function submit(event) {
  event.preventDefault();
  if (underWay || byId("write").getAttribute("aria-disabled") === "true") return;
  fill(byId("problems"));
  byId("error").textContent = "";
  if (!count()) {
    byId("story").setAttribute("aria-invalid", "true");
    byId("error").textContent = `The story has ${plural(counted(byId("story").value), "character")}; it needs ${LEAST} to ${MOST}.`;
    byId("story").focus();
    return;
  }
  if (byId("key").value) rememberKey(byId("key").value.trim());
  await answer(story());
}

async function answer(asked) {
  underWay = new AbortController();
  const stopClock = clock();
  clear("");
  byId("progress").textContent = "Sent.";
  working(true);
  try {
    const { correlationId, data: suite } = await write(asked, seen, underWay.signal);
    settle(suite, correlationId, asked);
    working(false);
    byId("progress").textContent = `Done: ${plural(suite.test_cases.length, "test case")}.`;
    byId("key-field").hidden = true;
    byId("result-title").focus();
    offerFormats();
  } catch (error) {
    working(false);
    failed(error);
  } finally {
    underWay = null;
    stopClock();
  }
}

function failed(error) {
  byId("progress").textContent = "";
  clear("There are no test cases.");
  if (error.name === "AbortError") {
    byId("progress").textContent = "Stopped. The model was told to stop as well.";
    return;
  }
  byId("error").textContent = error.status === 401 ? whyNoKey() : sentence(error.message);
  if (!(error instanceof Refusal)) console.error(error);
  if (error.status === 401) {
    byId("key-field").hidden = false;
    byId("key").focus();
  }
  if (error.retryAfterS) rest(error.retryAfterS);
}

const whyNoKey = () => byId("key").value
  ? "This API key is not known here."
  : "This service asks for an API key. Whoever runs it can make one.";

const sentence = (message) => `${message[0].toUpperCase()}${message.slice(1)}${/[.!?]$/.test(message) ? "" : "."}`;

/** The service asked to be left alone for so long. */
function rest(seconds) {
  const button = byId("write");
  const until = Date.now() + seconds * 1000;
  button.setAttribute("aria-disabled", "true");
  byId("progress").textContent = `It can be tried again in ${plural(seconds, "second")}.`;
  const timer = setInterval(tick, 250);
  function tick() {
    const left = Math.ceil((until - Date.now()) / 1000);
    button.textContent = left > 0 ? `Write test cases (in ${left} s)` : "Write test cases";
    if (left > 0) return;
    clearInterval(timer);
    button.removeAttribute("aria-disabled");
    byId("progress").textContent = "It can be tried again now.";
  }
  tick();
}

byId("ask").addEventListener("submit", submit);
byId("stop").addEventListener("click", () => underWay?.abort());
byId("story").addEventListener("input", count);
byId("story").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) byId("ask").requestSubmit();
});
count();
tellWhoWrites();
