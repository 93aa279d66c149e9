import { match } from 'ts-pattern';

export const labelOf = (colour: 'open' | 'closed') =>
  match(colour)
    .with('open', () => 'Open')
    .with('closed', () => 'Closed')
    .exhaustive();
