// Drives the real user interface and takes pictures of it.
//
//   import { openUi } from './shot.mjs';
//   const ui = await openUi({ folder, out: 'media/screenshots' });
//   await ui.openFile('migrations/0007_drop_email.sql');
//   await ui.run('Release Readiness: Review');
//   await ui.shot('review');
//   await ui.close();
//
// or by hand: node scripts/shot.mjs <folder> <folder for pictures> [palette command …]
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { root } from './installOnce.mjs';
import { openWorkbench } from './vscodeServer.mjs';

const PATIENCE = 60_000; // a cold workbench without a graphics card, on a machine that may be busy

/** With `vsix` the packed extension is installed, which leaves no "Extension Development Host" in the title; else the tree is used. */
export async function openUi({ folder, out, vsix, ...options }) {
  const vscode = await openWorkbench({
    folder: path.resolve(folder),
    vsix,
    payload: vsix ? {} : { extensionDevelopmentPath: root },
    ...options,
  });
  const { page } = vscode;
  page.setDefaultTimeout(PATIENCE);
  fs.mkdirSync(out, { recursive: true });

  const quickInput = page.locator('.quick-input-widget');
  const picks = quickInput.locator('.monaco-list-row');
  /** Opens the palette anew until it offers the row: its list does not grow when an extension reports its commands late. */
  const choose = async (input, text) => {
    const row = picks.filter({ hasText: text }).first();
    let offered = [];
    for (const end = Date.now() + PATIENCE; Date.now() < end; ) {
      await page.keyboard.press('F1');
      await quickInput.locator('input').fill(input);
      const isThere = await row.waitFor({ timeout: 5000 }).then(
        () => true,
        () => false,
      );
      if (isThere) return row.click();
      offered = await picks.allInnerTexts();
      await page.keyboard.press('Escape');
    }
    throw new Error(`"${text}" is not offered, only: ${offered.join(' | ')}`);
  };
  const ui = {
    page,
    readLog: vscode.readLog,
    close: vscode.close,

    /** Runs a command by its title in the palette. */
    run: (title) => choose(`>${title}`, title),

    /** Opens a file of the folder, by its path or a part that names it alone. */
    async openFile(file) {
      const name = path.posix.basename(file);
      await choose(file, name); // without the ">" the palette goes to files
      await page.locator('.tab.active', { hasText: name }).waitFor();
      await page.locator('.editor-group-container.active .view-lines').first().waitFor();
    },

    /** Waits until the text is to be seen, and returns where. */
    async wait(text) {
      const place = page.getByText(text).filter({ visible: true }).first();
      await place.waitFor();
      return place;
    },

    /** The document inside the webview that is open. */
    webview: () => page.frameLocator('iframe.webview.ready').frameLocator('#active-frame'),

    /** Writes <out>/<name>.png, of the whole window or of one part of it. */
    async shot(name, part = page) {
      await page.evaluate(() => document.fonts.ready.then(() => undefined));
      await settled(page);
      const file = path.join(out, `${name}.png`);
      await part.screenshot({ path: file, animations: 'disabled', caret: 'hide' });
      return file;
    },
  };

  try {
    await page.locator('.monaco-workbench').waitFor();
    await page.locator('.explorer-folders-view .monaco-list-row').first().waitFor();
    return ui;
  } catch (error) {
    await page.screenshot({ path: path.join(out, 'error.png') }).catch(() => {});
    await vscode.close();
    throw error;
  }
}

/** Until nothing in the window has changed for a while: lists and editors of the workbench fill up in several steps. */
const settled = (page) =>
  page.evaluate(
    () =>
      new Promise((resolve) => {
        const end = setTimeout(done, 5000);
        let quiet = setTimeout(done, 400);
        const observer = new MutationObserver(() => {
          clearTimeout(quiet);
          quiet = setTimeout(done, 400);
        });
        observer.observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true });
        function done() {
          observer.disconnect();
          clearTimeout(end);
          clearTimeout(quiet);
          resolve();
        }
      }),
  );

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [folder, out, ...commands] = process.argv.slice(2);
  if (!folder || !out) {
    console.error('usage: node scripts/shot.mjs <folder> <folder for pictures> [palette command …]');
    process.exit(2);
  }
  const ui = await openUi({ folder, out });
  try {
    console.log(await ui.shot('0-open'));
    for (const [index, command] of commands.entries()) {
      await ui.run(command);
      console.log(await ui.shot(`${index + 1}-${command.replace(/\W+/g, '-').toLowerCase()}`));
    }
  } finally {
    await ui.close();
  }
}
