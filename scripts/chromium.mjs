// Finds a Chromium for the tests that open a workbench: one that the caller names, one of the system, the one that npm brings,
// and at last the one of Debian. None is trusted for its path alone: Ubuntu ships a `chromium-browser` that only says to
// install a snap, and a browser without its libraries exists and does not start. So each is started once.
import { execFile, execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { chromium } from 'playwright-core';
import { installOnce } from './installOnce.mjs';

const run = promisify(execFile);

const BASIC_ARGS = [
  '--no-sandbox', // a container's root has no sandbox
  '--disable-gpu',
  '--disable-quic',
  '--disable-dev-shm-usage',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const SYSTEM_PATHS = {
  linux: [
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
    '/usr/bin/google-chrome-stable',
    '/usr/bin/microsoft-edge',
    '/snap/bin/chromium',
  ],
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  ],
  win32: ['ProgramFiles', 'ProgramFiles(x86)', 'LOCALAPPDATA'].flatMap((variable) =>
    process.env[variable]
      ? ['Google\\Chrome\\Application\\chrome.exe', 'Microsoft\\Edge\\Application\\msedge.exe'].map((file) =>
          path.join(process.env[variable], file),
        )
      : [],
  ),
};

let found;

/** → { executablePath, args, env, source }: what `chromium.launch` of Playwright takes, and where it comes from. */
export function findChromium() {
  found ??= search();
  return found;
}

async function search() {
  const refused = [];
  for (const [source, candidates] of [
    ['$CHROMIUM', named],
    ['system', ofTheSystem],
    ['@sparticuz/chromium', ofNpm],
    ['apt-get', ofDebian],
  ]) {
    try {
      for (const candidate of await candidates()) {
        const browser = { args: BASIC_ARGS, env: { ...process.env }, ...candidate, source };
        const reason = await whyNot(browser);
        if (!reason) return browser;
        refused.push(`${browser.executablePath}: ${reason}`);
        if (source === '$CHROMIUM') console.error(`CHROMIUM=${browser.executablePath} does not start: ${reason}`);
      }
    } catch (error) {
      refused.push(`${source}: ${firstLine(error)}`);
    }
  }
  throw new Error(
    [
      'No Chromium that starts was found. Install Chrome or Chromium (Debian: apt-get install chromium), or set CHROMIUM=/path/to/it.',
      ...refused.map((line) => `  tried ${line}`),
    ].join('\n'),
  );
}

async function whyNot({ executablePath, args, env }) {
  if (!fs.existsSync(executablePath)) return 'no such file';
  try {
    const browser = await chromium.launch({ executablePath, args, env, timeout: 30_000 });
    await (await browser.newPage()).close();
    await browser.close();
    return undefined;
  } catch (error) {
    return /error while loading shared libraries.*/.exec(error.message)?.[0] ?? firstLine(error);
  }
}

const named = () => (process.env.CHROMIUM ? [{ executablePath: process.env.CHROMIUM }] : []);

const ofTheSystem = () =>
  (SYSTEM_PATHS[process.platform] ?? [])
    .filter((file) => fs.existsSync(file))
    .map((executablePath) => ({ executablePath }));

/** The package is a browser for AWS Lambda: told that it runs there, it also unpacks the libraries that a bare machine lacks. */
async function ofNpm() {
  if (process.platform !== 'linux' || process.arch !== 'x64') throw new Error('is for Linux on x64 only');
  const entry = import.meta.resolve('@sparticuz/chromium');
  const packageFile = path.join(fileURLToPath(entry), '../../../package.json');
  const { version } = JSON.parse(fs.readFileSync(packageFile, 'utf8'));
  const dir = await installOnce(`chromium-${version}`, async (target) => {
    // In a process of its own: on import the package changes LD_LIBRARY_PATH of the process, for every child it will have.
    const script = `import(${JSON.stringify(entry)}).then((chromium) => chromium.default.executablePath())`;
    await run(process.execPath, ['--input-type=module', '-e', script], {
      env: { ...process.env, AWS_LAMBDA_JS_RUNTIME: 'nodejs20.x', TMPDIR: target },
    });
  });
  const fonts = path.join(dir, 'fonts');
  // The configuration in the package knows only the folders of Lambda. Fonts of the system come first where there are some.
  const monospace = ['DejaVu Sans Mono', 'Liberation Mono', 'Noto Sans Mono'].map((name) => `<family>${name}</family>`);
  fs.writeFileSync(
    path.join(fonts, 'fonts.conf'),
    `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>/usr/share/fonts</dir>
  <dir>${fonts}</dir>
  <cachedir>${path.join(fonts, 'cache')}</cachedir>
  <alias><family>system-ui</family><prefer><family>Open Sans</family></prefer></alias>
  <alias><family>monospace</family><prefer>${monospace.join('')}</prefer></alias>
</fontconfig>
`,
  );
  const libraries = [path.join(dir, 'al2023', 'lib'), process.env.LD_LIBRARY_PATH].filter(Boolean).join(':');
  return [
    {
      executablePath: path.join(dir, 'chromium'),
      args: [...BASIC_ARGS, '--font-render-hinting=none'],
      env: { ...process.env, LD_LIBRARY_PATH: libraries, FONTCONFIG_PATH: fonts },
    },
  ];
}

function ofDebian() {
  if (!fs.existsSync('/etc/debian_version')) throw new Error('not a Debian system');
  if (process.getuid?.() !== 0) throw new Error('needs root');
  console.error('Installing chromium with apt-get ...');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const apt = (...args) => execFileSync('apt-get', ['-q', ...args], { env, stdio: ['ignore', 2, 2] });
  apt('update');
  apt('install', '-y', '--no-install-recommends', 'chromium');
  return [{ executablePath: '/usr/bin/chromium' }];
}

const firstLine = (error) => String(error?.message ?? error).split('\n')[0];

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { executablePath, args, source } = await findChromium();
  console.log(`${executablePath} (${source})\n${args.join(' ')}`);
}
