/* Exact search in the shards beside this script, without a server, from file: too: nothing but those scripts is asked for.
   cncert_kg/site/search makes them; what is normalised and which grams there are must be as in its grams.py.
   What is found is shown by search-page.js. */
'use strict';
(() => {

const HERE = document.currentScript.src;
const HIDDEN = /[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/g;
const BLANK = /[\x00-\x20\x7f-\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/g;
const N = '[!-~]', W = '[^\\x00-\\x7f]', ANY = '[^ ]';
const WHOLE = '(?:cve|cnvd(?:-c)?|cnta)-[0-9]{1,4}(?:-[0-9]{0,2})?' +
  `|${W}${W}|${W}${N}${ANY}|${N}${N}${W}|${N}${W}${ANY}|${N}${N}${N}${ANY}`;
const GRAM = new RegExp(`(?=(${WHOLE}|${ANY}{1,3}))`, 'gu'), IS_WHOLE = new RegExp(`^(?:${WHOLE})$`, 'u');
const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const TITLES = 256;     // where the texts of an entry begin: what is before is in a title
const ENTRY = 2 ** 24;  // a place is one number: that of its entry times this, and the offset in the entry
const PAGE = 25;        // results on a page, and entries that are sooner read than looked up further
const AT_ONCE = 4;      // lists that are asked for before it is seen how many entries are left

/* ---- Shards: each calls cncertKgSearch with its name and what it holds. */
const arrived = new Map(), asked = new Map();

function load(name) {
  if (!asked.has(name)) asked.set(name, new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = new URL(`${name}.js`, HERE);
    script.onload = () => (arrived.has(name) ? resolve(arrived.get(name)) : reject(new Error(name)));
    script.onerror = () => reject(new Error(name));
    document.head.append(script);
  }));
  return asked.get(name);
}

const shards = (name, from, to) => Promise.all(Array.from({length: to - from}, (_, i) => load(name + (from + i))));

/* What begins each run of a kind (a pair), each shard of entries (a number) and of grams (a text), all sorted. */
async function root() {
  const items = (await shards('root', 0, (await load('head')).roots)).flat();
  return {
    kinds: items.filter(Array.isArray),
    // A shard that begins inside an entry has half a number more.
    entries: items.filter(Number.isInteger).map(n => (n < 0 ? -n - 0.5 : n)),
    grams: items.filter(item => item.at && !Array.isArray(item)),
  };
}
let rooted;
const where = () => (rooted ??= root());

/* How many of a sorted list are below a value. */
function below(sorted, value) {
  let low = 0, high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < value) low = middle + 1; else high = middle;
  }
  return low;
}

async function entry(number) {
  const {entries} = await where(), fields = [], from = below(entries, number + 0.25) - 1;
  (await shards('entries', from, below(entries, number + 1))).forEach((items, i) => {
    let at = Math.ceil(entries[from + i]) - 1;
    for (const [first, ...more] of items) {
      if (first !== 0) at += 1;
      if (at === number) fields.push(...(first === 0 ? more : [first, ...more]));
    }
  });
  const [path, anchor, zh, en, ...texts] = fields;
  return {number, path, anchor, titles: [zh, en || zh], texts};
}

/* ---- Words */
const letters = text => text.normalize('NFKC').toLowerCase().replace(/ς/g, 'σ').replace(HIDDEN, '');
const normalised = text => letters(text).replace(BLANK, ' ').replace(/^ | $/g, '');
const holds = (texts, word) => texts.some(text => normalised(text).includes(word));

/* The grams that cover a word. What its end cuts short begins many: a whole one that ends there is rarer. */
function cover(word) {
  const grams = [...word.matchAll(GRAM)].map(([, text], at) =>
    ({text, at, end: at + [...text].length, isWhole: IS_WHOLE.test(text)}));
  const chosen = [];
  for (let at = 0; at < grams.length; at = chosen.at(-1).end) {
    const last = grams.slice(Math.max(0, at - 12), at).findLast(g => g.isWhole && g.end === grams.length);
    chosen.push(grams[at].isWhole ? grams[at] : last ?? grams[at]);
  }
  return chosen;
}

/* The shards with the grams that begin with a text: the first, and the one after the last. */
function span(grams, text) {
  const at = below(grams, text), from = grams[at] === text ? at : Math.max(0, at - 1);
  let to = Math.min(from + 1, grams.length);
  while (grams[to]?.startsWith(text)) to += 1;
  return {from, to};
}

