// Takes the pictures of the README from the real editor, on the example project.
//
//   node scripts/screenshots.mjs [--vsix <file>] [--out <folder>]
import path from 'node:path';
import { parseArgs } from 'node:util';
import { prepareWorkspace } from './fixtureWorkspace.mjs';
import { root } from './installOnce.mjs';
import { openUi } from './shot.mjs';

const { values } = parseArgs({
  options: { vsix: { type: 'string' }, out: { type: 'string', default: path.join(root, 'media', 'screenshots') } },
});
const workspace = prepareWorkspace();
const ui = await openUi({
  folder: workspace.folder,
  out: values.out,
  ...(values.vsix ? { vsix: values.vsix } : {}),
  settings: {
    'workbench.colorTheme': 'Default Light Modern',
    'editor.minimap.enabled': false,
    'workbench.layoutControl.enabled': false,
    'scm.alwaysShowProviders': false,
  },
});
/** A pointer that rests on something shows a tooltip over the picture. */
const aside = () => ui.page.mouse.move(1100, 420);
try {
  await ui.openFile('20260316093000_drop_customer_phone.sql');
  await ui.run('Release Readiness: Review Release');
  await ui.wait('Not ready');
  await ui.page.locator('.squiggly-warning').first().waitFor();
  await ui.run('Problems: Focus on Problems View');
  await ui.page.locator('.markers-panel .monaco-list-row').first().waitFor();
  // All the width for the messages, and half of the height.
  await ui.run('View: Close Primary Side Bar').catch(() => undefined);
  const panel = await ui.page.locator('.part.panel').boundingBox();
  if (panel) {
    await ui.page.mouse.move(panel.x + 300, panel.y);
    await ui.page.mouse.down();
    await ui.page.mouse.move(panel.x + 300, panel.y - 270, { steps: 8 });
    await ui.page.mouse.up();
  }
  await aside();
  await ui.shot('problems');
  await ui.run('View: Close Panel').catch(() => ui.run('View: Hide Panel'));
  await ui.run('Source Control: Focus on Release Readiness View');
  for (const pane of ['Changes', 'Graph']) {
    const header = ui.page.locator(`.pane-header.expanded[aria-label^="${pane}"]`).first();
    if (await header.isVisible()) await header.click({ position: { x: 60, y: 10 } });
  }
  // Wide enough to read a finding.
  const bar = await ui.page.locator('.sidebar').boundingBox();
  if (bar) {
    const edge = bar.x + bar.width;
    await ui.page.mouse.move(edge, bar.y + 300);
    await ui.page.mouse.down();
    await ui.page.mouse.move(edge + 380, bar.y + 300, { steps: 8 });
    await ui.page.mouse.up();
  }
  // One finding with its evidence, and what has to be done before the deploy.
  for (const label of ['customers.phone is dropped', 'Before the deploy']) {
    const row = ui.page.locator('.pane-body .monaco-list-row', { hasText: label }).first();
    if (await row.isVisible()) await row.locator('.monaco-tl-twistie').click();
  }
  await aside();
  await ui.shot('readiness');
  await ui.run('Release Readiness: Generate Release Plan');
  await ui.page.locator('iframe.webview.ready').first().waitFor();
  await ui.page.waitForTimeout(3000);
  await ui.run('View: Close Primary Side Bar').catch(() => undefined);
  await ui.page.waitForTimeout(1000);
  await aside();
  await ui.shot('plan');
} catch (error) {
  await ui.shot('error');
  throw error;
} finally {
  await ui.close();
  workspace.remove();
}
