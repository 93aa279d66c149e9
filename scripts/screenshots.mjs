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
try {
  await ui.openFile('20260316093000_drop_customer_phone.sql');
  await ui.run('Release Readiness: Review Release');
  await ui.wait('Not ready');
  await ui.page.locator('.squiggly-warning').first().waitFor();
  await ui.run('Problems: Focus on Problems View');
  await ui.page.locator('.markers-panel .monaco-list-row').first().waitFor();
  await ui.shot('problems');
  await ui.run('View: Close Panel').catch(() => ui.run('View: Hide Panel'));
  await ui.run('Source Control: Focus on Release Readiness View');
  await ui.shot('readiness');
  await ui.run('Release Readiness: Generate Release Plan');
  await ui.page.locator('iframe.webview.ready').first().waitFor();
  await ui.page.waitForTimeout(3000);
  await ui.run('View: Close Primary Side Bar').catch(() => undefined);
  await ui.page.waitForTimeout(1000);
  await ui.shot('plan');
} catch (error) {
  await ui.shot('error');
  throw error;
} finally {
  await ui.close();
  workspace.remove();
}
