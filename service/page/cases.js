// A test case on the page: to be read, with what is to be said of it beside it, or to be corrected.

import { lines, make } from "./dom.js";

const TYPES = ["positive", "negative", "boundary", "edge_case"];
const PRIORITIES = ["critical", "high", "medium", "low"];
const WORDS = { edge_case: "edge case", expected_result: "expected result" };

const inWords = (name) => WORDS[name] ?? name;

/** `steps[2]` as a person counts. */
function place(field) {
  const found = /^(\w+?)s?\[(\d+)\]$/.exec(field);
  return found ? `${found[1]} ${Number(found[2]) + 1}` : inWords(field);
}

/** One finding of a rule. */
export function smell(found) {
  return make("li", {},
    make("span", { class: `badge ${found.severity}` }, found.severity), " ",
    make("strong", {}, found.field === "suite" ? "suite" : place(found.field)), ": ",
    found.message, ". ", make("span", { class: "quiet" }, `Better: ${found.fix}.`));
}

/** One thing that could be better about the story. */
export function storyIssue(issue) {
  return make("li", {}, make("span", { class: "badge info" }, issue.criterion.replaceAll("_", " ")), " ", issue.message);
}

function assumption(one) {
  return make("li", {},
    make("span", { class: "badge assumed" }, "assumed"), " ",
    make("strong", {}, place(one.field)), `: the ${one.kind} “${one.text}” is not in the story; ask before use.`);
}

function list(tag, title, texts) {
  if (!texts.length) return [];
  return [make("h4", {}, title), make(tag, {}, texts.map((text) => make("li", {}, text)))];
}

function remarks(testCase, { smells = [], assumptions = [] }) {
  const all = [...smells.map(smell), ...assumptions.map(assumption)];
  return all.length ? make("ul", { class: "remarks", "aria-label": `Remarks on ${testCase.id}` }, all) : null;
}

/** A case to be read. `about` has its `smells` and `assumptions`; `edit` is called for a correction. */
export function shown(testCase, about = {}) {
  return make("li", { class: `case${about.isPreview ? " preview" : ""}` },
    make("div", { class: "text" },
      make("h3", {}, make("span", { class: "id" }, testCase.id), " ", testCase.title),
      make("p", { class: "tags" },
        make("span", { class: `tag ${testCase.type}` }, inWords(testCase.type)), " ",
        make("span", { class: "tag" }, `${testCase.priority} priority`), " ",
        about.isEdited ? make("span", { class: "tag edited" }, "edited") : null),
      list("ul", "Preconditions", testCase.preconditions),
      list("ol", "Steps", testCase.steps),
      make("h4", {}, "Expected result"),
      make("p", {}, testCase.expected_result),
      about.edit ? make("p", { class: "buttons" },
        make("button", { type: "button", class: "small", "aria-label": `Edit ${testCase.id}`, onclick: about.edit }, "Edit")) : null),
    remarks(testCase, about));
}

function field(id, name, control) {
  control.id = id;
  return make("div", { class: "field" }, make("label", { for: id }, name), control);
}

const area = (rows, longest, value) => make("textarea", { rows, maxlength: longest }, value);
const choice = (names, chosen) =>
  make("select", {}, names.map((name) => make("option", { value: name, selected: name === chosen }, inWords(name))));

/** A case to be corrected; `save` is called with the corrected one, or null where it is to go. */
export function editor(testCase, about, { save, cancel }) {
  const controls = {
    title: make("input", { maxlength: 200, required: true, value: testCase.title }),
    type: choice(TYPES, testCase.type),
    priority: choice(PRIORITIES, testCase.priority),
    preconditions: area(3, 3000, testCase.preconditions.join("\n")),
    steps: area(5, 3600, testCase.steps.join("\n")),
    expected_result: area(2, 600, testCase.expected_result),
  };
  controls.steps.required = controls.expected_result.required = true;
  const named = (name, label) => field(`${testCase.id}-${name}`, label, controls[name]);
  const corrected = () => ({
    ...testCase,
    title: controls.title.value.trim(),
    type: controls.type.value,
    priority: controls.priority.value,
    preconditions: lines(controls.preconditions.value),
    steps: lines(controls.steps.value),
    expected_result: controls.expected_result.value.trim(),
  });
  const submit = (event) => {
    event.preventDefault();
    save(corrected());
  };
  return make("li", { class: "case" },
    make("form", { class: "text", "aria-label": `Edit ${testCase.id}`, onsubmit: submit },
      named("title", `Title of ${testCase.id}`),
      make("div", { class: "row" }, named("type", "Type"), named("priority", "Priority")),
      named("preconditions", "Preconditions, one a line"),
      named("steps", "Steps, one a line"),
      named("expected_result", "Expected result"),
      make("p", { class: "buttons" },
        make("button", {}, "Keep"),
        make("button", { type: "button", onclick: cancel }, "Cancel"),
        make("button", { type: "button", onclick: () => save(null) }, "Remove this case"))),
    remarks(testCase, about));
}
