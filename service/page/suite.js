// The suite on the page: previews while it is written, then the cases with what is to be said of them.

import { editor, shown, smell, storyIssue } from "./cases.js";
import { byId, fill, plural } from "./dom.js";

const WORST_FIRST = ["error", "warning", "info"];
const worstFirst = (smells) => smells.toSorted((one, other) => WORST_FIRST.indexOf(one.severity) - WORST_FIRST.indexOf(other.severity));
const REPLACED = "Personal data was replaced before the story was used:";

/** What was answered, and what has become of it by hand. */
export const state = { answer: null, correlationId: null, story: null, cases: [] };

export const isEdited = () => state.cases.some((one) => one.isEdited) || state.cases.length < (state.answer?.test_cases.length ?? 0);
export const testCases = () => state.cases.map((one) => one.testCase);

/** Nothing is there, or what is there is void. */
export function clear(summary) {
  Object.assign(state, { answer: null, correlationId: null, story: null, cases: [] });
  fill(byId("cases"));
  for (const id of ["told", "story-issues", "suite-smells", "after"]) byId(id).hidden = true;
  byId("summary").textContent = summary;
}

/** A case of the attempt under way; how many there are by now. */
export function preview(testCase) {
  byId("cases").append(shown(testCase, { isPreview: true }));
  return byId("cases").children.length;
}

/** The answer in place of its preview. */
export function settle(answer, correlationId, story) {
  Object.assign(state, { answer, correlationId, story });
  state.cases = answer.test_cases.map((testCase, index) => ({
    testCase,
    position: index + 1,
    isEdited: false,
  }));
  const replaced = Object.entries(answer.personal_data_replaced ?? {});
  byId("told").hidden = !replaced.length;
  byId("told").textContent = `${REPLACED} ${replaced.map(([type, count]) => `${count} × ${type.replaceAll("_", " ").toLowerCase()}`).join(", ")}.`;
  remarks("story-issues", (answer.story_issues ?? []).map(storyIssue));
  remarks("suite-smells", worstFirst(answer.smells.filter((one) => one.position === null)).map(smell));
  byId("summary").textContent = origin(answer);
  byId("asked").textContent = [story.user_story, ...(story.acceptance_criteria ?? [])].join("\n");
  byId("after").hidden = false;
  draw();
}

const seconds = (value) => (value < 0.1 ? "less than 0.1 s" : `${value.toFixed(1)} s`);

function origin(answer) {
  const by = answer.is_language_model
    ? `the language model ${answer.model} with the prompt ${answer.prompt}`
    : `${answer.model}: rules, no language model`;
  const errors = answer.smells.filter((one) => one.severity === "error").length;
  const found = `${plural(answer.smells.length, "smell")}${errors ? ` (${plural(errors, "error")})` : ""}`;
  return `${plural(answer.test_cases.length, "test case")} by ${by}, in ${plural(answer.attempts, "attempt")} and ${seconds(answer.end_to_end_s)}. `
    + `Rules find ${found} and ${plural(answer.assumptions.length, "assumption")}. Read every case before you use it.`;
}

function remarks(id, items) {
  byId(id).hidden = !items.length;
  fill(byId(id).querySelector("ul"), items);
}

function draw() {
  fill(byId("cases"), state.cases.map((one) => (one.isOpen ? opened(one) : closed(one))));
}

/** What is to be said of a case; what was said before it was edited holds no more. */
function about(one) {
  const mine = (found) => !one.isEdited && found.position === one.position;
  return { smells: worstFirst(state.answer.smells.filter(mine)), assumptions: state.answer.assumptions.filter(mine) };
}

const closed = (one) => shown(one.testCase, { ...about(one), isEdited: one.isEdited, edit: () => turn(one, true) });

function opened(one) {
  const save = (corrected) => {
    byId("action").value = "edited";
    if (corrected === null) {
      state.cases = state.cases.filter((other) => other !== one);
      draw();
      byId("result-title").focus();
      return;
    }
    one.isEdited ||= JSON.stringify(corrected) !== JSON.stringify(one.testCase);
    one.testCase = corrected;
    turn(one, false);
  };
  return editor(one.testCase, about(one), { save, cancel: () => turn(one, false) });
}

/** Open or close a case for correction; the keyboard stays with it. */
function turn(one, isOpen) {
  one.isOpen = isOpen;
  const index = state.cases.indexOf(one);
  const element = isOpen ? opened(one) : closed(one);
  byId("cases").children[index].replaceWith(element);
  element.querySelector(isOpen ? "input" : "button").focus();
}

/** What an export is made of. */
export function exported(storyId) {
  const { model, prompt, model_digest, prompt_hash } = state.answer;
  const origin = Object.fromEntries(Object.entries({ model, prompt, model_digest, prompt_hash }).filter(([, value]) => value));
  return { suites: [{ story_id: storyId, ...state.story, test_cases: testCases(), ...origin }] };
}
