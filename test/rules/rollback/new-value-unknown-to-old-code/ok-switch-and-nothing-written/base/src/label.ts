export function labelOf(ticket: { status: string }): string {
  switch (ticket.status) {
    case 'open':
      return 'Open';
    case 'closed':
      return 'Closed';
    default:
      throw new Error(`unknown status ${ticket.status}`);
  }
}
