/* The page that searches: what cncertKgSearch finds for the query in the address, in the language of the page. */
'use strict';
(() => {

const {find, entry, below, holds, letters, normalised, PAGE} = window.cncertKgSearch;
const [field, status, results] = ['q', 'status', 'results'].map(id => document.getElementById(id));
const told = JSON.parse(results.dataset.told), lang = document.documentElement.lang;
const address = new URLSearchParams(location.search), query = address.get('q') ?? '';
const fill = (text, ...values) => text.replace(/\{\}/g, () => values.shift().toLocaleString('en'));

/* An element with attributes and children, texts or elements: nothing that is found is read as markup. */
function made(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

const link = (changes, name, more) =>
  made('a', {href: `search.html?${new URLSearchParams({q: query, ...changes})}`, ...more}, name);

function foreign(text) {
  const found = /\p{Script=Han}/u.test(text) ? 'zh' : /[a-z] [a-z]/i.test(text) ? 'en' : lang;
  return found !== lang && {lang: found};
}

/* A text in pieces with the words marked; of a long one what is around the first of them. */
function pieces(text, words, longest) {
  const from = [], out = [], spans = [];
  let folded = '', at = 0;
  for (const letter of text) {
    folded += letters(letter);
    while (from.length < folded.length) from.push(at);
    at += letter.length;
  }
  from.push(at);
  for (const word of words) {
    for (let i = folded.indexOf(word); i >= 0; i = folded.indexOf(word, i + 1)) {
      spans.push([from[i], from[i + word.length]]);
    }
  }
  spans.sort(([a], [b]) => a - b);
  // What `from` has is never inside a pair of surrogates.
  const cut = wanted => from[below(from, wanted)] ?? text.length;
  const start = text.length > longest ? cut((spans[0]?.[0] ?? 0) - 40) : 0, end = cut(start + longest);
  at = start;
  for (const [first, last] of spans) {
    if (first < at || first >= end) continue;
    out.push(text.slice(at, first), made('mark', {}, text.slice(first, last)));
    at = last;
  }
  return [start ? '…' : '', ...out, text.slice(at, Math.max(at, end)), end < text.length ? '…' : ''];
}

function hit({path, anchor, titles, texts}, words) {
  const [title, other] = lang === 'zh' ? titles : [titles[1], titles[0]];
  const href = `./${path}.html${anchor && `#${anchor}`}`;
  // Of each word that the title has not, a text that has it.
  const said = words.filter(word => !holds([title], word)).map(word => [...texts, other].find(t => holds([t], word)));
  // An entry of the catalogue has an English name of its number alone.
  if (other.includes(title) && other !== title) said.unshift(other);
  const quoted = [...new Set(said)].slice(0, 3).map(text => made('p', foreign(text), ...pieces(text, words, 160)));
  return made('li', {}, made('a', {href, ...foreign(title)}, ...pieces(title, words, 200)), ...quoted);
}

function filters(found, kind) {
  const counts = new Map([['', found.length]]);
  for (const result of found) counts.set(result.kind, (counts.get(result.kind) ?? 0) + 1);
  const items = [...counts].map(([key, count]) => made('li', {}, link(key && {kind: key},
    key ? told.kinds[key] : told.search_all_kinds, key === kind && {'aria-current': 'true'}), fill(' {}', count)));
  return counts.size > 2 ? [made('nav', {'aria-label': told.search_filter}, made('ul', {class: 'toc'}, ...items))] : [];
}

function turns(page, pages, kind) {
  const turn = (to, name, rel) => (to && to <= pages ? [link({...(kind && {kind}), page: to}, name, {rel})] : []);
  return pages < 2 ? [] : [made('nav', {class: 'turn', 'aria-label': told.search_turn},
    ...turn(page - 1, told.previous_page, 'prev'), made('span', {}, fill(told.page_number, page, pages)),
    ...turn(page + 1, told.next_page, 'next'))];
}

function count(all, kept, kind) {
  if (kept.length < all.length) return fill(told.search_of_kind, all.length, told.kinds[kind], kept.length);
  if (!all.length) return told.search_none_found;
  return all.length > 1 ? fill(told.search_found, all.length) : told.search_found_one;
}

/* Where the page of a hundred numbers is that a number of CNVD's would be on; nothing where that page is not. */
async function near(word) {
  const [, hundred] = /^(cnvd-(?:c-)?[0-9]{4}-[0-9]{3,4})[0-9]{2}$/.exec(word) ?? [];
  const entries = hundred ? await Promise.all((await find(hundred)).results.map(result => entry(result.number))) : [];
  const isHere = new RegExp(`^${hundred}[0-9]{2} `);
  return entries.some(({titles}) => isHere.test(`${normalised(titles[0])} `)) ? hundred.toUpperCase() : '';
}

async function show() {
  document.title = `${query.slice(0, 60)} · ${document.title}`;
  status.textContent = told.search_busy;
  const {words, results: all} = await find(query), wanted = address.get('kind');
  const kind = all.some(result => result.kind === wanted) ? wanted : '';
  const kept = all.filter(result => !kind || result.kind === kind), pages = Math.ceil(kept.length / PAGE);
  const page = Math.max(1, Math.min(pages, Math.trunc(address.get('page')) || 1));
  const shown = kept.slice((page - 1) * PAGE, page * PAGE);
  const entries = await Promise.all(shown.map(result => entry(result.number)));
  const groups = [...new Set(shown.map(result => result.kind))].flatMap(group => [made('h2', {}, told.kinds[group]),
    made('ul', {class: 'hits'}, ...entries.filter((_, i) => shown[i].kind === group).map(e => hit(e, words)))]);
  results.replaceChildren(...filters(all, kind), ...groups, ...turns(page, pages, kind));
  status.textContent = count(all, kept, kind);
  const hundred = !all.length && words.length === 1 && await near(words[0]);
  if (hundred) {
    const [before, after] = told.search_near.split('{}');
    status.replaceChildren(before, made('a', {href: `./vuln/${hundred}.html`}, `${hundred}00 – ${hundred}99`), after);
  }
  document.querySelector('[aria-labelledby=hints]').hidden = all.length > 0;
}

document.addEventListener('keydown', event => {
  if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || event.target.closest('input')) return;
  event.preventDefault();
  field.select();
});

field.value = query;
if (normalised(query)) show().catch(() => { status.textContent = told.search_failed; });
else field.focus();

})();
