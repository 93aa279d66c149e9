import { Ticket, TicketStatus } from './ticket.entity';

export function close(ticket: Ticket): void {
  ticket.status = TicketStatus.Closed;
}
