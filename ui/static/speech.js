// Says answers to screen readers while they are written: a sentence once, when it's whole.

export class Speech {
  #said = "";

  constructor() {
    this.region = document.querySelector("#spoken");
  }

  begin() {
    this.#said = "";
    this.region.replaceChildren();
    this.#say("Looking through the documents.");
  }

  hear(text, isWhole) {
    if (!text) return;
    const copy = text.cloneNode(true);
    for (const marker of copy.querySelectorAll(".marker")) marker.remove();
    for (const block of copy.querySelectorAll("p, li, tr, h1, h2, h3, h4")) block.append("\n");
    const heard = copy.textContent.replace(/[ \t]+/g, " ").replace(/\s*\n\s*/g, "\n").trim();
    // What a model wrote in vain was taken back.
    if (!heard.startsWith(this.#said)) this.#said = "";
    const rest = heard.slice(this.#said.length);
    const sentences = isWhole ? rest : (rest.match(/^[\s\S]*[.!?\n](?=\s|$)/) ?? [""])[0];
    if (!sentences.trim()) return;
    this.#said += sentences;
    this.#say(sentences.trim());
  }

  #say(text) {
    const line = document.createElement("p");
    line.textContent = text;
    this.region.append(line);
  }
}
