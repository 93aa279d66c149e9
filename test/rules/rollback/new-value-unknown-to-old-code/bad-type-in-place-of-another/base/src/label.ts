import { TicketStatus } from './ticket.entity';

export function labelOf(status: TicketStatus): string {
  switch (status) {
    case TicketStatus.Open:
      return 'Open';
    case TicketStatus.Closed:
      return 'Closed';
    default:
      return assertNever(status);
  }
}

function assertNever(value: never): never {
  throw new Error(`unexpected ${value}`);
}
