/* What the query page knows of texts: what a query is, what is wrong with it, and where the page of a thing lies. */
(self.cncertParts ??= {}).text = (({ base, prefixes, entries }) => {
  const QUOTED = /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|<[^<>\s]*>|\\.|#[^\n]*/g;
  const FULL_WIDTH = {
    "？": "?", "｛": "{", "｝": "}", "（": "(", "）": ")", "；": ";", "，": ",", "。": ".", "：": ":", "＝": "=",
    "“": '"', "”": '"', "‘": "'", "’": "'", "＜": "<", "＞": ">", "＊": "*", "｜": "|", "\u00a0": "␣", "\u3000": "␣",
  };
  const KEYWORD = /(?<![?$:\w])(SELECT|ASK|CONSTRUCT|DESCRIBE)\b/i;
  const PART = /^(id\/report\/.+)\/((?:entry|chapter)-\d+)$/;
  const OUTWARD = /^(?:https?:\/\/[^\s\\]+|(?:mailto|tel):[^\s\\]+)$/i;

  /** Blank out strings, IRIs and comments, every character staying in its place. */
  const bare = (query) => query.replace(QUOTED, (found) => " ".repeat(found.length));

  /** Give the form of a query, SELECT where it cannot be told. */
  const form = (query) => (KEYWORD.exec(bare(query))?.[1] ?? "SELECT").toUpperCase();

  /** Say whether FROM names the graphs, which are then not all of them. */
  const namesGraphs = (query) => /(?<![?$:\w])FROM\b/i.test(bare(query));

  const asksOthers = (query) => /(?<![?$:\w])SERVICE\b/i.test(bare(query));

  /** Declare, in one line before the query, the prefixes that it uses and does not declare. */
  function declared(query) {
    const text = bare(query);
    const own = new Set([...text.matchAll(/\bPREFIX\s+([\w.-]*):/gi)].map((found) => found[1]));
    const used = new Set([...text.matchAll(/(?<![\w<?$])([\w-]+):/g)].map((found) => found[1]));
    const missing = [...used].filter((name) => Object.hasOwn(prefixes, name) && !own.has(name));
    return `${missing.map((name) => `PREFIX ${name}: <${prefixes[name]}>`).join(" ")}\n${query}`;
  }

  /** Give place and signs of the first full-width character where a sign of SPARQL is expected. */
  function fullWidth(query) {
    const text = bare(query);
    for (let at = 0; at < text.length; at++) {
      const meant = FULL_WIDTH[text[at]];
      if (meant) return { ...position(text, at), found: text[at], meant };
    }
    return null;
  }

  /** Give line and column, both from 1, of a place in a text. */
  function position(text, at) {
    const before = text.slice(0, at).split("\n");
    return { line: before.length, column: before.at(-1).length + 1 };
  }

  /** Give the place that a message of the engine names, in the text before `declared`. */
  function errorPlace(message) {
    const found = /error at (\d+):(\d+)/.exec(message);
    return found ? { line: Math.max(1, Number(found[1]) - 1), column: Number(found[2]) } : null;
  }

  /** Give `prefix:name` for an IRI where a prefix fits, else the IRI. */
  function short(iri) {
    let best = "";
    for (const [name, start] of Object.entries(prefixes)) {
      const fits = iri.startsWith(start) && /^[\w-][\w.-]*$/.test(iri.slice(start.length)) && !iri.endsWith(".");
      if (fits && start.length > (prefixes[best]?.length ?? 0)) best = name;
    }
    return best ? `${best}:${iri.slice(prefixes[best].length)}` : iri;
  }

  /** Give the page of a thing, as site/links.py has it, from the folder of a language; empty where it has none. */
  function page(iri, { isHere, set }) {
    const node = iri.slice(base.length);
    const [path, fragment] = node.split("#");
    if (path.startsWith("id/vuln/")) return entryPage(path.slice("id/vuln/".length), isHere);
    // Documents are named by much, and held by a part of the data that need not be loaded.
    if (!isHere && !/^id\/(?:doc|mention)\//.test(path)) return "";
    if (path.startsWith("id/mapping/")) return set ? `${setPage(set)}#mapping-${path.slice("id/mapping/".length)}` : "";
    if (path.startsWith("mappings/")) return setPage(iri);
    const mention = /^id\/mention\/(.+)-(\d+)-(\d+)$/.exec(path);
    if (mention) return `id/doc/${mention[1]}.html#mention-${mention[2]}-${mention[3]}`;
    const part = PART.exec(path);
    if (part) return `${part[1]}.html#${part[2]}`;
    return `${path}.html${fragment ? `#${fragment}` : ""}`;
  }

  const own = new Set(entries);

  function entryPage(number, isHere) {
    if (own.has(number)) return `id/vuln/${number}.html`;
    return isHere ? `vuln/${number.slice(0, -2)}.html#${number}` : "";
  }

  const setPage = (set) => (set.startsWith(base) ? `${set.slice(base.length).replace(/\.sssom\.tsv$/, "")}.html` : "");

  /** Give the address that a cell leads to; empty where nowhere. */
  function address(iri, known, inside) {
    if (iri.startsWith(base)) {
      const found = page(iri, known);
      return found ? inside + found : "";
    }
    return OUTWARD.test(iri) ? iri : "";
  }

  return { form, namesGraphs, asksOthers, declared, fullWidth, errorPlace, short, address, bare };
});
