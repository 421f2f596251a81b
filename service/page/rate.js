// What a person makes of a suite, and the suite as corrected.

import { data } from "./client.js";
import { byId } from "./dom.js";
import { isEdited, state, testCases } from "./suite.js";

async function send(event) {
  event.preventDefault();
  const form = byId("rate");
  const comment = byId("comment").value.trim();
  const feedback = {
    correlation_id: state.correlationId,
    rating: Number(new FormData(form).get("rating")),
    action: byId("action").value,
    ...(comment ? { comment } : {}),
    ...(isEdited() && testCases().length ? { corrected: testCases() } : {}),
  };
  byId("rated").textContent = "";
  try {
    const { kept } = await data("feedback", feedback);
    byId("rated").textContent = kept ? "Thank you, the rating was kept." : "Thank you, the rating was counted; this service keeps no records.";
  } catch (error) {
    byId("rated").textContent = error.message;
  }
}

byId("rate").addEventListener("submit", send);
