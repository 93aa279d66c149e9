import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { acceptanceFor } from '../../src/vscode/codeActions';
import { planUri } from '../../src/vscode/planCommand';
import { api, codes, diagnostic, eventually, fileUri, findings, flat, read, repository, revert, type } from './support';

const dropMigration = 'db/migrations/20260316093000_drop_customer_phone.sql';
const indexMigration = 'db/migrations/20260316090000_index_orders.sql';

describe('review in the editor', function () {
  this.timeout(180_000);

  it('activates at once: nothing is read, no parser is loaded', async () => {
    const { activatedInMs } = await api();
    console.log(`      activated in ${activatedInMs.toFixed(1)} ms`);
    assert.ok(activatedInMs < 200, `${activatedInMs.toFixed(1)} ms`);
    const loaded = Object.keys(require.cache).filter((file) => /dist.parsers/.test(file));
    assert.deepEqual(loaded, [], 'the extension host loaded a parser');
  });

  it('compares the working tree with the default branch', async () => {
    const { state } = await repository();
    assert.equal(state.is, 'reviewed');
    if (state.is !== 'reviewed') return;
    assert.match(state.baseName ?? '', /^main \([0-9a-f]{7}\)$/);
    assert.equal(state.headName, 'release');
    assert.ok(findings(await repository()).some((f) => f.status === 'introduced' && f.severity === 'blocker'));
  });

  it('shows findings of files that nobody opened', async () => {
    await repository();
    assert.ok(!vscode.workspace.textDocuments.some((d) => d.uri.path.endsWith(dropMigration)), 'the file is open');
    assert.ok(codes(dropMigration).includes('migration/dropped-object-still-used'), codes(dropMigration).join(', '));
  });

  it('gives a diagnostic its source, its rule with a link, and its evidence', async () => {
    await repository();
    const found = diagnostic(dropMigration, 'migration/dropped-object-still-used');
    assert.equal(found.source, 'release-readiness');
    assert.equal(found.severity, vscode.DiagnosticSeverity.Warning, 'a release risk is not a compile error');
    assert.ok(found.message.length <= 100 && found.message.includes('customers.phone'), found.message);
    assert.ok(typeof found.code === 'object' && found.code.target.path === '/rule/migration/dropped-object-still-used');
    assert.ok(found.relatedInformation?.some((r) => r.location.uri.path.includes('/src/customers/')));
  });

  it('puts the place on the statement', async () => {
    await repository();
    const found = diagnostic(dropMigration, 'migration/dropped-object-still-used');
    const text = await read(dropMigration);
    const line = text.split('\n')[found.range.start.line] ?? '';
    assert.match(line, /DROP COLUMN phone/);
  });

  it('clears the finding on a closed migration when the last reader disappears elsewhere', async () => {
    const exports = await api();
    const repo = await repository();
    const readers = [
      ...new Set(
        findings(repo)
          .filter((f) => f.rule === 'migration/dropped-object-still-used')
          .flatMap((f) => f.evidence.map((e) => e.at.file)),
      ),
    ].filter((f) => f.endsWith('.ts'));
    assert.ok(readers.length > 0);
    const before = findings(repo).find((f) => f.rule === 'migration/dropped-object-still-used');
    assert.match(before?.what ?? '', /still used/);
    for (const path of readers) await type(path, (text) => text.replace(/\bphone\b/g, 'email'));
    await exports.settled();
    const after = findings(repo).find((f) => f.rule === 'migration/dropped-object-still-used');
    // The version that runs today still reads it: the finding says so instead.
    assert.ok(!after || /running version/.test(after.what), after?.what);
    for (const path of readers) await revert(path);
    await exports.settled();
    assert.match(
      findings(repo).find((f) => f.rule === 'migration/dropped-object-still-used')?.what ?? '',
      /still used/,
    );
  });

  it('reviews by itself after typing', async () => {
    await repository();
    await type(
      'src/customers/customers.ts',
      (text) => `${text}\nexport const extra = () => fetch('https://api.staging.shop.example/extra');\n`,
    );
    await eventually(
      () => codes('src/customers/customers.ts').some((c) => c.startsWith('config/') || c.startsWith('dependency/')),
      'a finding on the new line',
    );
    await revert('src/customers/customers.ts');
    await (await api()).settled();
  });

  it('offers quick fixes, evidence, the rule page and acceptance', async () => {
    await repository();
    const document = await vscode.workspace.openTextDocument(fileUri(indexMigration));
    await vscode.window.showTextDocument(document);
    const found = diagnostic(indexMigration, 'migration/index-not-concurrent');
    const actions = await eventually(async () => {
      const list = await vscode.commands.executeCommand<vscode.CodeAction[]>(
        'vscode.executeCodeActionProvider',
        document.uri,
        found.range,
      );
      return list.length > 0 && list;
    }, 'code actions');
    const titles = actions.map((a) => a.title);
    assert.ok(
      titles.some((t) => /CONCURRENTLY/i.test(t)),
      titles.join('; '),
    );
    assert.ok(titles.includes('Accept with reason…'), titles.join('; '));
    assert.ok(titles.includes('Explain migration/index-not-concurrent'), titles.join('; '));
  });

  it('applies a quick fix and forgets the finding', async () => {
    const exports = await api();
    await repository();
    const document = await vscode.workspace.openTextDocument(fileUri(indexMigration));
    await vscode.window.showTextDocument(document);
    const found = diagnostic(indexMigration, 'migration/index-not-concurrent');
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      document.uri,
      found.range,
    );
    const fix = actions.find((a) => /CONCURRENTLY/i.test(a.title) && a.edit);
    assert.ok(fix?.edit);
    assert.ok(await vscode.workspace.applyEdit(fix.edit));
    await exports.settled();
    assert.ok(!codes(indexMigration).includes('migration/index-not-concurrent'), document.getText());
    await revert(indexMigration);
    await exports.settled();
    assert.ok(codes(indexMigration).includes('migration/index-not-concurrent'));
  });

  it('accepts a finding with a reason, in the file itself', async () => {
    const exports = await api();
    const repo = await repository();
    const finding = findings(repo).find((f) => f.rule === 'migration/index-not-concurrent');
    assert.ok(finding && acceptanceFor(finding));
    await vscode.commands.executeCommand(
      'releaseReadiness.accept',
      { finding, root: repo.root.toString() },
      'the table has few rows and the deploy is at night',
    );
    await exports.settled();
    assert.ok(!codes(indexMigration).includes('migration/index-not-concurrent'));
    const accepted = findings(repo).find((f) => f.rule === 'migration/index-not-concurrent');
    assert.equal(accepted?.suppressed?.reason, 'the table has few rows and the deploy is at night');
    assert.ok(flat(exports.tree()).some((n) => n.label.startsWith('Accepted (')));
    await revert(indexMigration);
    await exports.settled();
    assert.ok(codes(indexMigration).includes('migration/index-not-concurrent'));
  });

  it('shows verdict, subjects, findings and evidence in the tree', async () => {
    const exports = await api();
    await repository();
    const nodes = exports.tree();
    assert.equal(nodes[0]?.label, 'Not ready');
    const first = nodes.find((n) => n.label.startsWith('customers.phone is dropped'));
    assert.ok(first, nodes.map((n) => n.label).join('; '));
    assert.ok(first.finding && first.at && (first.children?.length ?? 0) >= 2);
    const groups = nodes.filter((n) => n.children?.some((child) => child.finding) && !n.label.includes('('));
    assert.ok(
      groups.every(({ children = [] }) => children.length > 1),
      'a subject of one finding is that finding',
    );
    for (const { label, children = [] } of flat(nodes).filter((n) => n.finding)) {
      const rows = children.map((row) => `${row.label} ${row.description}`);
      assert.equal(new Set(rows).size, rows.length, `${label}: two equal rows tell nothing that one does not`);
    }
    const ids = flat(nodes).map((n) => n.id);
    assert.equal(new Set(ids).size, ids.length, 'an id stands for one node, so that expansion survives');
  });

  it('keeps what was there before apart from what the change introduces', async () => {
    const exports = await api();
    const repo = await repository();
    const existing = findings(repo).filter((f) => f.status === 'existing' && !f.suppressed);
    const shown = exports.tree().find((n) => n.label.startsWith('Existing'));
    assert.equal(shown?.label ?? 'Existing (0)', `Existing (${existing.length})`);
    for (const f of existing)
      assert.ok(
        !codes(f.at.file).includes(f.rule) ||
          findings(repo).some((g) => g.rule === f.rule && g.at.file === f.at.file && g.status !== 'existing'),
      );
  });

  it('turning a rule off in the policy clears it everywhere in the same turn', async () => {
    const exports = await api();
    const repo = await repository();
    await type('.release-readiness.yaml', (text) =>
      /^rules:/m.test(text)
        ? text.replace(/^rules:.*$/m, (m) => `${m}\n  migration/dropped-object-still-used: off`)
        : `${text}\nrules:\n  migration/dropped-object-still-used: off\n`,
    );
    await exports.settled();
    assert.ok(!codes(dropMigration).includes('migration/dropped-object-still-used'));
    assert.ok(!findings(repo).some((f) => f.rule === 'migration/dropped-object-still-used'));
    await revert('.release-readiness.yaml');
    await exports.settled();
    assert.ok(codes(dropMigration).includes('migration/dropped-object-still-used'));
  });

  it('shows blockers as errors when the user wants it', async () => {
    await repository();
    const settings = vscode.workspace.getConfiguration('releaseReadiness');
    await settings.update('blockersAs', 'error', vscode.ConfigurationTarget.Workspace);
    await eventually(
      () =>
        diagnostic(dropMigration, 'migration/dropped-object-still-used').severity === vscode.DiagnosticSeverity.Error,
      'an error',
    );
    await settings.update('blockersAs', undefined, vscode.ConfigurationTarget.Workspace);
    await eventually(
      () =>
        diagnostic(dropMigration, 'migration/dropped-object-still-used').severity === vscode.DiagnosticSeverity.Warning,
      'a warning again',
    );
  });

  it('starts a review when it is switched on, or no longer left to the user', async () => {
    const exports = await api();
    const repo = await repository();
    const settings = vscode.workspace.getConfiguration('releaseReadiness');
    const file = 'src/orders/rates.ts';
    const called = () => findings(repo).some((f) => f.rule === 'dependency/missing-timeout' && f.at.file === file);
    const reviewed = () => repo.state.is === 'reviewed';
    assert.ok(!called());
    try {
      for (const [name, off] of [
        ['run', 'manual'],
        ['enable', false],
      ] as const) {
        await settings.update(name, off, vscode.ConfigurationTarget.Global);
        await type(file, (text) => `${text}export const again = () => fetch('https://rates.example.net/v1');\n`);
        await new Promise((done) => setTimeout(done, 800));
        assert.ok(!called(), `${name} ${off} has no effect`);
        await settings.update(name, undefined, vscode.ConfigurationTarget.Global);
        await eventually(() => reviewed() && called(), `a review after ${name} was set back`);
        await revert(file);
        await exports.settled();
        assert.ok(!called());
      }
    } finally {
      for (const name of ['run', 'enable']) await settings.update(name, undefined, vscode.ConfigurationTarget.Global);
    }
  });

  it('explains a rule on a page of its own', async () => {
    await vscode.commands.executeCommand('releaseReadiness.explain', 'migration/index-not-concurrent');
    const page = await vscode.workspace.openTextDocument(
      vscode.Uri.parse('release-readiness-rule:/migration/index-not-concurrent.md'),
    );
    assert.match(page.getText(), /CONCURRENTLY/);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('lists what was not read, with the reason', async () => {
    const exports = await api();
    await repository();
    await type('src/metrics.ts', (text) => `${text}\nexport const broken = process.env.BROKEN_THING + ;\n`);
    await exports.settled();
    const node = exports.tree().find((n) => n.label.startsWith('Not read ('));
    assert.ok(
      node?.children?.some((n) => /^metrics\.ts:\d+$/.test(n.label) && /syntax.* · src$/.test(n.description ?? '')),
      JSON.stringify(node?.children?.map((n) => [n.label, n.description])),
    );
    await revert('src/metrics.ts');
    await exports.settled();
  });

  it('copies a finding without a word of the workspace', async () => {
    const repo = await repository();
    const finding = findings(repo).find((f) => f.rule === 'migration/dropped-object-still-used');
    await vscode.commands.executeCommand('releaseReadiness.copyFinding', { finding, root: repo.root.toString() });
    const text = await vscode.env.clipboard.readText();
    assert.match(text, /migration\/dropped-object-still-used/);
    assert.doesNotMatch(text, /phone|customers/);
  });

  it('generates the plan as Markdown, opened beside its preview', async () => {
    await repository();
    await vscode.commands.executeCommand('releaseReadiness.plan');
    const editor = await eventually(
      () =>
        vscode.window.visibleTextEditors.find(
          (e) => e.document.languageId === 'markdown' && /Release plan/.test(e.document.getText()),
        ),
      'the plan',
    );
    const text = editor.document.getText();
    assert.match(text, /NOT READY/);
    assert.match(text, /customers\.phone/);
    assert.match(text, /\*\*\[FOUND\]\*\*/);
    await eventually(
      () =>
        vscode.window.tabGroups.all
          .flatMap((g) => g.tabs)
          .some((t) => t.input instanceof vscode.TabInputWebview && /preview/i.test(t.input.viewType)),
      'the preview',
    );
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('writes the answer of a question into the plan file, and verifies the plan', async () => {
    const exports = await api();
    const repo = await repository();
    const plan = planUri(repo);
    assert.equal(
      await vscode.commands.executeCommand('releaseReadiness.verifyPlan'),
      undefined,
      'there is no plan yet',
    );
    const asked = flat(exports.tree()).find((node) => node.step?.step.kind === 'ask');
    assert.ok(asked?.step, 'the view asks something');
    const { id } = asked.step.step;
    await vscode.commands.executeCommand('releaseReadiness.answer', asked, 'the shop team\n<!-- rr:x -->');
    const path = vscode.workspace.asRelativePath(plan, false);
    const text = await read(path);
    assert.ok(text.includes(` answer: the shop team rr:x <!-- rr:a ${id} -->`), text);
    type Verified = { ready: boolean; checks: { id: string; ok: boolean; text: string }[] };
    const told = await vscode.commands.executeCommand<Verified>('releaseReadiness.verifyPlan');
    assert.equal(told.ready, false);
    const check = (name: string) => told.checks.find((one) => one.id === name);
    assert.equal(check('inputs')?.ok, true, check('inputs')?.text);
    assert.match(check('blockers')?.text ?? '', /^\d+ open: B1/);
    assert.match(check('questions')?.text ?? '', /^\d+ without an answer: /);
    await vscode.workspace.fs.delete(plan);
    await exports.settled();
  });

  it('creates a policy from what it finds, and leaves one alone that is there', async () => {
    const exports = await api();
    await repository();
    const file = fileUri('.release-readiness.yaml');
    const own = await read('.release-readiness.yaml');
    await vscode.commands.executeCommand('releaseReadiness.init');
    assert.equal(await read('.release-readiness.yaml'), own);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.workspace.fs.delete(file);
    await vscode.commands.executeCommand('releaseReadiness.init');
    assert.match(await read('.release-readiness.yaml'), /^# Release Readiness: .*\n[\s\S]*\nversion: 1\n/);
    assert.equal(vscode.window.activeTextEditor?.document.uri.toString(), file.toString());
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(own));
    await exports.settled();
  });

  it('gives language models the same answer as the command line', async () => {
    await repository();
    const result = await vscode.lm.invokeTool('review_release', { input: {}, toolInvocationToken: undefined });
    const text = result.content
      .map((part) => (part instanceof vscode.LanguageModelTextPart ? part.value : ''))
      .join('');
    const report = JSON.parse(text);
    assert.equal(report.tool.name, 'release-readiness');
    assert.equal(report.summary.verdict, 'not-ready');
  });
});
