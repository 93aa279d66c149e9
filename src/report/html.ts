import type { Finding } from '../core/finding';
import { html, plain } from './escape';
import {
  acceptedFindings,
  byMistake,
  headlineOf,
  olderUnread,
  placeOf,
  qualifiers,
  type ReportInput,
  shownFindings,
  shownUnread,
} from './input';
import { limitText, suppressionLines, systemsOf } from './text';

export interface HtmlOptions {
  /** Source that the content security policy allows for styles; a page of its own carries its style in itself. */
  styleSource?: string;
  /** Makes a place a link, for instance to a command of an editor. */
  link?: (finding: Finding['at']) => string;
}

/** A page without scripts, images or anything from elsewhere; in an editor it takes the editor's colours. */
export function htmlReport(input: ReportInput, options: HtmlOptions = {}): string {
  const headline = headlineOf(input);
  const policy = `default-src 'none'; style-src ${options.styleSource ?? "'unsafe-inline'"}`;
  const place = (at: Finding['at']) => {
    const text = `<code>${html(placeOf(at))}</code>`;
    return options.link ? `<a href="${html(options.link(at))}">${text}</a>` : text;
  };
  const findings = byMistake(shownFindings(input)).map(
    (group) => `<section>
<h2>${html(group.title)}</h2>
<ul class="findings">
${group.rules
  .flatMap((rule) => rule.findings)
  .map((finding) => item(finding, place))
  .join('\n')}
</ul>
</section>`,
  );
  const systems = systemsOf(input.review).map((system) => {
    const [first] = system.calls;
    const status = { added: 'new', removed: 'gone', base: 'as before' }[system.status];
    return `<tr><th scope="row">${html(system.system)}</th><td>${status}</td><td>${html(limitText(system))}</td><td>${first ? place(first.at) : ''}</td></tr>`;
  });
  const accepted = acceptedFindings(input).map(
    (f) =>
      `${place(f.at)} ${html(f.what)} <code>${html(f.rule)}</code> because ${html(f.suppressed?.reason ?? '')}${
        f.suppressed?.until ? `, until ${html(f.suppressed.until)}` : ''
      }`,
  );
  const { shown, older } = shownUnread(input);
  const body = [
    `<header><h1><span class="verdict ${headline.verdict}">${headline.title}</span> Release readiness</h1>
<p>${headline.sentences.map(html).join(' ')}</p></header>`,
    ...findings,
    ...(systems.length > 0
      ? [
          `<section><h2>Third parties</h2><table><thead><tr><th scope="col">System</th><th scope="col">In this release</th><th scope="col">Time limit</th><th scope="col">First call</th></tr></thead><tbody>${systems.join('')}</tbody></table></section>`,
        ]
      : []),
    list('Accepted', accepted),
    list('Acceptances without effect', suppressionLines(input.review).map(html)),
    list(
      'Not read',
      shown.map((u) => `${place(u.at)} ${html(u.reason)}`),
    ),
    list('Notes', [...(older > 0 ? [olderUnread(older)] : []), ...input.notes].map(html)),
  ];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Release readiness: ${html(plain(headline.title.toLowerCase()))}</title>
<style>
${style}
</style>
</head>
<body>
<main>
${body.filter((part) => part !== '').join('\n')}
</main>
</body>
</html>
`;
}

function item(finding: Finding, place: (at: Finding['at']) => string): string {
  const extra = qualifiers(finding);
  const evidence = finding.evidence.map((e) => `<li>${place(e.at)} ${html(e.note)}</li>`).join('');
  return `<li class="${finding.severity}">
<h3><span class="severity">${finding.severity}</span> ${html(finding.what)}${extra.length > 0 ? ` <em>(${extra.join(', ')})</em>` : ''}</h3>
<p>${place(finding.at)} <code>${html(finding.rule)}</code></p>
${evidence ? `<ul>${evidence}</ul>` : ''}
<dl><dt>Why</dt><dd>${html(finding.why)}</dd><dt>What to do</dt><dd>${html(finding.todo)}</dd></dl>
</li>`;
}

function list(title: string, rows: readonly string[]): string {
  return rows.length === 0
    ? ''
    : `<section><h2>${title}</h2><ul>${rows.map((row) => `<li>${row}</li>`).join('')}</ul></section>`;
}

const style = `:root { color-scheme: light dark; }
body { font: 15px/1.5 var(--vscode-font-family, system-ui, sans-serif); color: var(--vscode-editor-foreground, CanvasText); background: var(--vscode-editor-background, Canvas); margin: 0; }
main { max-width: 60rem; margin: 0 auto; padding: 1.5rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin-top: 2rem; } h3 { font-size: 1rem; margin: 0; }
code { font-family: var(--vscode-editor-font-family, ui-monospace, monospace); font-size: 0.9em; }
a { color: var(--vscode-textLink-foreground, LinkText); }
.verdict, .severity { border: 1px solid currentcolor; border-radius: 3px; padding: 0 0.4em; margin-right: 0.4em; }
.not-ready, .blocker .severity { color: var(--vscode-editorError-foreground, #b3261e); }
.ready { color: var(--vscode-testing-iconPassed, #1a7f37); }
.warning .severity { color: var(--vscode-editorWarning-foreground, #8a5a00); }
.note .severity { color: var(--vscode-editorInfo-foreground, #0b61a4); }
ul.findings { list-style: none; padding: 0; } ul.findings > li { border-left: 3px solid currentcolor; padding: 0.2rem 0 0.2rem 0.8rem; margin: 1rem 0; }
p { margin: 0.3rem 0; } dl { margin: 0.4rem 0; } dt { font-weight: 600; } dd { margin: 0 0 0.3rem 1rem; }
table { border-collapse: collapse; } th, td { text-align: left; padding: 0.25rem 0.8rem 0.25rem 0; border-bottom: 1px solid color-mix(in srgb, currentcolor 25%, transparent); }`;