/* Read a list: for each place how many entries further it is, and its offset, or its distance in the same entry. */
const VALUES = new Map([...DIGITS].map((digit, value) => [digit.charCodeAt(0), value]));
function decode(code, places) {
  let at = 0, number = -1, offset = 0;
  const next = () => {
    for (let sum = 0, unit = 1; ; unit *= 32) {
      const value = VALUES.get(code.charCodeAt(at++));
      sum += (value % 32) * unit;
      if (value < 32) return sum;
    }
  };
  while (at < code.length) {
    const gap = next(), step = next();
    number += gap;
    offset = gap ? step : offset + step;
    places.push(number * ENTRY + offset);
  }
}

/* Where a word begins if its gram is where it is, sorted. */
async function beginnings({text, at, from, to}) {
  const places = [];
  for (const items of await shards('terms', from, to)) {
    items.forEach((gram, i) => { if (i % 2 === 0 && gram.startsWith(text)) decode(items[i + 1], places); });
  }
  return Float64Array.from(places.filter(place => place % ENTRY >= at), place => place - at).sort();
}

function common(one, other) {
  let i = 0;
  return one.filter(place => {
    while (other[i] < place) i += 1;
    return other[i] === place;
  });
}

/* For each entry of some places whether one of them is in a title. */
function byEntry(places) {
  const found = new Map();
  for (const place of places) {
    const number = Math.floor(place / ENTRY);
    found.set(number, found.get(number) || place % ENTRY < TITLES);
  }
  return found;
}

/* Of some entries those that hold all words, again with whether the titles do. */
async function read(numbers, words) {
  const all = await Promise.all(numbers.map(entry));
  return new Map(all.filter(e => words.every(word => holds([...e.titles, ...e.texts], word)))
    .map(e => [e.number, words.every(word => holds(e.titles, word))]));
}

async function withWord(word) {
  const {grams} = await where();
  const wanted = cover(word).map(gram => ({...gram, ...span(grams, gram.text)}));
  wanted.sort((a, b) => (a.to - a.from) - (b.to - b.from));
  for (let i = 0, places = []; ; i += AT_ONCE) {
    const more = await Promise.all(wanted.slice(i, i + AT_ONCE).map(beginnings));
    places = (i ? [places, ...more] : more).reduce(common);
    const found = byEntry(places);
    // Once all its grams are there, each in its place, the word is.
    if (!found.size || i + AT_ONCE >= wanted.length) return found;
    if (found.size <= PAGE) return read([...found.keys()], [word]);
  }
}

/* Whether a text has a number such as CVE-2022-1234 that was asked for, and not only a longer one. */
const isNumbered = (text, words) =>
  normalised(text).split(/[^0-9a-z-]+/).some(token => /-[0-9]{4,}$/.test(token) && words.includes(token));

/* Find entries: their numbers by kind, of each kind the best first. */
async function find(query) {
  const words = [...new Set(normalised(query).split(' '))].filter(Boolean).sort((a, b) => b.length - a.length);
  const {kinds} = await where(), starts = kinds.map(([start]) => start);
  const order = [...new Set(kinds.map(([, kind]) => kind))];
  let found = new Map();
  for (let i = 0; i < words.length && (!i || found.size); i += 1) {
    const isFew = i && found.size <= PAGE;
    const more = isFew ? await read([...found.keys()], words) : await withWord(words[i]);
    found = i ? new Map([...found].filter(([n]) => more.has(n)).map(([n, t]) => [n, t && more.get(n)])) : more;
    if (isFew) break;
  }
  const results = [...found].map(([number, isTitled]) =>
    ({number, kind: kinds[below(starts, number + 1) - 1][1], rank: isTitled ? 1 : 2}));
  if (results.length <= PAGE) await Promise.all(results.map(async result => {
    if ((await entry(result.number)).titles.some(title => isNumbered(title, words))) result.rank = 0;
  }));
  const place = ({kind, rank, number}) => (order.indexOf(kind) * 3 + rank) * ENTRY + number;
  return {words, results: results.sort((a, b) => place(a) - place(b))};
}

const register = (name, data) => { arrived.set(name, data); };
window.cncertKgSearch = Object.assign(register, {find, entry, below, holds, letters, normalised, PAGE});

})();
