/* Arithmetic from left to right. Oxigraph 0.5.11 for JavaScript reads `10 - 3 - 2` as `10 - (3 - 2)`, and
   `8 / 4 * 2` as `8 / (4 * 2)`, against SPARQL 1.1 (W3C 2013, §19.8, rules 116 and 117); 0.5.13, which there is for
   Python and not yet for JavaScript, does not. So the brackets that are meant are written before a query is asked.
   With an engine that needs them no more they change nothing. */
(self.cncertParts ??= {}).fromLeft = (() => {
  const TOKEN = new RegExp(
    [
      /(?<gap>\s+|#[^\n]*)/,
      /(?<string>"""[^]*?"""|'''[^]*?'''|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')/,
      /(?<iri><[^<>"{}|^`\\\s]*>)/,
      /(?<variable>[?$]\w+)/,
      /(?<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)/,
      /(?<name>(?:[A-Za-z][\w-]*)?:(?:[\w:.%-]*[\w:%-])?)/,
      /(?<word>[A-Za-z_]\w*)/,
      /(?<sign>@[A-Za-z-]+|\^\^|&&|\|\||[!<>]=|[^])/,
    ]
      .map((part) => part.source)
      .join("|"),
    "gu",
  );
  const CLOSING = { "(": ")", "{": "}" };
  const OPERATORS = [["*", "/"], ["+", "-"]];
  const CALLED = ["word", "name", "iri"];
  const BOOLEANS = /^(?:true|false)$/i;
  const CLAUSES = /^(?:SELECT|GROUP|HAVING|ORDER)$/i;
  const STARTS = /^(?:FILTER|BIND)$/i;

  /** Give tokens as a tree: what is in brackets is the list of a node. */
  function tree(query) {
    const top = { kind: "top", open: "", items: [], close: "" };
    const stack = [top];
    for (const found of query.matchAll(TOKEN)) {
      const text = found[0];
      const kind = Object.keys(found.groups).find((name) => found.groups[name] !== undefined);
      if (kind === "sign" && CLOSING[text]) {
        const node = { kind: text, open: text, items: [], close: "" };
        stack.at(-1).items.push(node);
        stack.push(node);
      } else if (kind === "sign" && stack.length > 1 && text === CLOSING[stack.at(-1).open]) {
        stack.pop().close = text;
      } else {
        stack.at(-1).items.push({ kind, text });
      }
    }
    return top;
  }

  const raw = (node) => (node.items ? node.open + node.items.map(raw).join("") + node.close : node.text);

  /** Write a list of clauses or patterns: an expression is what is in brackets after certain words. */
  function pattern(items, isOuter) {
    const many = { isExpression: true, isOver: false };
    const none = { isExpression: false, isOver: false };
    const start = isOuter ? many : none;
    let state = start;
    let isData = false;
    let out = "";
    for (const node of items) {
      if (node.kind === "word") {
        // FILTER and BIND have one bracket; SELECT, and what follows a pattern, have any number.
        if (STARTS.test(node.text)) state = { isExpression: true, isOver: true };
        if (CLAUSES.test(node.text)) state = many;
        isData = /^VALUES$/i.test(node.text);
      }
      out += isData || !node.items ? raw(node) : node.kind === "(" && !state.isExpression ? raw(node) : one(node);
      if (node.kind === "{" || (node.kind === "(" && state.isOver)) state = start;
      if (node.kind === "{") isData = false;
    }
    return out;
  }

  const bracket = (node) => `(${expression(node.items)}${node.close}`;

  /** Write an expression, or several with other signs between them. */
  function expression(items) {
    let out = "";
    let at = 0;
    while (at < items.length) {
      const run = chain(items, at);
      out += run ? run.text : one(items[at]);
      at = run ? run.next : at + 1;
    }
    return out;
  }

  const group = (node) => `{${pattern(node.items, false)}${node.close}`;
  const one = (node) => (node.kind === "(" ? bracket(node) : node.kind === "{" ? group(node) : raw(node));

  /** Read operands with signs of arithmetic between them, from a place on; nothing where none begins there. */
  function chain(items, at) {
    let held = operand(items, at);
    if (!held) return null;
    const operands = [held.text];
    const operators = [];
    for (;;) {
      const [gap, sign] = skipped(items, held.next);
      const isOperator = items[sign]?.kind === "sign" && "+-*/".includes(items[sign].text);
      const [after, begin] = isOperator ? skipped(items, sign + 1) : [];
      const following = isOperator ? operand(items, begin) : null;
      if (!following) return { text: folded(operands, operators), next: held.next };
      operators.push({ sign: items[sign].text, text: gap + items[sign].text + after });
      operands.push(following.text);
      held = following;
    }
  }

  /** Give the blanks and comments from a place on, and the place after them. */
  function skipped(items, at) {
    let text = "";
    while (items[at]?.kind === "gap") text += items[at++].text;
    return [text, at];
  }

  /** Read one operand: signs, then a variable, a literal, a call or a bracket. */
  function operand(items, at) {
    let text = "";
    while (items[at]?.kind === "sign" && "!+-".includes(items[at].text)) {
      const [gap, next] = skipped(items, at + 1);
      text += items[at].text + gap;
      at = next;
    }
    const node = items[at];
    if (!node) return null;
    if (node.kind === "(") return { text: text + bracket(node), next: at + 1 };
    const isPlain = node.kind === "variable" || node.kind === "number" || BOOLEANS.test(node.text);
    if (isPlain) return { text: text + node.text, next: at + 1 };
    if (node.kind === "string") return literal(items, at, text);
    const [gap, next] = skipped(items, at + 1);
    const isCall = CALLED.includes(node.kind) && !/^(?:IN|AS|NOT)$/i.test(node.text) && items[next]?.kind === "(";
    return isCall ? { text: text + node.text + gap + bracket(items[next]), next: next + 1 } : null;
  }

  /** Read a string with its language or datatype. */
  function literal(items, at, before) {
    const suffix = items[at + 1]?.text ?? "";
    const length = suffix === "^^" ? 3 : suffix.startsWith("@") ? 2 : 1;
    return { text: before + items.slice(at, at + length).map(raw).join(""), next: at + length };
  }

  /** Write a chain with the brackets that reading from left to right means: products first, then sums. */
  function folded(operands, operators) {
    const [products, sums] = OPERATORS.map((signs) => (operator) => signs.includes(operator.sign));
    const terms = [[operands[0]]];
    const links = [];
    operators.forEach((operator, at) => {
      if (sums(operator)) {
        links.push(operator);
        terms.push([operands[at + 1]]);
      } else if (products(operator)) {
        terms.at(-1).push(operator, operands[at + 1]);
      }
    });
    const written = terms.map((term) => nested(term.filter((_, at) => at % 2 === 0), term.filter((_, at) => at % 2)));
    return nested(written, links);
  }

  const nested = ([first, ...rest], links) =>
    rest.reduce((text, next, at) => `${at ? `(${text})` : text}${links[at].text}${next}`, first);

  return (query) => pattern(tree(query).items, true);
})();
