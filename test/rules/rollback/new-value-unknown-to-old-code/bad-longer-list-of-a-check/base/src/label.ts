import { match } from 'ts-pattern';

export const labelOf = (status: 'open' | 'closed') =>
  match(status)
    .with('open', () => 'Open')
    .with('closed', () => 'Closed')
    .exhaustive();
