import { match } from 'ts-pattern';

export const labelOf = (status: 'open' | 'closed' | 'snoozed') =>
  match(status)
    .with('open', () => 'Open')
    .with('closed', () => 'Closed')
    .with('snoozed', () => 'Snoozed')
    .exhaustive();
