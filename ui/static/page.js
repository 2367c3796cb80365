// Starts the page once Gradio has laid it out, and ties its parts together.
//
// Gradio hands over how to ask: `trigger` sends a question, `watch` tells of a frame of the answer
// in `props.value`, and `server.act` carries out an act on the conversations.

import { startActions } from "./actions.js";
import { startHistory } from "./history.js";
import { startSources } from "./sources.js";
import { Speech } from "./speech.js";
import { Talk } from "./talk.js";

const alertLine = document.querySelector(".foot .alert");

function showAlert(text = "") {
  alertLine.textContent = text;
  alertLine.hidden = !text;
}

export async function start({ props, server, trigger, watch }) {
  const act = async (sent) => {
    const reply = await server.act(sent);
    const error = reply ? reply.error : "Headway can't be reached: check that it still runs.";
    if (error) showAlert(error);
    return error ? null : reply;
  };

  const talk = new Talk({ trigger, showAlert, speech: new Speech() });
  watch("value", () => talk.show(props.value));
  document.addEventListener("headway-idle", () => talk.rest());

  startSources();
  startActions({ act, talk });
  const history = startHistory({ act, talk });
  startKeys({ talk, history });
  await history.openAddress();
  document.body.dataset.ready = "yes";
}

function startKeys({ talk, history }) {
  document.querySelector(".skip").addEventListener("click", (event) => {
    event.preventDefault();
    talk.box.focus();
  });
  document.addEventListener("keydown", (event) => {
    const isTyping = event.target.closest("input, textarea, select");
    if (event.key === "/" && !isTyping && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      talk.box.focus();
    } else if (event.key === "Escape" && !event.defaultPrevented) {
      // The browser closes an open source by itself.
      if (document.querySelector(":popover-open")) return;
      if (!history.hide()) talk.stop();
    }
  });
}
