import { markLine, readItem, type WrittenItem, withState } from './document';
import { carried, touchedByPeople } from './merge';

const keptHeading = '**Ticked or answered before**';

/** Lines of a comment that people tick or answer, by the identity in their markers. What has none is nobody's state. */
export function readComment(text: string): Map<string, WrittenItem> {
  const items = new Map<string, WrittenItem>();
  let last: WrittenItem | undefined;
  for (const line of text.split(/\r\n?|\n/)) {
    const [, sort, id] = markLine.exec(line) ?? [];
    if (sort === undefined) {
      if (last && /^\s+\S/.test(line) && (/^\s+(?:- )?note:/.test(line) || last.notes.length > 0))
        last.notes.push(line);
      else last = undefined;
      continue;
    }
    const key = `${sort} ${id}`;
    last = items.has(key) ? undefined : readItem(key, 'comment', line.trimEnd());
    if (last) items.set(key, last);
  }
  return items;
}

/**
 * Puts a newly rendered comment into the one that people ticked: the same identities, the same rules as for a plan. What the
 * plan's own file has recorded shows here too, and it has the last word on answers.
 */
export function mergeComment(
  existing: string | undefined,
  fresh: string,
  plan: ReadonlyMap<string, WrittenItem>,
  most = 60,
): string {
  const before = readComment(existing ?? '');
  const shown = new Set<string>();
  const lines = fresh
    .trimEnd()
    .split('\n')
    .flatMap((line) => {
      const [, sort, id] = markLine.exec(line) ?? [];
      if (sort === undefined) return [line];
      const key = `${sort} ${id}`;
      shown.add(key);
      const old = before.get(key);
      const [first = line, ...notes] = old ? carried(line, old, 'comment') : [line];
      return [withRecorded(first, key, plan.get(key)), ...notes];
    });
  const rest = [...before.values()].filter((item) => !shown.has(item.key) && touchedByPeople(item));
  const room = most - lines.length - 3;
  if (rest.length > 0 && room > 0) {
    const kept = rest.slice(0, room);
    lines.push('', keptHeading, '', ...kept.map(({ line }) => line));
  }
  return `${lines.join('\n')}\n`;
}

/** The line with a tick or an answer that another document has for it, where it has none of its own. */
export function withRecorded(line: string, key: string, recorded: WrittenItem | undefined): string {
  if (!recorded || !/^\s*- \[[ xX]\] /.test(line)) return line;
  const own = readItem(key, '', line);
  if (own.byTool) return line;
  return withState(line, {
    ticked: own.ticked || (recorded.ticked && !recorded.recheck && !own.recheck),
    recheck: own.recheck,
    answer: recorded.answer || own.answer,
  });
}

/**
 * A plan with the ticks and answers that people gave in its comment. What the plan has itself stays: `kept` names the lines where
 * the comment says something else.
 */
export function withComment(plan: string, comment: ReadonlyMap<string, WrittenItem>): { text: string; kept: string[] } {
  const kept: string[] = [];
  const lines = plan.split('\n').map((line) => {
    const [, sort, id] = markLine.exec(line) ?? [];
    const key = `${sort} ${id}`;
    const said = sort === undefined ? undefined : comment.get(key);
    if (!said) return line;
    const own = readItem(key, '', line);
    if (own.answer !== '' && said.answer !== '' && own.answer !== said.answer)
      kept.push(own.label || own.text.slice(0, 60));
    return withRecorded(line, key, { ...said, answer: own.answer || said.answer });
  });
  return { text: lines.join('\n'), kept };
}
