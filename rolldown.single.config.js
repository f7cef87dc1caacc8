/**
 * `dist/gpu-top.cjs`: program, packages and helpers in one file, for a machine or a container without npm. What is read from other files
 * at work (package.json, the terminal's description) is written into it.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { defineConfig } from 'rolldown';

const terminfo = readFileSync(createRequire(import.meta.url).resolve('blessed/usr/xterm-256color')).toString('base64');
const manifest = JSON.stringify(JSON.stringify(JSON.parse(readFileSync('package.json', 'utf8'))));

/** By end of a module's path: what is replaced in it, and by what. */
const REPLACED = {
  'dist/shell/version.js': [["readFileSync(new URL('../../package.json', import.meta.url), 'utf8')", manifest]],
  // rolldown follows `require`, and not one that is made.
  'dist/tui/terminal/blessed.js': [['const require = createRequire(import.meta.url);', '']],
  // blessed-contrib is optional, and left out of one file.
  'dist/tui/app.js': [["await import('./charts/line-chart.js')", '{ createLineChart: () => ownLineChart }']],
  'blessed/lib/tput.js': [['fs.readFileSync(file)', `Buffer.from(${JSON.stringify(terminfo)}, 'base64')`]],
};

/** The licences of all packages that may be in it, as they ask. */
function licences() {
  const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8'));
  const shipped = Object.entries(packages).filter(([path, { dev, optional }]) => path !== '' && !dev && !optional);
  const texts = shipped.map(([path, { version }]) => {
    const name = readdirSync(path).find((each) => /^licen[cs]e/i.test(each));
    const text = name === undefined ? 'see its package.json' : readFileSync(`${path}/${name}`, 'utf8');
    return `${path.replace(/.*node_modules\//, '')} ${version}\n\n${text.trim()}`;
  });
  return `/*\n${texts.join('\n\n----\n\n').replaceAll('*/', '* /')}\n*/`;
}

/** blessed writes numbers and characters in octal as ECMAScript 3 did, which rolldown does not read. */
function withoutOctals(code) {
  return code
    .replace(/(?<![\w.$'"\\])0([0-7]+)\b(?!['"])/g, '0o$1')
    .replace(
      /(?<!\\)((?:\\\\)*)\\([0-3][0-7]{2})/g,
      (_, before, octal) => `${before}\\x${parseInt(octal, 8).toString(16).padStart(2, '0')}`,
    );
}

export default defineConfig({
  input: 'dist/cli/single.js',
  platform: 'node',
  // Of a widget of blessed that is not used.
  external: ['term.js', 'pty.js'],
  plugins: [
    {
      name: 'written-in',
      transform(code, id) {
        const [, pairs = []] = Object.entries(REPLACED).find(([end]) => id.endsWith(end)) ?? [];
        const old = id.includes('/blessed/lib/') ? withoutOctals(code) : code;
        return pairs.reduce((text, [from, to]) => {
          if (!text.includes(from)) throw new Error(`${id} has no ${from}`);
          return text.replaceAll(from, () => to);
        }, old);
      },
    },
  ],
  output: {
    file: 'dist/gpu-top.cjs',
    format: 'cjs',
    codeSplitting: false,
    footer: licences(),
    banner: '#!/usr/bin/env node',
  },
});
