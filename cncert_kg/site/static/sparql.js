/* The query page: SPARQL answered by an engine in the page itself, over the files of this very release. */
(() => {
  const root = new URL("..", document.currentScript.src);
  const parts = self.cncertParts;
  const data = parts.data;
  const text = parts.text(data);
  const lang = document.documentElement.lang;
  const inside = new URL(`${lang}/`, root).href;
  const words = JSON.parse(document.getElementById("words").textContent);
  const by = (id) => document.getElementById(id);
  const SHOWN = 500;

  const loaded = new Set();
  let worker = null;
  let triples = 0;
  let isBusy = false;

  /** Give a word of the page with its blanks filled. */
  const said = (key, values = {}) => words[key].replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const amount = (number) => number.toLocaleString(lang === "zh" ? "zh-CN" : "en-GB");
  const megabytes = (bytes) => (bytes / 1e6).toFixed(bytes < 1e6 ? 2 : 1);
  const partOf = (key) => data.parts.find((part) => part.key === key);
  const { show, element } = parts.answer({ data, text, lang, inside, words, said, amount });

  // The worker.

  /** Have the worker do something; rejected with what it says where it cannot, and where it is stopped. */
  function told(kind, given = {}) {
    const { target, waiting, ended } = worker;
    if (ended) return Promise.reject(new Error(ended));
    return new Promise((resolve, reject) => {
      const id = (worker.last += 1);
      waiting.set(id, { resolve, reject });
      target.postMessage({ id, kind, ...given });
    });
  }

  function hire() {
    const code = `${parts.engine.module}\n(${parts.worker})({ initSync, Store, namedNode });\n`;
    const url = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
    const waiting = new Map();
    const target = new Worker(url);
    target.onmessage = ({ data: { id, value, error, isFatal } }) => {
      if (isFatal) return dismiss(said("died", { why: error }));
      const { resolve, reject } = waiting.get(id);
      waiting.delete(id);
      return error === undefined ? resolve(value) : reject(new Error(error));
    };
    target.onerror = (event) => dismiss(said("died", { why: event.message }));
    worker = { target, waiting, last: 0, url, ended: "" };
  }

  /** End the worker, whatever it is at; what it was to do is rejected. */
  function dismiss(why) {
    worker.target.terminate();
    worker.ended = why;
    for (const { reject } of worker.waiting.values()) reject(new Error(why));
  }

  /** Load a script of the release: what a page from a file can load is nothing else. */
  function script(path) {
    return new Promise((resolve, reject) => {
      const element = document.createElement("script");
      element.src = new URL(path, root);
      element.onload = resolve;
      element.onerror = () => reject(new Error(said("not_loaded", { file: path })));
      document.head.append(element);
    });
  }

  async function start() {
    if (!parts.engine) {
      say("loading", { name: words.engine, size: megabytes(data.engine) });
      await script("assets/oxigraph.js");
    }
    hire();
    await told("start", { wasm: parts.engine.wasm });
  }

  /** Have the worker hold some parts of the data, those that it has not yet. */
  async function hold(keys) {
    for (const key of keys.filter((one) => !loaded.has(one))) {
      const part = partOf(key);
      say("loading", { name: part.titles[lang], size: megabytes(part.bytes) });
      if (!parts[part.path]) await script(part.path);
      ({ triples } = await told("load", { text: parts[part.path] }));
      loaded.add(key);
      const button = by(`part-${key}`);
      button.disabled = true;
      button.textContent = words.loaded;
      button.removeAttribute("aria-label");
    }
  }

  /** Begin anew after a query was stopped: with the parts that were held. */
  async function again() {
    const keys = [...loaded];
    loaded.clear();
    URL.revokeObjectURL(worker.url);
    await start();
    await hold(keys);
  }

  // What the page says.

  function say(key, values = {}, isWrong = false) {
    by("status").textContent = said(key, values);
    by("status").className = isWrong ? "gap" : "";
  }

  const ready = () => say("ready", { parts: held(), triples: amount(triples) });

  const titles = (isLoaded) =>
    data.parts.filter((part) => loaded.has(part.key) === isLoaded).map((part) => part.titles[lang]);
  const held = () => titles(true).join(words.comma);

  function busy(is, canStop = false) {
    isBusy = is;
    by("run").setAttribute("aria-disabled", String(is));
    by("stop").disabled = !(is && canStop);
    by("progress").hidden = !is;
    by("result").setAttribute("aria-busy", String(is));
  }

  function number(wrong = 0) {
    const count = by("query").value.split("\n").length;
    by("lines").replaceChildren();
    for (let line = 1; line <= count; line++) {
      const node = element(line === wrong ? "mark" : "span", {}, line === wrong ? `▸${line}` : String(line));
      by("lines").append(node, "\n");
    }
    by("query").rows = Math.min(30, Math.max(8, count + 1));
  }

  /** Show what is wrong, and where. */
  function wrong(message) {
    const query = by("query").value;
    const wide = text.fullWidth(query);
    const place = wide ?? text.errorPlace(message);
    const box = element("p", { class: "gap" });
    if (text.asksOthers(query)) box.append(words.no_service);
    else if (wide) box.append(said("full_width", wide));
    else if (place) box.append(said("wrong_at", place));
    else box.append(words.wrong);
    by("result").replaceChildren(box);
    if (!wide && !text.asksOthers(query)) by("result").append(element("pre", { lang: "en", tabindex: "0" }, message.replace(/^error at \d+:\d+: /, "")));
    if (place) mark(place);
    say("failed", {}, true);
  }

  /** Mark a line, and put the cursor to a place in it. */
  function mark({ line, column }) {
    number(line);
    const before = by("query").value.split("\n").slice(0, line - 1);
    const at = before.join("\n").length + (before.length ? 1 : 0) + column - 1;
    by("query").setSelectionRange(at, at);
  }

  /** Point at a full-width sign where nothing was found: a name may have it, and hardly means it. */
  function suspect(query) {
    const wide = text.fullWidth(query);
    if (!wide) return;
    by("result").prepend(element("p", { class: "gap" }, said("full_width", wide)));
    mark(wide);
  }

  // Asking.

  /** Do one thing at a time; where the worker was ended meanwhile, have another. */
  async function alone(work) {
    if (isBusy) return;
    busy(true, true);
    try {
      await work();
      ready();
    } catch (error) {
      if (worker.ended) await restart();
      else wrong(error.message);
    } finally {
      busy(false);
    }
  }

  const ask = () => alone(asked);
  const add = (key) => alone(() => hold([key]));

  async function asked() {
    const query = by("query").value;
    const name = by("question").value;
    number();
    await hold(data.questions[name]?.parts ?? ["core"]);
    say("running");
    const texts = { query: text.declared(parts.fromLeft(query)), plain: text.declared(query) };
    const given = { ...texts, form: text.form(query), union: !text.namesGraphs(query) };
    const answer = await told("ask", { ...given, shown: SHOWN, base: data.base, lang });
    const over = { parts: held(), triples: amount(triples), missing: titles(false).join(words.comma) };
    show({ ...answer, over, shown: SHOWN, name: name || "answer" });
    if (!answer.count) suspect(query);
  }

  function stop() {
    if (by("stop").disabled) return;
    by("run").focus();
    dismiss(words.stopped);
  }

  /** Say why the worker ended, and have another. */
  async function restart() {
    by("result").replaceChildren(element("p", { class: "gap" }, worker.ended));
    busy(true);
    await again();
    ready();
  }

  // The form.

  /** Take a question into the editor; an empty name leaves what is there. */
  function take(name) {
    const question = data.questions[name];
    by("question").value = question ? name : "";
    if (question) by("query").value = question.text;
    by("about").textContent = question ? question.asked[lang] : "";
    by("page").hidden = !question;
    if (question) by("page").href = `id/query/${name}.html`;
    shared();
  }

  /** Have the link lead to what is in the editor: by name where it is a question that comes with the site. */
  function shared() {
    const name = by("question").value;
    const isOwn = by("query").value !== data.questions[name]?.text;
    const here = location.href.split(/[?#]/)[0];
    by("share").href = isOwn ? `${here}#q=${encodeURIComponent(by("query").value)}` : `${here}?query=${name}`;
    number();
  }

  function insert() {
    const field = by("query");
    field.setRangeText(`${by("term").value.split(" ")[0]} `, field.selectionStart, field.selectionEnd, "end");
    by("term").value = "";
    field.focus();
    shared();
  }

  /** Fill the list of terms the first time that somebody looks for one. */
  async function offer() {
    if (isBusy || by("terms").childElementCount) return;
    const found = await told("terms", { lang });
    by("terms").append(...found.map(([iri, label]) => element("option", { value: `${text.short(iri)} ${label}` })));
  }

  /** Give the query that the address names; that of a shared link is not run until its reader says so. */
  function fromAddress() {
    const own = new URLSearchParams(location.hash.slice(1)).get("q");
    if (own !== null) {
      take("");
      by("query").value = own;
      shared();
      return false;
    }
    const name = new URLSearchParams(location.search).get("query");
    take(Object.hasOwn(data.questions, name ?? "") ? name : data.first);
    return true;
  }

  function listen() {
    by("ask").addEventListener("submit", (event) => (event.preventDefault(), ask()));
    by("stop").addEventListener("click", stop);
    by("question").addEventListener("change", () => (take(by("question").value), by("question").value && ask()));
    by("query").addEventListener("input", shared);
    by("query").addEventListener("scroll", () => (by("lines").scrollTop = by("query").scrollTop));
    by("insert").addEventListener("click", insert);
    by("term").addEventListener("focus", offer);
    document.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) ask();
      else if (event.key === "Escape") stop();
    });
    for (const part of data.parts) by(`part-${part.key}`).addEventListener("click", () => add(part.key));
    addEventListener("hashchange", fromAddress);
  }

  async function begin() {
    by("tools").inert = false;
    listen();
    const isNamed = fromAddress();
    busy(true);
    try {
      await start();
      await hold(["core"]);
      ready();
    } catch (error) {
      say("broken", { why: error.message }, true);
      return;
    } finally {
      busy(false);
    }
    if (isNamed) await ask();
  }

  begin();
})();
