import { Ticket, TicketStatus } from './ticket.entity';

export function snooze(ticket: Ticket): void {
  ticket.status = TicketStatus.Snoozed;
}
