export function labelOf(ticket: { status: string }): string {
  switch (ticket.status) {
    case 'open':
      return 'Open';
    case 'closed':
      return 'Closed';
    case 'snoozed':
      return 'Snoozed';
    default:
      throw new Error(`unknown status ${ticket.status}`);
  }
}
