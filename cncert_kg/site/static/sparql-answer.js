/* The answer of a query as the page shows it: count, downloads, and a table whose cells hold text and links only. */
(self.cncertParts ??= {}).answer = ({ data, text, lang, inside, words, said, amount }) => {
  // Classes of cells: numbers stand flush right, days and months are not broken.
  const KINDS = { n: /#(?:integer|decimal|double|float)$/, w: /#(?:date|dateTime|gYearMonth)$/ };
  const is = (kind) => (term) => KINDS[kind].test(term.datatype ?? "");
  let files = [];

  /** Make an element; what it holds is text, never markup. */
  function element(name, attributes = {}, content = "") {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(content);
    return made;
  }

  /** Put an answer in the place of the last one. */
  function show(answer) {
    const out = document.getElementById("result");
    out.replaceChildren();
    for (const url of files) URL.revokeObjectURL(url);
    files = [];
    out.append(element("p", {}, summary(answer)), downloads(answer));
    if (answer.columns && answer.rows.length) out.append(table(answer));
    if (answer.lines?.length) out.append(element("pre", { lang: "en", tabindex: "0" }, answer.lines.join("\n")));
  }

  function summary({ count, boolean, lines, milliseconds, shown, over }) {
    const rows = said(lines ? "triples_found" : count === 1 ? "one_row" : "rows_found", { n: amount(count) });
    const what = boolean === undefined ? rows : words[boolean ? "yes" : "no"];
    const cut = count > shown ? said("cut", { n: amount(shown) }) : "";
    const without = over.missing ? said("without", { parts: over.missing }) : "";
    return `${what}${cut}${said("took", { ms: amount(Math.round(milliseconds)), ...over })}${without}`;
  }

  function downloads({ files: blobs, name }) {
    const out = element("p");
    for (const [kind, blob] of Object.entries(blobs)) {
      const url = URL.createObjectURL(blob);
      files.push(url);
      const attributes = { href: url, download: `${name}.${kind}` };
      const link = element("a", attributes, said("download", { kind: kind.toUpperCase() }));
      out.append(files.length > 1 ? " · " : "", link);
    }
    return out;
  }

  function table({ columns, rows, names }) {
    const bound = columns.map((_, at) => rows.map((row) => row[at]).filter(Boolean));
    const kinds = bound.map((terms) => Object.keys(KINDS).find((kind) => terms.length && terms.every(is(kind))));
    const attributes = (at) => (kinds[at] ? { class: kinds[at] } : {});
    const head = element("tr");
    columns.forEach((name, at) => head.append(element("th", { scope: "col", ...attributes(at) }, name)));
    const body = element("tbody");
    for (const row of rows) {
      const line = element("tr");
      row.forEach((term, at) => line.append(cell(term, names, attributes(at))));
      body.append(line);
    }
    const whole = element("table", { class: "bare" });
    const top = element("thead");
    top.append(head);
    whole.append(top, body);
    return element("div", { class: "scroll", tabindex: "0" }, whole);
  }

  function cell(term, names, attributes) {
    const out = element("td", attributes);
    if (term?.type === "uri") out.append(link(term.value, names[term.value]));
    else if (term?.type === "bnode") out.append(`_:${term.value}`);
    else if (term?.type === "triple") out.append(JSON.stringify(term.value));
    else if (term) {
      const language = term["xml:lang"];
      if (language && language !== lang) out.lang = language;
      out.append(term.value);
    }
    return out;
  }

  function link(iri, known) {
    const name = known.label || text.short(iri);
    const href = text.address(iri, known, inside);
    if (!href) return element("span", { title: iri }, name);
    const rel = iri.startsWith(data.base) ? {} : { rel: "external noreferrer" };
    return element("a", { title: iri, href, ...rel }, name);
  }

  return { show, element };
};
