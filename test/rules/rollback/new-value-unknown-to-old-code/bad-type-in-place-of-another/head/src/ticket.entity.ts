import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

export enum TicketStatus {
  Open = 'open',
  Closed = 'closed',
  Snoozed = 'snoozed',
}

@Entity('tickets')
export class Ticket {
  @PrimaryGeneratedColumn() id!: number;
  @Column({ type: 'enum', enum: TicketStatus }) status!: TicketStatus;
}
