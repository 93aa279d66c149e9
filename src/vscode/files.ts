import { realpathSync } from 'node:fs';
import * as vscode from 'vscode';
import { textReader } from '../host/node/texts';
import type { FileContent } from '../host/ports';
import { bytesPerUnit, decoded, textOf, tooLong } from '../host/texts';
import { relativePath } from './git';

/** Never looked into, whatever git says: dependencies and build output. */
const never = '**/{node_modules,.git,.next,.nuxt,.turbo,dist,out,coverage,vendor}/**';

/** Files below `root` that git does not ignore, sorted. `ignored` answers for a batch of absolute paths. */
export async function listFiles(
  root: vscode.Uri,
  ignored: ((paths: string[]) => Promise<Set<string>>) | undefined,
  token?: vscode.CancellationToken,
): Promise<string[]> {
  const found = await vscode.workspace.findFiles(new vscode.RelativePattern(root, '**/*'), never, undefined, token);
  let kept = found;
  if (ignored) {
    const out = new Set<string>();
    for (let from = 0; from < found.length; from += 2000) {
      for (const path of await ignored(found.slice(from, from + 2000).map((uri) => uri.fsPath)).catch(
        () => new Set<string>(),
      ))
        out.add(path);
    }
    kept = found.filter((uri) => !out.has(uri.fsPath));
  }
  return kept.flatMap((uri) => relativePath(root, uri) ?? []).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

/** Texts of the working tree: an open buffer wins over the disk. `undefined`: not there, or no file. */
export async function readFiles(
  root: vscode.Uri,
  files: readonly { path: string; limit: number }[],
): Promise<FileContent[]> {
  const open = new Map(vscode.workspace.textDocuments.map((document) => [document.uri.toString(), document]));
  return Promise.all(
    files.map(async ({ path, limit }): Promise<FileContent> => {
      const uri = vscode.Uri.joinPath(root, path);
      const buffer = open.get(uri.toString());
      if (buffer) return decoded(buffer.getText(), limit);
      try {
        const stat = await vscode.workspace.fs.stat(uri);
        if (stat.type & vscode.FileType.SymbolicLink) return throughLink(root, path, limit);
        if (!(stat.type & vscode.FileType.File)) return undefined;
        if (stat.size > limit * bytesPerUnit) return tooLong(limit);
        return textOf(await vscode.workspace.fs.readFile(uri), limit);
      } catch {
        return undefined;
      }
    }),
  );
}

/** A link is followed only to a file of the same tree, which a virtual file system does not tell. */
function throughLink(root: vscode.Uri, path: string, limit: number): FileContent {
  return root.scheme === 'file' ? textReader(realpathSync(root.fsPath))(path, limit) : undefined;
}
