'use strict';
(() => {
  const root = document.documentElement;
  root.classList.add('js');
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const svg = (tag, attributes) => {
    const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    return element;
  };

  // Theme: the reader's system decides, until the button does.
  const themeButton = document.getElementById('theme');
  const systemDark = matchMedia('(prefers-color-scheme: dark)');
  const isDark = () => (root.dataset.theme ? root.dataset.theme === 'dark' : systemDark.matches);
  const showTheme = () => themeButton.setAttribute('aria-pressed', String(isDark()));
  const remembered = {
    get theme() { try { return localStorage.getItem('lastack-theme'); } catch { return null; } },
    set theme(name) { try { localStorage.setItem('lastack-theme', name); } catch { /* a page of a file may not */ } },
  };
  if (['light', 'dark'].includes(remembered.theme)) root.dataset.theme = remembered.theme;
  themeButton.addEventListener('click', () => {
    root.dataset.theme = isDark() ? 'light' : 'dark';
    remembered.theme = root.dataset.theme;
    showTheme();
  });
  systemDark.addEventListener('change', showTheme);
  showTheme();

  // Filter: by problem and by any text of a site, its stacks and remotes.
  const filter = document.getElementById('filter');
  const problem = document.getElementById('problem');
  const status = document.getElementById('filtered');
  const sites = all('article.site').map(article => ({
    article,
    row: document.querySelector(`tr[data-site="${CSS.escape(article.id)}"]`),
    problem: article.dataset.problem,
    text: article.textContent.toLowerCase(),
  }));
  const remotes = all('#remote-table tbody tr').map(row => ({
    row,
    problems: all('a[data-problem]', row).map(link => link.dataset.problem),
    text: row.textContent.toLowerCase(),
  }));
  const SHORT = 10;
  let showAll = sites.length <= SHORT + 2;
  for (const name of new Set(sites.map(site => site.problem))) {
    const count = sites.filter(site => site.problem === name).length;
    problem.add(new Option(`${name} (${count})`, name));
  }
  function applyFilter() {
    const words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
    const fits = text => words.every(word => text.includes(word));
    const active = words.length > 0 || problem.value !== '';
    let shownSites = 0;
    for (const site of sites) {
      const shown = fits(site.text) && (!problem.value || site.problem === problem.value);
      shownSites += shown;
      site.article.hidden = !shown;
      site.row.hidden = !shown;
      // The long list is for paper, which has no button.
      site.row.classList.toggle('beyond', !showAll && shownSites > SHORT);
    }
    let shownRemotes = 0;
    for (const remote of remotes) {
      const shown = fits(remote.text) && (!problem.value || remote.problems.includes(problem.value));
      shownRemotes += shown;
      remote.row.hidden = !shown;
    }
    more.textContent = `Show all ${shownSites} sites`;
    more.hidden = showAll || shownSites <= SHORT;
    status.textContent = active
      ? `${shownSites} of ${sites.length} sites and ${shownRemotes} of ${remotes.length} remotes shown`
      : '';
  }
  const more = document.createElement('button');
  more.type = 'button';
  more.className = 'show-all';
  more.addEventListener('click', () => {
    showAll = true;
    applyFilter();
  });
  document.getElementById('site-table')?.after(more);
  filter.addEventListener('input', applyFilter);
  problem.addEventListener('change', applyFilter);
  filter.addEventListener('keydown', event => {
    if (event.key === 'Escape') {
      filter.value = '';
      applyFilter();
    }
  });
  document.addEventListener('keydown', event => {
    if (event.key === '/' && !event.ctrlKey && !event.metaKey && !/^(INPUT|SELECT)$/.test(event.target.tagName)) {
      event.preventDefault();
      filter.focus();
    }
  });
  applyFilter();

  // A link to what the filter hides shows all again.
  function revealTarget() {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    if (target.closest('[hidden]')) {
      filter.value = '';
      problem.value = '';
      applyFilter();
    }
    for (let part = target; part; part = part.parentElement) if (part.tagName === 'DETAILS') part.open = true;
    target.scrollIntoView();
  }
  addEventListener('hashchange', revealTarget);
  revealTarget();

  // The diagram, where it is wider than the page, shows its first danger.
  const figure = document.querySelector('.drawing');
  const danger = figure?.querySelector('.state.danger');
  if (danger && figure.scrollWidth > figure.clientWidth) {
    const [at, frame] = [danger, figure].map(each => each.getBoundingClientRect());
    figure.scrollLeft += at.left + at.width / 2 - frame.left - frame.width / 2;
  }

  // Remotes: sorted by any column, numbers largest first.
  for (const head of all('#remote-table th[data-sort]')) {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = head.textContent;
    button.setAttribute('aria-label', `Sort by ${head.textContent}`);
    head.replaceChildren(button);
    button.addEventListener('click', () => sortBy(head));
  }
  function sortBy(head) {
    const column = head.cellIndex;
    const numeric = head.dataset.sort === 'number';
    const before = head.getAttribute('aria-sort');
    const ascending = before ? before === 'descending' : !numeric;
    all('#remote-table th').forEach(each => each.removeAttribute('aria-sort'));
    head.setAttribute('aria-sort', ascending ? 'ascending' : 'descending');
    const value = row => {
      const text = row.cells[column].textContent;
      return numeric ? Number(text.replaceAll(',', '')) : text;
    };
    const compare = numeric ? (a, b) => a - b : (a, b) => a.localeCompare(b, 'en', { numeric: true });
    const body = document.querySelector('#remote-table tbody');
    const rows = [...body.rows].map(row => [value(row), row]);
    rows.sort((a, b) => (ascending ? 1 : -1) * compare(a[0], b[0]));
    body.append(...rows.map(([, row]) => row));
  }

  // Stacks: zoom into a frame by click, Enter or Space; arrows walk the tree; Escape zooms out.
  for (const picture of all('.icicle')) icicle(picture);
  function icicle(picture) {
    const told = document.createElement('p');
    told.className = 'told';
    told.setAttribute('aria-live', 'off');
    picture.after(told);
    const frames = all('.frame', picture).map(element => {
      const value = name => element[name].baseVal.valueInSpecifiedUnits;
      return { element, left: value('x'), width: value('width'), row: value('y') };
    });
    const contains = (outer, inner) =>
      inner.left >= outer.left - 0.001 && inner.left + inner.width <= outer.left + outer.width + 0.001;
    let zoomed = null;
    const show = () => {
      const { left, width } = zoomed ?? { left: 0, width: 100 };
      for (const frame of frames) {
        const onPath = zoomed && frame.row < zoomed.row && contains(frame, zoomed);
        const inside = !zoomed || (frame.row >= zoomed.row && contains(zoomed, frame));
        frame.element.classList.toggle('path', Boolean(onPath));
        frame.element.style.display = onPath || inside ? '' : 'none';
        frame.element.setAttribute('x', onPath ? '0%' : `${(100 * (frame.left - left)) / width}%`);
        frame.element.setAttribute('width', onPath ? '100%' : `${(100 * frame.width) / width}%`);
      }
    };
    const zoom = frame => {
      zoomed = frame === zoomed || (frame && frame.width > 99.99) ? null : frame;
      show();
    };
    const visible = () => frames.filter(frame => frame.element.style.display !== 'none');
    const focus = frame => {
      if (!frame) return;
      frames.forEach(each => each.element.setAttribute('tabindex', each === frame ? '0' : '-1'));
      frame.element.focus();
    };
    const neighbour = (frame, key) => {
      const shown = visible();
      const row = shown.filter(each => each.row === frame.row).sort((a, b) => a.left - b.left);
      const rows = [...new Set(shown.map(each => each.row))].sort((a, b) => a - b);
      const other = { ArrowUp: -1, ArrowDown: 1 }[key];
      if (other) {
        const next = rows[rows.indexOf(frame.row) + other];
        const near = shown.filter(each => each.row === next);
        return near.find(each => contains(each, frame)) ?? near.find(each => contains(frame, each));
      }
      return row[row.indexOf(frame) + { ArrowLeft: -1, ArrowRight: 1 }[key]];
    };
    frames.forEach((frame, index) => {
      const { element } = frame;
      element.setAttribute('tabindex', index === 0 ? '0' : '-1');
      element.setAttribute('role', 'button');
      element.setAttribute('aria-label', element.dataset.told);
      element.addEventListener('click', () => zoom(frame));
      for (const name of ['mouseenter', 'focus']) element.addEventListener(name, () => { told.textContent = element.dataset.told; });
      element.addEventListener('keydown', event => {
        if (event.key === 'Enter' || event.key === ' ') zoom(frame);
        else if (event.key === 'Escape') zoom(null);
        else if (event.key.startsWith('Arrow')) focus(neighbour(frame, event.key));
        else return;
        event.preventDefault();
      });
    });
  }

  // States over time: the legend switches states off and on; the pointer reads the numbers.
  const data = JSON.parse(document.getElementById('data')?.textContent ?? '{}');
  const areas = document.getElementById('areas');
  if (areas && data.states) overTime();
  function overTime() {
    const off = new Set();
    const buckets = data.states[0].atEnd.length;
    const xs = data.states[0].atEnd.map((_, i) => (i === buckets - 1 ? 1 : Math.min(1, (data.bucket * (i + 1)) / data.length)));
    const y = (count, top) => data.bottom - ((data.bottom - data.top) * count) / top;
    function draw() {
      const shown = data.states.filter(({ state }) => !off.has(state));
      const sums = xs.map((_, i) => shown.reduce((sum, { atEnd }) => sum + atEnd[i], 0));
      const most = Math.max(1, ...sums);
      const power = 10 ** Math.floor(Math.log10(Math.max(1, most / 4)));
      const step = [1, 2, 5, 10].map(factor => factor * power).find(each => each * 4 >= most);
      const top = Math.ceil(most / step) * step;
      const base = xs.map(() => 0);
      for (const { state, atEnd } of data.states) {
        const path = areas.querySelector(`path[data-state="${state}"]`);
        const hidden = off.has(state);
        path.style.display = hidden ? 'none' : '';
        if (hidden) continue;
        const at = (i, level) => `${i < 0 ? 0 : (1000 * xs[i]).toFixed(1)} ${y(level, top).toFixed(1)}`;
        const steps = [-1, ...xs.keys()];
        const up = steps.map(i => at(i, base[Math.max(i, 0)] + atEnd[Math.max(i, 0)]));
        const down = steps.reverse().map(i => at(i, base[Math.max(i, 0)]));
        path.setAttribute('d', `M${up.join('L')}L${down.join('L')}Z`);
        atEnd.forEach((count, i) => { base[i] += count; });
      }
      const grid = areas.querySelector('.grid');
      const levels = areas.parentElement.querySelector('.levels');
      grid.replaceChildren();
      levels.replaceChildren();
      for (let count = 0; count <= top; count += step) {
        const at = y(count, top);
        grid.append(svg('line', { class: 'tick', x1: '0%', x2: '100%', y1: at, y2: at }));
        const text = svg('text', { class: 'axis', x: 44, y: at, dy: 4, 'text-anchor': 'end' });
        text.textContent = count.toLocaleString('en');
        levels.append(text);
      }
    }
    for (const key of all('.legend .key')) {
      const button = document.createElement('button');
      button.type = 'button';
      button.className = 'key';
      button.setAttribute('aria-pressed', 'true');
      button.append(...key.childNodes);
      button.addEventListener('click', () => {
        const { state } = key.dataset;
        off.has(state) ? off.delete(state) : off.add(state);
        button.setAttribute('aria-pressed', String(!off.has(state)));
        draw();
      });
      key.replaceWith(button);
    }
    const box = areas.parentElement;
    const readout = document.createElement('div');
    readout.className = 'readout';
    readout.hidden = true;
    box.append(readout);
    const cursor = svg('line', { class: 'cursor', y1: data.top, y2: data.bottom });
    areas.append(cursor);
    cursor.style.display = 'none';
    areas.addEventListener('pointermove', event => {
      const frame = areas.getBoundingClientRect();
      const part = Math.min(1, Math.max(0, (event.clientX - frame.left) / frame.width));
      const index = xs.findIndex(x => x >= part - 1e-9);
      const x = xs[index];
      cursor.setAttribute('x1', `${100 * x}%`);
      cursor.setAttribute('x2', `${100 * x}%`);
      const table = document.createElement('table');
      const add = (name, value) => {
        const row = table.insertRow();
        row.insertCell().textContent = name;
        row.insertCell().textContent = value;
      };
      add('after', `${((x * data.length) / 1000).toLocaleString('en', { maximumFractionDigits: 1 })} s`);
      for (const { state, atEnd } of [...data.states].reverse()) if (!off.has(state) && atEnd[index]) add(state, atEnd[index].toLocaleString('en'));
      readout.replaceChildren(table);
      readout.hidden = false;
      cursor.style.display = '';
      const right = x > 0.5;
      readout.style.left = right ? '' : `${66 + x * frame.width + 12}px`;
      readout.style.right = right ? `${14 + (1 - x) * frame.width + 12}px` : '';
    });
    areas.addEventListener('pointerleave', () => {
      readout.hidden = true;
      cursor.style.display = 'none';
    });
  }
})();
