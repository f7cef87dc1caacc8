/** What runs in the browser: it puts changes where they belong, keeps the order that was asked for, draws the charts, and says when nothing comes. */
export const PAGE_JS = `'use strict';
const byId = (id) => document.getElementById(id);
const rows = byId('rows');
const heads = [...document.querySelectorAll('th')];

// The order of the rows. What is not known stands last, whichever way they are sorted.
let column = heads.findIndex((head) => head.hasAttribute('aria-sort'));
let down = true;
const collator = new Intl.Collator('en', { numeric: true });
const valueOf = (row) => {
  const cell = row.cells[column];
  if (heads[column].classList.contains('n')) return cell.dataset.v === undefined ? null : Number(cell.dataset.v);
  return cell.textContent === '\\u2013' ? null : cell.textContent;
};
const compare = (a, b) => {
  if (a.value === null || b.value === null) return (a.value === null) - (b.value === null) || a.id - b.id;
  const order = typeof a.value === 'number' ? a.value - b.value : collator.compare(a.value, b.value);
  return (down ? -order : order) || a.id - b.id;
};
const sort = () => {
  const keyed = [...rows.rows].map((row) => ({ row, value: valueOf(row), id: Number(row.id.slice(1)) }));
  keyed.sort(compare);
  let before = null;
  for (const { row } of keyed) {
    const stands = before === null ? rows.firstElementChild : before.nextElementSibling;
    if (stands !== row) rows.insertBefore(row, stands);
    before = row;
  }
};
document.querySelector('thead').addEventListener('click', ({ target }) => {
  const chosen = heads.indexOf(target.closest('th'));
  if (chosen === -1) return;
  down = chosen === column ? !down : heads[chosen].dataset.down !== undefined;
  column = chosen;
  for (const head of heads) head.removeAttribute('aria-sort');
  heads[column].setAttribute('aria-sort', down ? 'descending' : 'ascending');
  sort();
});

// Charts: a share of the height for each point; what is not known is a gap.
const KEPT_MS = 600000;
const LEAST_MS = 60000;
let past = [];
const lineOf = (points, at, x) => {
  let path = '';
  let run = [];
  const end = () => {
    if (run.length > 0) path += 'M' + run.join('L') + (at === 1 ? 'L' + run[run.length - 1].split(' ')[0] + ' 100L' + run[0].split(' ')[0] + ' 100Z' : '');
    run = [];
  };
  for (const point of points)
    if (point[at] === null) end();
    else run.push(x(point[0]) + ' ' + (100 - point[at] * 100).toFixed(1));
  end();
  return path;
};
const ago = (ms) => {
  const seconds = Math.round(ms / 1000);
  const rest = seconds % 60;
  return seconds < 60 ? '-' + seconds + ' s' : '-' + Math.floor(seconds / 60) + ' min' + (rest === 0 ? '' : ' ' + rest + ' s');
};
const SVG = 'http://www.w3.org/2000/svg';
const draw = (section, points, now) => {
  const chart = section.querySelector('.chart');
  const span = Math.min(KEPT_MS, Math.max(LEAST_MS, points.length === 0 ? 0 : now - points[0][0]));
  const x = (ms) => (1000 - ((now - ms) / span) * 1000).toFixed(1);
  for (const [at, look] of [[1, 'area'], [2, 'line']]) {
    let path = chart.querySelector('.' + look);
    if (path === null) {
      path = document.createElementNS(SVG, 'path');
      path.setAttribute('class', look);
      chart.append(path);
    }
    path.setAttribute('d', lineOf(points, at, x));
  }
  section.querySelector('.from').textContent = ago(span);
};

// What the server says.
const state = byId('state');
const clock = byId('clock');
const time = (ms) => new Date(ms).toLocaleTimeString([], { hour12: false });
let timer = 0;
const quiet = (words) => {
  if (state.textContent === '') state.textContent = words + ' since ' + time(Date.now());
  document.body.classList.add('stale');
};
const take = ({ version, at, wall, tab, slots, points, cells = [], added = '', gone = [] }) => {
  if (version !== undefined && version !== document.body.dataset.version) return location.reload();
  for (const [id, text] of slots) byId(id).innerHTML = text;
  for (const [id, column, text, value, hint] of cells) {
    const row = byId('r' + id);
    if (column === -1) row.className = text;
    else {
      const cell = row.cells[column];
      cell.innerHTML = text;
      if (hint !== undefined) cell.title = hint;
      else if (value === null) delete cell.dataset.v;
      else if (value !== undefined) cell.dataset.v = value;
    }
  }
  for (const id of gone) byId('r' + id).remove();
  if (added !== '') rows.insertAdjacentHTML('beforeend', added);
  past = version === undefined ? past.map((old, i) => [...old, ...points[i]].filter(([ms]) => at - ms < KEPT_MS)) : points;
  const sections = document.querySelectorAll('.device');
  sections.forEach((section, i) => draw(section, past[i] ?? [], at));
  sort();
  for (const since of document.querySelectorAll('[data-at]')) since.textContent = Math.max(0, Math.round((wall - since.dataset.at) / 1000)) + ' s ago';
  document.title = tab + ' \\u00b7 gpu-top';
  clock.textContent = time(wall);
  state.textContent = '';
  document.body.classList.remove('stale');
  clearTimeout(timer);
  timer = setTimeout(() => quiet('no new figures'), 10000);
};
const connect = () => {
  const events = new EventSource('/live');
  events.addEventListener('message', ({ data }) => take(JSON.parse(data)));
  events.addEventListener('error', () => {
    clearTimeout(timer);
    quiet('disconnected');
    // After an answer that is no stream a browser does not try again by itself.
    if (events.readyState !== EventSource.CLOSED) return;
    events.close();
    setTimeout(connect, 3000);
  });
};
connect();
`;
