// The API as this page sees it. Addresses are relative to the page, so that a path prefix does no harm.

const KEY = "casewright-api-key";
const HEADER = "X-API-Key";

/** An answer that is a failure, in the service's words. */
export class Refusal extends Error {
  constructor(status, message, retryAfterS = null) {
    super(message);
    this.status = status;
    this.retryAfterS = retryAfterS;
  }
}

export const rememberKey = (key) => sessionStorage.setItem(KEY, key);
const knownKey = () => sessionStorage.getItem(KEY);

/** The response to a request; throws a Refusal where it is none that was asked for. */
export async function ask(path, body, options = {}) {
  const headers = knownKey() ? { [HEADER]: knownKey() } : {};
  if (body !== undefined) headers["Content-Type"] = "application/json";
  let response;
  try {
    response = await fetch(`../${path}`, {
      method: body === undefined ? "GET" : "POST",
      body: body === undefined ? undefined : JSON.stringify(body),
      headers,
      credentials: "omit",
      ...options,
    });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Refusal(0, "The service cannot be reached. Is it running, and is this computer connected?");
  }
  if (!response.ok) throw await refusal(response);
  return response;
}

async function refusal(response) {
  const wait = Number.parseInt(response.headers.get("Retry-After") ?? "", 10);
  const envelope = await response.json().catch(() => ({}));
  const message = envelope.message ?? `The service answered ${response.status} without a word.`;
  return new Refusal(response.status, message, Number.isFinite(wait) ? wait : null);
}

/** The data of an answer. */
export async function data(path, body) {
  return (await (await ask(path, body)).json()).data;
}

/** The events of a stream, each {name, data, retryMs}. */
export async function* events(response) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    rest += value;
    for (let end = rest.indexOf("\n\n"); end >= 0; end = rest.indexOf("\n\n")) {
      const event = parsed(rest.slice(0, end));
      rest = rest.slice(end + 2);
      if (event.name) yield event;
    }
  }
}

function parsed(block) {
  const event = { name: null, data: null, retryMs: null };
  for (const line of block.split("\n")) {
    const at = line.indexOf(": ");
    const value = line.slice(at + 2);
    if (line.startsWith("event: ")) event.name = value;
    if (line.startsWith("data: ")) event.data = JSON.parse(value);
    if (line.startsWith("retry: ")) event.retryMs = Number(value);
  }
  return event;
}

/** The envelope of a story's answer; `seen` is told of what comes before it. */
export async function write(story, seen, signal) {
  const response = await ask("test-use-cases/", { ...story, stream: true }, { signal });
  const correlationId = response.headers.get("X-Correlation-ID");
  if (!response.headers.get("Content-Type").startsWith("text/event-stream")) {
    return { correlationId, data: (await response.json()).data };
  }
  try {
    for await (const event of events(response)) {
      if (event.name !== "answer") {
        seen(event.name, event.data);
      } else if (event.data.is_success) {
        return { correlationId, data: event.data.data };
      } else {
        const wait = event.retryMs === null ? null : event.retryMs / 1000;
        throw new Refusal(event.data.status_code, event.data.message, wait);
      }
    }
  } catch (error) {
    if (error instanceof Refusal || error.name === "AbortError") throw error;
  }
  throw new Refusal(0, "The connection ended before the answer was there. Please try again.");
}
