/* What runs in the worker of the query page: the store, and answers as values that the page can show.
   Its text is appended to the module of the engine, whose names (initSync, Store, namedNode) it then sees. */
(self.cncertParts ??= {}).worker = function answerInWorker(engine) {
  const LABEL = "http://www.w3.org/2000/01/rdf-schema#label";
  const PART_OF = "http://purl.org/dc/terms/isPartOf";
  const JSON_FORM = "application/sparql-results+json";
  let store;
  let label;
  let partOf;

  /** Decode base64, then gzip: how a script brings bytes to a page that may fetch nothing. */
  async function unpacked(text) {
    const decoded = () => Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
    const bytes = Uint8Array.fromBase64 ? Uint8Array.fromBase64(text) : decoded();
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  }

  async function start({ wasm }) {
    engine.initSync({ module: await unpacked(wasm) });
    store = new engine.Store();
    label = engine.namedNode(LABEL);
    partOf = engine.namedNode(PART_OF);
  }

  /** Load the graphs of a part: a line of names and sizes in bytes, then the Turtle of each. */
  async function load({ text }) {
    const bytes = await unpacked(text);
    const end = bytes.indexOf(10);
    let from = end + 1;
    for (const [graph, size] of JSON.parse(new TextDecoder().decode(bytes.subarray(0, end)))) {
      const options = { format: "text/turtle", to_graph_name: engine.namedNode(graph) };
      store.load(bytes.subarray(from, from + size), { ...options, no_transaction: true, lenient: true });
      from += size;
    }
    return { triples: store.size };
  }

  /** Answer a query; where it does not parse, what is wrong is said of its `plain` text, as it was written. */
  function ask(given) {
    try {
      return answered(given);
    } catch (error) {
      if (/error at \d+:\d+/.test(error?.message ?? error)) answered({ ...given, query: given.plain });
      throw error;
    }
  }

  /** Give the answer; of rows, the first `shown` come as values, all of them as files. */
  function answered({ query, form, union, shown, base, lang }) {
    const options = { base_iri: base, use_default_graph_as_union: union };
    const began = performance.now();
    if (form === "CONSTRUCT" || form === "DESCRIBE") {
      const text = store.query(query, { ...options, results_format: "application/n-triples" });
      const lines = [...new Set(text.split("\n").filter(Boolean))].sort();
      const files = { nt: new Blob([lines.join("\n"), "\n"], { type: "application/n-triples" }) };
      return { milliseconds: performance.now() - began, lines: lines.slice(0, shown), count: lines.length, files };
    }
    const text = store.query(query, { ...options, results_format: JSON_FORM });
    const milliseconds = performance.now() - began;
    const answer = JSON.parse(text);
    const files = { json: new Blob([text], { type: JSON_FORM }) };
    if ("boolean" in answer) return { milliseconds, boolean: answer.boolean, count: 1, files };
    const columns = answer.head.vars;
    const rows = answer.results.bindings;
    files.csv = new Blob([csv(columns, rows)], { type: "text/csv" });
    const first = rows.slice(0, shown).map((row) => columns.map((name) => row[name] ?? null));
    return { milliseconds, columns, rows: first, count: rows.length, files, names: names(first, lang, base) };
  }

  /** Write rows as SPARQL 1.1 Query Results CSV (W3C 2013, §3). */
  function csv(columns, rows) {
    const cell = (term) => (term ? (term.type === "bnode" ? `_:${term.value}` : term.value) : "");
    const quoted = (text) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
    const lines = [columns, ...rows.map((row) => columns.map((name) => cell(row[name])))];
    return lines.map((line) => `${line.map(quoted).join(",")}\r\n`).join("");
  }

  /** Give label, set and presence of each IRI in some rows. */
  function names(rows, lang, base) {
    const found = {};
    for (const term of rows.flat()) {
      if (term?.type === "uri" && !(term.value in found)) found[term.value] = named(term.value, lang, base);
    }
    return found;
  }

  function named(iri, lang, base) {
    const node = engine.namedNode(iri);
    const labels = store.match(node, label, null, null).map((quad) => quad.object);
    const own = labels.filter((one) => one.language === lang).map((one) => one.value).sort()[0];
    const isOurs = iri.startsWith(base);
    return {
      label: own ?? "",
      isHere: isOurs && store.match(node, null, null, null).length > 0,
      set: iri.startsWith(`${base}id/mapping/`) ? (store.match(node, partOf, null, null)[0]?.object.value ?? "") : "",
    };
  }

  /** Give what a query may name: properties, classes and codes, each with its label. */
  function terms({ lang }) {
    const query = `SELECT DISTINCT ?term ?label WHERE {
      ?term a ?type ; <${LABEL}> ?label . FILTER(LANG(?label) = "${lang}")
      VALUES ?type { <http://www.w3.org/2004/02/skos/core#Concept> <http://www.w3.org/2002/07/owl#Class>
        <http://www.w3.org/2002/07/owl#ObjectProperty> <http://www.w3.org/2002/07/owl#DatatypeProperty>
        <http://www.w3.org/1999/02/22-rdf-syntax-ns#Property> } } ORDER BY STR(?term)`;
    const text = store.query(query, { use_default_graph_as_union: true, results_format: JSON_FORM });
    return JSON.parse(text).results.bindings.map((row) => [row.term.value, row.label.value]);
  }

  const kinds = { start, load, ask, terms };
  self.onmessage = async ({ data }) => {
    try {
      self.postMessage({ id: data.id, value: await kinds[data.kind](data) });
    } catch (error) {
      // What overflows the stack or the memory leaves the store in no state to be asked again.
      const isFatal = error instanceof WebAssembly.RuntimeError || error instanceof RangeError;
      self.postMessage({ id: data.id, error: String(error?.message ?? error), isFatal });
    }
  };
};
